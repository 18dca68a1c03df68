import { lazily } from '../lazily';

export const LazyQueryHelp = lazily(async () => (await import('./QueryHelp')).QueryHelp, 'Loading the help…');
