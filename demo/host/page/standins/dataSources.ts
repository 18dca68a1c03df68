import type {
  DataSourceApi,
  DataSourceInstanceSettings,
  DataSourcePluginMeta,
  DataSourceSettings,
} from '@grafana/data';
import { getBackendSrv, type DataSourceSrv } from '@grafana/runtime';
import type { DataSourceRef } from '@grafana/schema';
import type { AnyPlugin } from '../loader';

/** The uid of the demo's data source; provisioning pins the same one. */
export const demoUid = 'baseten-metrics';

/** A data source as Grafana holds it: settings, and the instance made of them. */
export type DemoDataSource = DataSourceApi;

/**
 * Stands in for Grafana's dataSourceSrv and its settings pages' store: the settings live in the gateway, and the one
 * data source is made anew whenever they are saved.
 */
export class DemoDataSourceSrv implements DataSourceSrv {
  private current: DemoDataSource | undefined;
  private settings: DataSourceSettings | undefined;

  constructor(
    private plugin: AnyPlugin,
    private meta: DataSourcePluginMeta
  ) {}

  /** Reads the settings from the gateway and makes the data source of them. */
  async load(): Promise<DemoDataSource> {
    const settings = await getBackendSrv().get<DataSourceSettings>(`/api/datasources/uid/${demoUid}`);
    return this.use(settings);
  }

  /** Saves settings; secrets in them go to the gateway and do not come back. */
  async save(settings: DataSourceSettings): Promise<DemoDataSource> {
    const answer = await getBackendSrv().put<{ datasource: DataSourceSettings }>(
      `/api/datasources/uid/${demoUid}`,
      settings
    );
    return this.use(answer.datasource);
  }

  getSettings(): DataSourceSettings {
    if (!this.settings) {
      throw new Error('The data source is not loaded yet.');
    }
    return this.settings;
  }

  async get(_ref?: DataSourceRef | string | null): Promise<DemoDataSource> {
    return this.current ?? this.load();
  }

  getList(): DataSourceInstanceSettings[] {
    const settings = this.getInstanceSettings();
    return settings ? [settings] : [];
  }

  getInstanceSettings(_ref?: DataSourceRef | string | null): DataSourceInstanceSettings | undefined {
    return this.settings && instanceSettings(this.settings, this.meta);
  }

  async reload(): Promise<void> {
    await this.load();
  }

  registerRuntimeDataSource(): void {
    throw new Error('The demo has no runtime data sources.');
  }

  private use(settings: DataSourceSettings): DemoDataSource {
    this.settings = settings;
    const made = instanceSettings(settings, this.meta);
    const instance = new this.plugin.DataSourceClass(made);
    // Grafana fills these in when the constructor did not.
    instance.meta ??= this.meta;
    instance.components ??= this.plugin.components;
    this.current = instance;
    return instance;
  }
}

/** What a data source class gets: the settings without secrets, with the address under which Grafana proxies it. */
function instanceSettings(settings: DataSourceSettings, meta: DataSourcePluginMeta): DataSourceInstanceSettings {
  return {
    // oxlint-disable-next-line typescript/no-deprecated -- Grafana 12 still sends it, so the stand-in does.
    id: settings.id,
    uid: settings.uid,
    type: settings.type,
    name: settings.name,
    access: 'proxy',
    url: `/api/datasources/proxy/uid/${settings.uid}`,
    isDefault: settings.isDefault,
    readOnly: false,
    jsonData: settings.jsonData,
    meta,
  };
}
