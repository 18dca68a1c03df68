import { css } from '@emotion/css';
import { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { config } from '@grafana/runtime';
import { IconButton, Tab, TabsBar, useStyles2 } from '@grafana/ui';
import { DashboardSettingsView } from './DashboardSettingsView';
import { ConfigPage } from './ConfigPage';
import { DashboardsView } from './DashboardsView';
import type { AnyPlugin } from './loader';
import { QueryView } from './QueryView';
import { RulesView } from './RulesView';
import { SettingsView } from './SettingsView';
import type { DemoDataSource, DemoDataSourceSrv } from './standins/dataSources';
import { templateSrv } from './standins/install';
import { switchTheme } from './theme';

interface Props {
  plugin: AnyPlugin;
  sources: DemoDataSourceSrv;
  first: DemoDataSource;
}

/** The views, in the order of their tabs. */
const views = [
  { id: 'explore', path: '/', label: 'Explore', icon: 'compass' },
  { id: 'dashboards', path: '/dashboards', label: 'Dashboards', icon: 'apps' },
  { id: 'dashboard-settings', path: '/dashboard-settings', label: 'Dashboard settings', icon: 'sliders-v-alt' },
  { id: 'rules', path: '/rules', label: 'Alert rules', icon: 'bell' },
  { id: 'settings', path: '/settings', label: 'Data source settings', icon: 'cog' },
  { id: 'alerts', path: '/alerts', label: 'Alerts of the data source', icon: 'bell' },
] as const;

type ViewId = (typeof views)[number]['id'];

/** The view at an address. Grafana's own links to Explore lead to /explore. */
function viewAt(path: string): ViewId | undefined {
  return path === '/explore' ? 'explore' : views.find((candidate) => candidate.path === path)?.id;
}

/** The whole page: a bar that says what it is, tabs, and the view chosen. */
export function App({ plugin, sources, first }: Props) {
  const styles = useStyles2(getStyles);
  const [view, setView] = useState(() => viewAt(window.location.pathname));
  const [datasource, setDatasource] = useState(first);
  const dark = config.theme2.isDark;

  const show = (id: ViewId, path: string) => {
    // The variables are those of one dashboard.
    templateSrv.setVariables([]);
    setView(id);
    window.history.pushState(null, '', path + window.location.search);
  };

  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <img src={`/public/plugins/${plugin.meta.id}/img/logo.svg`} alt="" width={28} height={28} />
        <h1 className={styles.title}>Baseten Metrics</h1>
        <span className={styles.hint}>
          Demo: this page stands in for Grafana and loads the built plugin as Grafana does
        </span>
        <span className={styles.grow} />
        <IconButton
          name="adjust-circle"
          size="lg"
          tooltip={dark ? 'Light theme' : 'Dark theme'}
          onClick={() => switchTheme(dark ? 'light' : 'dark')}
        />
      </header>
      <TabsBar className={styles.tabs}>
        {views.map((candidate) => (
          <Tab
            key={candidate.id}
            label={candidate.label}
            icon={candidate.icon}
            active={view === candidate.id}
            onChangeTab={() => show(candidate.id, candidate.path)}
          />
        ))}
      </TabsBar>
      <main className={styles.main}>
        {view === undefined && <p>Nothing is at {window.location.pathname}: choose one of the views above.</p>}
        {view === 'explore' && <QueryView datasource={datasource} />}
        {view === 'dashboards' && <DashboardsView datasource={datasource} />}
        {view === 'dashboard-settings' && <DashboardSettingsView datasource={datasource} />}
        {view === 'rules' && <RulesView />}
        {view === 'alerts' && <ConfigPage plugin={plugin} id="alerts" />}
        {view === 'settings' && (
          <SettingsView plugin={plugin} sources={sources} onSaved={() => void sources.get().then(setDatasource)} />
        )}
      </main>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ minHeight: '100vh', background: theme.colors.background.canvas }),
  header: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    padding: theme.spacing(1, 3),
    background: theme.colors.background.primary,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
  }),
  title: css({ fontSize: theme.typography.h4.fontSize, margin: 0 }),
  hint: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  grow: css({ flexGrow: 1 }),
  tabs: css({ padding: theme.spacing(0, 3), background: theme.colors.background.primary }),
  main: css({ padding: theme.spacing(2, 3, 6), maxWidth: 1600, margin: '0 auto' }),
});
