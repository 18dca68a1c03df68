/**
 * Stands in for the boot data that a Grafana server writes into its page. @grafana/runtime reads them while it is being
 * loaded, so this module is the first that main.tsx imports.
 */
import type { ThemeName } from './theme';
import { readTheme } from './theme';

/** The part of Grafana's boot data that the packages read. */
interface BootData {
  assets: { dark: string; light: string };
  settings: Record<string, unknown>;
  user: { id: number; login: string; theme: ThemeName; timezone: string; orgId: number; orgRole: string };
  navTree: never[];
}

declare global {
  interface Window {
    grafanaBootData?: BootData;
    __grafana_public_path__?: string;
  }
}

window.__grafana_public_path__ = '/public/';
window.grafanaBootData = {
  assets: { dark: '', light: '' },
  settings: {
    appUrl: `${window.location.origin}/`,
    appSubUrl: '',
    buildInfo: { version: '12.3.0', commit: 'stand-in', env: 'production', edition: 'Open Source' },
    featureToggles: {},
    // Live streaming would open a web socket that the demo has no server for.
    liveEnabled: false,
  },
  user: { id: 1, login: 'demo', theme: readTheme(), timezone: 'browser', orgId: 1, orgRole: 'Admin' },
  navTree: [],
};
