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

/** An address that stands for none (RFC 2606), which the project has until somebody publishes it. */
const STANDS_FOR_NONE = /^https:\/\/(?:[^/]+\.)?example\.(?:com|org|net)\//;

const FILE = 'docs/alerting.md';

/**
 * The section for those who have no Grafana that serves it: a host of repositories shows the file rendered, with an anchor for
 * each heading. HEAD is the default branch, whatever its name. While nobody has published the project there is no address, and
 * a link that opens nothing is worse than none: then it is the name of the file, in an annotation that nothing makes a link of.
 */
export function publishedRunbookOf(
  rule: PlacedRule,
  repository = REPOSITORY
): { runbook_url: string } | { runbook: string } {
  const section = `${FILE}#${anchorOf(rule)}`;
  return STANDS_FOR_NONE.test(repository)
    ? { runbook: section }
    : { runbook_url: `${repository}/blob/HEAD/${section}` };
}

/** What a file with rules of Prometheus says about its runbooks; nothing where they have addresses. */
export function runbookRemark(repository = REPOSITORY): string {
  return STANDS_FOR_NONE.test(repository)
    ? `No runbook_url: ${repository}, of project.json, opens nowhere. Name your repository there, then npm run identity.`
    : '';
}
