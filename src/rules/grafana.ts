/**
 * Alert rules as Grafana's file provisioning reads them.
 * Titles and labels have `$` expanded there, annotations and query models have not.
 */
import { RULE_DATASOURCE } from './plugin';
import { groupsOf, intervalOf } from './groups';
import { labelsOf } from './labels';
import { panelLink } from './panelLink';
import { runbookOf } from './runbook';
import { grafanaText } from './texts';
import { USUAL_KEEP } from './terms';
import type { Comparison, PlacedRule, Rule, Term } from './types';

const EXPRESSION = { type: '__expr__', uid: '__expr__' };
const CONDITION = 'Z';
/** A little more than the shortest look-back: each query carries its own window, this only has to be valid. */
const RANGE_SECONDS = 600;

function printTerm(term: Term): string {
  if (typeof term === 'number') {
    return String(term);
  }
  return 'ref' in term ? `$${term.ref}` : `(${printTerm(term.left)} ${term.op} ${printTerm(term.right)})`;
}

const MINUTES = { '1m': 1, '2m': 2, '15m': 15, '1h': 60 } as const;
/** Minutes without a series before its alert ends. */
const MISSING = 5;

/** The same as evaluations, of which Grafana asks for two at least. */
export const missingEvaluations = (rule: Parameters<typeof intervalOf>[0]): number =>
  Math.max(2, Math.ceil(MISSING / MINUTES[intervalOf(rule)]));

/** A condition as Grafana's math expressions write it: 1 where it holds, 0 elsewhere. */
export function printMath({ when, or = [], besides = [] }: Pick<Rule, 'when' | 'or' | 'besides'>): string {
  const all = (comparisons: Comparison[]) =>
    comparisons
      .map((comparison) => `(${printTerm(comparison.left)} ${comparison.op} ${printTerm(comparison.right)})`)
      .join(' && ');
  const either = or.length === 0 ? all(when) : `(${all(when)}) || (${all(or)})`;
  return besides.length === 0 ? either : `(${either}) && ${all(besides)}`;
}

/**
 * The annotation that says which document of objectives a rule was made of. No label: another one would be another alert, which
 * ends and rings once more at each change of the document. Notifications leave out what stands between such signs.
 */
export const HASH_ANNOTATION = '__objectives__';

function toGrafana(rule: PlacedRule, hash: string) {
  const queries = Object.entries({ ...rule.queries, ...rule.tells }).map(([refId, query]) => ({
    refId,
    relativeTimeRange: { from: RANGE_SECONDS, to: 0 },
    datasourceUid: RULE_DATASOURCE.uid,
    model: { refId, datasource: RULE_DATASOURCE, ...query },
  }));
  const condition = {
    refId: CONDITION,
    relativeTimeRange: { from: 0, to: 0 },
    datasourceUid: EXPRESSION.uid,
    model: { refId: CONDITION, datasource: EXPRESSION, type: 'math', expression: printMath(rule) },
  };
  return {
    uid: `baseten-${rule.id}`,
    title: rule.title.replaceAll('$', '$$$$'),
    condition: CONDITION,
    data: [...queries, condition],
    for: rule.for,
    // Ratios are absent in a gap of the export, which is fine while nobody calls; it must not resolve a page.
    keepFiringFor: rule.keep ?? USUAL_KEEP,
    noDataState: rule.noData,
    execErrState: rule.onError ?? 'KeepLast',
    // A model that is missing from a few scrapes must not resolve its alert either.
    missing_series_evals_to_resolve: missingEvaluations(rule),
    labels: labelsOf(rule),
    annotations: {
      summary: grafanaText(rule.summary, ', '),
      description: grafanaText(rule.description, ' '),
      runbook_url: runbookOf(rule),
      ...panelLink(rule),
      [HASH_ANNOTATION]: hash,
    },
    isPaused: false,
  };
}

/** The content of a file in `provisioning/alerting`. @param hash of the document that the rules are made of */
export function grafanaRules(rules: PlacedRule[], hash: string) {
  return {
    apiVersion: 1,
    groups: groupsOf(rules).map(({ name, interval, rules: members }) => ({
      orgId: 1,
      name,
      folder: 'Baseten',
      interval,
      rules: members.map((rule) => toGrafana(rule, hash)),
    })),
  };
}
