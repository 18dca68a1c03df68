import { DataSourcePlugin } from '@grafana/data';
import { ConfigEditor } from './config/LazyConfigEditor';
import { DataSource } from './datasource';
import { QueryEditor } from './editor/LazyQueryEditor';
import { LazyQueryHelp } from './editor/LazyQueryHelp';
import type { BasetenOptions, BasetenQuery, BasetenSecureOptions } from './types';

export const plugin = new DataSourcePlugin<DataSource, BasetenQuery, BasetenOptions, BasetenSecureOptions>(DataSource)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor)
  .setQueryEditorHelp(LazyQueryHelp);
