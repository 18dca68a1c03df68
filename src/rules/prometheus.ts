/** The same alert rules for Prometheus and Mimir, for those who keep them there. */
import { printExpr, textOf, treeOf, type Expr, type QueryModel } from '../translator';
import { groupsOf } from './groups';
import { labelsOf } from './labels';
import { remembered } from './remembered';
import { publishedRunbookOf } from './runbook';
import { USUAL_KEEP } from './terms';
import { prometheusText } from './texts';
import type { Comparison, PlacedRule, Rule, Term } from './types';
import { dropsZeros, withoutZeros } from './zeros';

/**
 * Texts of queries and of rules, whose objects nobody changes: that of a query is asked for by each comparison, and all of
 * them once to learn whether they fit and once to be written.
 */
const TREES = new WeakMap<QueryModel, Expr>();
const EXPRESSIONS = new WeakMap<QueryModel, string>();
const CONDITIONS = new WeakMap<Rule, string>();

/** PromQL of a rule's query. */
export function exprOf(query: QueryModel): string {
  return remembered(EXPRESSIONS, query, () => textOf(query, { fromAlert: true }));
}

/** The same as a tree, without a rank: what is compared has none. */
const rememberedTree = (query: QueryModel): Expr => remembered(TREES, query, () => treeOf(query, { fromAlert: true }));

function printTerm(term: Term, rule: Rule): string {
  if (typeof term === 'number') {
    return String(term);
  }
  if ('ref' in term) {
    return `(${exprOf(queryOf(term.ref, rule))})`;
  }
  return `(${printTerm(term.left, rule)} ${term.op} ${printTerm(term.right, rule)})`;
}

function queryOf(ref: string, rule: Rule): QueryModel {
  const query = rule.queries[ref];
  if (query === undefined) {
    throw new Error(`Rule ${rule.id} compares ${ref}, which is none of its queries.`);
  }
  return query;
}

/** The query that is compared with something, where it stands alone. */
const refOf = ({ left }: Comparison): string | undefined =>
  typeof left !== 'number' && 'ref' in left ? left.ref : undefined;

/**
 * All that one query is compared with, one comparison around another: each keeps the query's value, and the server reads its
 * window once. `and` would read it for each of them.
 */
function printComparisons(all: readonly Comparison[], rule: Rule): string {
  const [first] = all;
  if (first === undefined) {
    return '';
  }
  const ref = refOf(first);
  const compared =
    ref !== undefined && all.some(dropsZeros)
      ? `(${printExpr(withoutZeros(rememberedTree(queryOf(ref, rule))))})`
      : printTerm(first.left, rule);
  return all.reduce((text, { op, right }) => `(${text} ${op} ${printTerm(right, rule)})`, compared);
}

/** Comparisons of one query together, in the place of the first of them. */
function byQuery(comparisons: readonly Comparison[]): Comparison[][] {
  const groups: Comparison[][] = [];
  for (const each of comparisons) {
    const ref = refOf(each);
    const group = ref === undefined ? undefined : groups.find(([first]) => first !== undefined && refOf(first) === ref);
    if (group === undefined) {
      groups.push([each]);
    } else {
      group.push(each);
    }
  }
  return groups;
}

/** What is one series without labels, such as the state of the export, belongs to every model. */
function conjunction(comparison: Comparison, rule: Rule): string {
  const query = rule.queries[refOf(comparison) ?? ''];
  return rule.groupBy.length > 0 && query?.groupBy?.length === 0 ? ' and on () ' : ' and ';
}

