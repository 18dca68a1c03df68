/**
 * Modules that Grafana 12.3 lends to plugins (its table of shared dependencies), as far as a plugin of today wants
 * them. Only these may stay outside the bundle: anything else would be asked of Grafana and not be found.
 * `module` is SystemJS's own: it tells the bundle where it was loaded from.
 */
export const sharedModules = [
  '@emotion/css',
  '@emotion/react',
  '@grafana/data',
  '@grafana/runtime',
  '@grafana/ui',
  'd3',
  'i18next',
  'jquery',
  'lodash',
  'moment',
  'prismjs',
  'react',
  'react-dom',
  'react-inlinesvg',
  'react-redux',
  'react-router',
  'react-router-dom',
  'react/jsx-dev-runtime',
  'react/jsx-runtime',
  'redux',
  'rxjs',
  'rxjs/operators',
  'slate',
  'slate-plain-serializer',
  'slate-react',
];
