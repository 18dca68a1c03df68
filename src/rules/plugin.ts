/** The plugin's id, as in plugin.json. */
export const PLUGIN_ID = 'baseten-metrics-datasource';
/** The data source of the provisioning example: rules and public dashboards know no variables and need a literal uid. */
export const RULE_DATASOURCE = { type: PLUGIN_ID, uid: 'baseten-metrics' };
/** Where the project is published, as in project.json: `npm run identity` carries it here. */
export const REPOSITORY = 'https://example.com/baseten-metrics-datasource';
