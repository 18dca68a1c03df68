import './boot';
import { createRoot } from 'react-dom/client';
import type { DataSourcePluginMeta } from '@grafana/data';
import { ThemeContext } from '@grafana/data';
import { config, getBackendSrv } from '@grafana/runtime';
import { Alert, GlobalStyles, PortalContainer } from '@grafana/ui';
import { initPluginTranslations } from '@grafana/i18n';
import { App } from './App';
import { initLanguage, readLanguage } from './language';
import { loadPlugin } from './loader';
import { DemoDataSourceSrv } from './standins/dataSources';
import { installDataSources, installServices, templateSrv } from './standins/install';
import { readTheme } from './theme';

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
  const fail = (error: unknown) => {
    console.error(error);
    const message = error instanceof Error ? error.message : JSON.stringify(error);
    show(<Alert title="The plugin could not be loaded.">{message}</Alert>);
  };
  try {
    installServices();
    await initLanguage();
    await initPluginTranslations('grafana');
    const meta = await getBackendSrv().get<DataSourcePluginMeta>(`/public/plugins/${pluginId}/plugin.json`);
    meta.baseUrl = `public/plugins/${pluginId}`;
    meta.module = `${meta.baseUrl}/module.js`;
    const plugin = await loadPlugin(meta);
    const sources = new DemoDataSourceSrv(plugin, meta);
    installDataSources(sources);
    let visits = 0;
    const showAddress = async () => {
      // The variables are those of one dashboard.
      templateSrv.setVariables([]);
      const first = await sources.load();
      visits += 1;
      show(<App key={visits} plugin={plugin} sources={sources} first={first} />);
    };
    await showAddress();
    // Back and forward: what the address says is read anew, and what was there is gone, as on a page that was just loaded.
    window.addEventListener('popstate', () => {
      show(null);
      if (readTheme() !== config.theme2.colors.mode || readLanguage() !== document.documentElement.lang) {
        window.location.reload();
        return;
      }
      void showAddress().catch(fail);
    });
  } catch (error) {
    fail(error);
  }
}

void start();
