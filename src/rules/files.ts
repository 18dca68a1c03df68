/** The files of rules for a document of objectives. */
import { parse } from 'yaml';
import { objectivesHash, type ObjectivesDocument } from '../objectives';
import { isRecord } from '../translator';
import { printYaml } from './yaml';
import { grafanaRules } from './grafana';
import { prometheusRules } from './prometheus';
import { RETIRED } from './retired';
import { runbookRemark } from './runbook';
import { allRules } from './variants';

function listOf(value: unknown, key: string): unknown[] {
  const list: unknown = isRecord(value) ? value[key] : undefined;
  return Array.isArray(list) ? list : [];
}

/** The uids of a file that Grafana has loaded, with those that it deleted. */
function uidsOf(text: string): string[] {
  const file: unknown = parse(text);
  const rules = [...listOf(file, 'groups').flatMap((group) => listOf(group, 'rules')), ...listOf(file, 'deleteRules')];
  return rules.flatMap((rule) => (isRecord(rule) && typeof rule['uid'] === 'string' ? [rule['uid']] : []));
}

/**
 * The contents of both files.
 * @param previous the file of Grafana's that the new one takes the place of: rules that are gone are deleted, since Grafana
 * would keep them, and ring twice
 */
export function ruleFiles(document: ObjectivesDocument, previous = ''): { grafana: string; prometheus: string } {
  const rules = allRules(document);
  const grafana = grafanaRules(rules, objectivesHash(document));
  const present = new Set(grafana.groups.flatMap((group) => group.rules.map(({ uid }) => uid)));
  const gone = [...new Set([...RETIRED, ...uidsOf(previous)])].filter((uid) => !present.has(uid)).sort();
  const deleteRules = gone.map((uid) => ({ orgId: 1, uid }));
  const remark = runbookRemark();
  return {
    grafana: printYaml({ ...grafana, deleteRules }),
    prometheus: (remark === '' ? '' : `# ${remark}\n`) + printYaml(prometheusRules(rules)),
  };
}
