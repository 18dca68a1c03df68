import { createTheme, EventBusSrv } from '@grafana/data';
import {
  config,
  setAppEvents,
  setBackendSrv,
  setDataSourceSrv,
  setEchoSrv,
  setTemplateSrv,
  type EchoSrv,
} from '@grafana/runtime';
import { initializeLoggersRegistry } from '@grafana/runtime/unstable';
import { DemoBackendSrv } from './backendSrv';
import type { DemoDataSourceSrv } from './dataSources';
import { DemoTemplateSrv } from './templateSrv';

/** Stands in for Grafana's usage reporting: drops everything. */
const silentEcho: EchoSrv = { flush() {}, addBackend() {}, addEvent() {}, onInteraction: () => () => undefined };

/** The page's variables; views set them before they run queries. */
export const templateSrv = new DemoTemplateSrv();

/** Puts the stand-ins for Grafana's services into @grafana/runtime, where the plugin finds them. */
export function installServices(): void {
  config.theme2 = createTheme({ colors: { mode: config.bootData.user.theme === 'light' ? 'light' : 'dark' } });
  initializeLoggersRegistry();
  setBackendSrv(new DemoBackendSrv());
  setTemplateSrv(templateSrv);
  setEchoSrv(silentEcho);
  setAppEvents(new EventBusSrv());
}

/** Makes the plugin's data source known; called once the plugin is loaded. */
export function installDataSources(srv: DemoDataSourceSrv): void {
  setDataSourceSrv(srv);
}
