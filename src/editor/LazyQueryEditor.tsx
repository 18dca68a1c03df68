import { lazily } from '../lazily';

/** Dashboards that only show panels never load the editor. */
export const QueryEditor = lazily(async () => (await import('./QueryEditor')).QueryEditor, 'Loading the query editor…');
