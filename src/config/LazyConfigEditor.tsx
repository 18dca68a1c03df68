import { lazily } from '../lazily';

/** Only people who set up the data source need it. */
export const ConfigEditor = lazily(async () => (await import('./ConfigEditor')).ConfigEditor, 'Loading the settings…');
