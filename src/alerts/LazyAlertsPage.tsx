import { lazily } from '../lazily';

/**
 * The body of the "Alerts" tab: few people come here, and none of them for a panel. Grafana may change what it hands to such
 * a page, so that nothing of it is used.
 */
export const AlertsPage = lazily(async () => (await import('./AlertsPage')).AlertsPage, 'Loading…');