function printAll(comparisons: Comparison[], rule: Rule): string {
  return byQuery(comparisons)
    .map(
      (group, i) =>
        (i === 0 || group[0] === undefined ? '' : conjunction(group[0], rule)) + printComparisons(group, rule)
    )
    .join('');
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

/** VictoriaMetrics refuses longer queries (-search.maxQueryLen), less some room for what a backend fills in. */
export const MOST_BYTES = 15_000;

/** All comparisons but the first of each alternative asked for every model: `and` keeps those that the first one selects. */
function narrowedByFirst(rule: Rule): Rule {
  const { when, or = [], besides = [] } = rule;
  const letters = (term: Term): string[] =>
    typeof term === 'number' ? [] : 'ref' in term ? [term.ref] : [...letters(term.left), ...letters(term.right)];
  const queries = { ...rule.queries };
  for (const [ref, query] of Object.entries(rule.queries)) {
    queries[`${ref}*`] = { ...query, filters: (query.filters ?? []).filter(({ label }) => label !== 'model_name') };
  }
  const bare = (term: Term): Term =>
    typeof term === 'number'
      ? term
      : 'ref' in term
        ? { ref: `${term.ref}*` }
        : { ...term, left: bare(term.left), right: bare(term.right) };
  const rest = (all: Comparison[], from: number) => {
    const first = from === 0 || all[0] === undefined ? undefined : refOf(all[0]);
    return all.map((each, i) =>
      // What has no labels has no model to be narrowed by.
      i < from || letters(each.left).some((ref) => rule.queries[ref]?.groupBy?.length === 0)
        ? each
        : {
            ...each,
            left: first !== undefined && refOf(each) === first ? each.left : bare(each.left),
            right: bare(each.right),
          }
    );
  };
  return { ...rule, queries, when: rest(when, 1), or: rest(or, 1), besides: rest(besides, 0) };
}

/** Length of a text as servers count it. */
export const bytes = (text: string) => new TextEncoder().encode(text).length;

/** True where a text has more than {@link MOST_BYTES}. Each unit of a text is one to three bytes, so most need no count. */
export const isTooLong = (text: string): boolean =>
  text.length > MOST_BYTES || (3 * text.length > MOST_BYTES && bytes(text) > MOST_BYTES);

/**
 * The rule's condition as one PromQL expression. Vectors of the same labels meet by `and`; the value that stays is the first
 * comparison's. Where the models' names make it too long, only the first comparison has them.
 */
export function prometheusExpr(rule: Rule): string {
  return remembered(CONDITIONS, rule, () => {
    const expr = wholeExpr(rule);
    return isTooLong(expr) && rule.groupBy.length > 0 ? narrowedExpr(rule) : expr;
  });
}

/** The condition with the models' names in only the first comparison of each alternative. */
export const narrowedExpr = (rule: Rule): string => wholeExpr(narrowedByFirst(rule));

/** The condition with the models' names in each selector. */
export function wholeExpr(rule: Rule): string {
  const { when, or = [], besides = [] } = rule;
  const either = [when, ...(or.length === 0 ? [] : [or])].map((all) => printAll(all, rule)).join(' or ');
  const [first] = besides;
  return first === undefined ? either : `(${either})${conjunction(first, rule)}${printAll(besides, rule)}`;
}

/** Stands for the model's name until the alert has one. */
const ANY_MODEL = 'the model of the alert';

/** The PromQL of the queries that tell, for the model of one alert: `%q` is its name, quoted as Go does and PromQL reads. */
function tellingQueries({ tells = {} }: PlacedRule): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tells).map(([ref, query]) => {
      const others = (query.filters ?? []).filter(({ label }) => label !== 'model_name');
      const filters = [...others, { label: 'model_name', operator: '=' as const, values: [ANY_MODEL] }];
      const expr = textOf({ ...query, filters }, { fromAlert: true });
      return [ref, expr.replaceAll('%', '%%').replaceAll(JSON.stringify(ANY_MODEL), '%[1]q')];
    })
  );
}

function toPrometheus(rule: PlacedRule, repository?: string) {
  return {
    alert: rule.title,
    expr: prometheusExpr(rule),
    for: rule.for,
    // A gap in scraping must not resolve a page.
    ...(rule.keep === '0s' ? {} : { keep_firing_for: rule.keep ?? USUAL_KEEP }),
    labels: labelsOf(rule),
    annotations: {
      summary: prometheusText(rule.summary, ', ', valueOf(rule), tellingQueries(rule)),
      description: prometheusText(rule.description, ' ', valueOf(rule)),
      ...publishedRunbookOf(rule, repository),
    },
  };
}

/** The content of a rule file of Prometheus or Mimir. @param repository where runbooks are published; that of this project */
export function prometheusRules(rules: PlacedRule[], repository?: string) {
  return {
    groups: groupsOf(rules).map((group) => ({
      ...group,
      rules: group.rules.map((rule) => toPrometheus(rule, repository)),
    })),
  };
}
