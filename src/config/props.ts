import { type DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { type BasetenOptions, type BasetenSecureOptions } from '../types';

/** What Grafana hands to the editor of the settings, and that to its parts. */
export type ConfigProps = DataSourcePluginOptionsEditorProps<BasetenOptions, BasetenSecureOptions>;
