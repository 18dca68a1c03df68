/**
 * Where the lazy chunks lie. Grafana may be served under a sub-path or from a CDN, so the bundle asks its loader where
 * `module.js` came from. Imported before anything else.
 */
import amdModule from 'amd-module';

declare global {
  // The bundler's name for the folder that chunks are loaded from.
  var __webpack_public_path__: string;
}

const uri = amdModule.uri;
__webpack_public_path__ = uri ? uri.slice(0, uri.lastIndexOf('/') + 1) : 'public/plugins/baseten-metrics-datasource/';
