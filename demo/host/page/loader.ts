/**
 * Loads the plugin's module.js as Grafana does: with SystemJS, which understands the AMD format, and with the modules
 * that Grafana shares with its plugins, so that the plugin and the page use the same React and the same @grafana/ui.
 */
/// <reference types="systemjs" />
import 'systemjs/dist/system.js';
import 'systemjs/dist/extras/amd.js';

import * as emotionCss from '@emotion/css';
import * as emotionReact from '@emotion/react';
import * as grafanaData from '@grafana/data';
import * as grafanaRuntime from '@grafana/runtime';
import * as grafanaUi from '@grafana/ui';
import * as i18next from 'i18next';
import * as lodash from 'lodash';
import * as moment from 'moment';
import * as react from 'react';
import * as jsxRuntime from 'react/jsx-runtime';
import * as reactDom from 'react-dom';
import * as reactInlineSvg from 'react-inlinesvg';
import * as rxjs from 'rxjs';
import * as rxjsOperators from 'rxjs/operators';
import type { DataSourceApi, DataSourcePlugin, DataSourcePluginMeta } from '@grafana/data';

/**
 * The modules of Grafana 12.3 that a data source plugin may leave out of its bundle. Grafana shares a few more (d3,
 * slate, prismjs, angular's leftovers), which this plugin has no use for; asking for one fails here with its name.
 */
const sharedModules: Record<string, System.Module> = {
  '@emotion/css': emotionCss,
  '@emotion/react': emotionReact,
  '@grafana/data': grafanaData,
  '@grafana/runtime': grafanaRuntime,
  '@grafana/ui': grafanaUi,
  i18next,
  lodash: byDefault(lodash),
  moment: byDefault(moment),
  react: byDefault(react),
  'react/jsx-runtime': jsxRuntime,
  'react/jsx-dev-runtime': jsxRuntime,
  'react-dom': byDefault(reactDom),
  'react-inlinesvg': reactInlineSvg,
  rxjs,
  'rxjs/operators': rxjsOperators,
};

/** What a data source plugin's module exports. */
export type AnyPlugin = DataSourcePlugin<DataSourceApi>;

/** A CommonJS package is handed over as the object that it exports. */
function byDefault(module: object): System.Module {
  return { ...module, __useDefault: true };
}

function register(): void {
  const imports: Record<string, string> = {};
  for (const [name, module] of Object.entries(sharedModules)) {
    imports[name] = `package:${name}`;
    System.set(`package:${name}`, module);
  }
  System.addImportMap({ imports });
}

function isPlugin(value: unknown): value is AnyPlugin {
  return value instanceof grafanaData.DataSourcePlugin;
}

/**
 * Loads the plugin.
 * @param meta the content of its plugin.json
 * @returns the plugin that its module exports, with the metadata set
 * @throws an Error that names the file when it can't be loaded or exports no data source
 */
export async function loadPlugin(meta: DataSourcePluginMeta): Promise<AnyPlugin> {
  register();
  const url = `${window.location.origin}/public/plugins/${meta.id}/module.js`;
  const module = await System.import(url);
  const plugin: unknown = module['plugin'];
  if (!isPlugin(plugin)) {
    throw new Error(`${url} exports no DataSourcePlugin under the name "plugin".`);
  }
  plugin.meta = meta;
  return plugin;
}
