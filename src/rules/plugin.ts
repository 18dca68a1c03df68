/** The plugin's id, as in plugin.json. */
export const PLUGIN_ID = 'baseten-metrics-datasource';
/** The data source of the provisioning example: rules and public dashboards know no variables and need a literal uid. */
export const RULE_DATASOURCE = { type: PLUGIN_ID, uid: 'baseten-metrics' };
