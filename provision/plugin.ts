/** The plugin's id, as in plugin.json. */
export const PLUGIN_ID = 'baseten-metrics-datasource';
