import { DataSourcePlugin } from '@grafana/data';
import { AlertsPage } from './alerts/LazyAlertsPage';
import { ConfigEditor } from './config/LazyConfigEditor';
import { DataSource } from './datasource';
import { QueryEditor } from './editor/LazyQueryEditor';
import { LazyQueryHelp } from './editor/LazyQueryHelp';
import type { BasetenOptions, BasetenQuery, BasetenSecureOptions } from './types';

export const plugin = new DataSourcePlugin<DataSource, BasetenQuery, BasetenOptions, BasetenSecureOptions>(DataSource)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor)
  .setQueryEditorHelp(LazyQueryHelp);

// Beside the settings, not among them: provisioned data sources have it too. Titles of tabs are there before any words are loaded.
plugin.addConfigPage({ id: 'alerts', title: 'Alerts', icon: 'bell', body: AlertsPage });
