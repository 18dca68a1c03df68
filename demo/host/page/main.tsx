import './boot';
import { createRoot } from 'react-dom/client';
import type { DataSourcePluginMeta } from '@grafana/data';
import { ThemeContext } from '@grafana/data';
import { config, getBackendSrv } from '@grafana/runtime';
import { Alert, GlobalStyles, PortalContainer } from '@grafana/ui';
import { initPluginTranslations } from '@grafana/i18n';
import { App } from './App';
import { initLanguage } from './language';
import { loadPlugin } from './loader';
import { DemoDataSourceSrv } from './standins/dataSources';
import { installDataSources, installServices } from './standins/install';

const pluginId = 'baseten-metrics-datasource';

/** Loads the plugin and its data source, then shows the page; what fails on the way is shown instead. */
async function start(): Promise<void> {
  const root = createRoot(document.getElementById('root') ?? document.body);
  const show = (content: React.ReactNode) =>
    root.render(
      <ThemeContext.Provider value={config.theme2}>
        <GlobalStyles />
        {content}
        <PortalContainer />
      </ThemeContext.Provider>
    );
  try {
    installServices();
    await initLanguage();
    await initPluginTranslations('grafana');
    const meta = await getBackendSrv().get<DataSourcePluginMeta>(`/public/plugins/${pluginId}/plugin.json`);
    meta.baseUrl = `public/plugins/${pluginId}`;
    meta.module = `${meta.baseUrl}/module.js`;
    const plugin = await loadPlugin(meta);
    const sources = new DemoDataSourceSrv(plugin, meta);
    const datasource = await sources.load();
    installDataSources(sources);
    show(<App plugin={plugin} sources={sources} first={datasource} />);
  } catch (error) {
    console.error(error);
    const message = error instanceof Error ? error.message : JSON.stringify(error);
    show(<Alert title="The plugin could not be loaded.">{message}</Alert>);
  }
}

void start();
