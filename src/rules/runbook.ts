/** Where people find what to do about an alert. */
import { PLUGIN_ID, REPOSITORY } from './plugin';
import type { PlacedRule } from './types';

/** docs/alerting.md, rendered: the plugin's own folder serves it under Grafana's address. */
const PAGE = `{{ externalURL }}public/plugins/${PLUGIN_ID}/docs/alerting.html`;

/** The section of docs/alerting.md: rules of one kind share it, whatever models they are for. */
export function anchorOf({ kind }: PlacedRule): string {
  return kind;
}

/** The address of the section, as a template of Grafana's. */
export function runbookOf(rule: PlacedRule): string {
  return `${PAGE}#${anchorOf(rule)}`;
}

/**
 * The address of the section for those who have no Grafana that serves it: a host of repositories shows the file rendered, with
 * an anchor for each heading. HEAD is the default branch, whatever its name.
 */
export function publishedRunbookOf(rule: PlacedRule): string {
  return `${REPOSITORY}/blob/HEAD/docs/alerting.md#${anchorOf(rule)}`;
}
