/** The same alert rules for Prometheus and Mimir, for those who keep them there. */
import { translate } from '../../src/translator';
import { anchorOf } from './runbook';
import { prometheusText } from './texts';
import type { Comparison, PlacedRule, Rule, Term } from './types';

function printTerm(term: Term, rule: Rule): string {
  if (typeof term === 'number') {
    return String(term);
  }
  if ('ref' in term) {
    const query = rule.queries[term.ref];
    if (query === undefined) {
      throw new Error(`Rule ${rule.id} compares ${term.ref}, which is none of its queries.`);
    }
    return `(${translate(query, { fromAlert: true }).expr})`;
  }
  return `(${printTerm(term.left, rule)} ${term.op} ${printTerm(term.right, rule)})`;
}

function printComparison({ left, op, right }: Comparison, rule: Rule): string {
  return `(${printTerm(left, rule)} ${op} ${printTerm(right, rule)})`;
}

/** What is one series without labels, such as the state of the export, belongs to every model. */
function conjunction({ left }: Comparison, rule: Rule): string {
  const query = typeof left !== 'number' && 'ref' in left ? rule.queries[left.ref] : undefined;
  return rule.groupBy.length > 0 && query?.groupBy?.length === 0 ? ' and on () ' : ' and ';
}

/** The query whose value the alert has: that of the first comparison. */
function valueOf({ id, when: [first] }: Rule): string {
  if (first === undefined || typeof first.left === 'number' || !('ref' in first.left)) {
    throw new Error(
      `Rule ${id} begins with a comparison that is not one of a query, so its alerts have no value to show.`
    );
  }
  return first.left.ref;
}

/** The rule's condition as one PromQL expression. Vectors of the same labels meet by `and`; the value that stays is the first comparison's. */
export function prometheusExpr(rule: Rule): string {
  return rule.when
    .map((comparison, i) => (i === 0 ? '' : conjunction(comparison, rule)) + printComparison(comparison, rule))
    .join('');
}

function toPrometheus(rule: PlacedRule) {
  return {
    alert: rule.title,
    expr: prometheusExpr(rule),
    for: rule.for,
    // A gap in scraping must not resolve a page.
    keep_firing_for: '5m',
    labels: { severity: rule.severity, source: 'baseten' },
    annotations: {
      summary: prometheusText(rule.summary, ', ', valueOf(rule)),
      description: prometheusText(rule.description, ' ', valueOf(rule)),
      runbook_url: `docs/alerting.md#${anchorOf(rule)}`,
    },
  };
}

/** The content of a rule file of Prometheus or Mimir. */
export function prometheusRules(rules: PlacedRule[]) {
  const group = (name: string, severity: Rule['severity']) => ({
    name,
    interval: '1m',
    rules: rules.filter((rule) => rule.severity === severity).map(toPrometheus),
  });
  return { groups: [group('baseten-pages', 'page'), group('baseten-tickets', 'ticket')] };
}
