/** How the rules of a document are asked about the past: which query first, in which pieces. */
import { parseMath, type Expression, type Timing } from '../../backtest';
import { rangeOf } from '../../editor/rule/preview/range';
import { missingEvaluations, printMath } from '../../rules/grafana';
import { intervalOf } from '../../rules/groups';
import { USUAL_KEEP } from '../../rules/terms';
import type { Comparison, PlacedRule } from '../../rules/types';
import { parseDuration, translate, type TranslateContext } from '../../translator';
import { type BasetenQuery } from '../../types';

const MINUTE_MS = 60_000;
/** What a query without a window looks back. */
const LOOK_BACK_MS = 5 * MINUTE_MS;
/** Rules that look back further are asked last: their queries read hours for each minute. */
const LONG_MS = 60 * MINUTE_MS;

/** One query of a rule, over a range. */
export interface Step {
  ref: string;
  query: BasetenQuery;
  /** The same for the same question, whichever rule asks it. */
  key: string;
  /** What it takes, against the others: milliseconds that it reads, by the series selectors. */
  cost: number;
}

/** A comparison of one query with a number: where no series passes it, it is false whatever the others say. */
export interface Simple {
  ref: string;
  passes: (value: number) => boolean;
}

export interface Planned {
  rule: PlacedRule;
  condition: Expression;
  timing: Timing;
  /** The cheapest first. */
  steps: Step[];
  /** Lists of comparisons of which one has to hold as a whole. */
  either: Simple[][];
  /** And all of these. */
  besides: Simple[];
  isLong: boolean;
  /** True where the rule is about the export itself, which it sees where it is gone. */
  isOfExport: boolean;
  /** Why its past can't be shown. */
  impossible?: string;
}

function windowOf(expr: string): number {
  const windows = [...expr.matchAll(/\[(\w+)(?::\w*)?\]/g)].map(([, text]) => parseDuration(text ?? '') ?? 0);
  return Math.max(LOOK_BACK_MS, ...windows);
}

const compare: Record<Comparison['op'], (a: number, b: number) => boolean> = {
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '==': (a, b) => a === b,
};

function simple(comparisons: readonly Comparison[]): Simple[] {
  return comparisons.flatMap(({ left, op, right }) =>
    typeof left === 'object' && 'ref' in left && typeof right === 'number'
      ? [{ ref: left.ref, passes: (value: number) => compare[op](value, right) }]
      : []
  );
}

const durationMs = (text: string) => parseDuration(text) ?? 0;

/** @param context of the data source, so that the rule and its past are one PromQL */
export function planOf(rules: readonly PlacedRule[], context: TranslateContext): Planned[] {
  return (
    rules
      // It fires always, as it is meant to.
      .filter(({ severity }) => severity !== 'none')
      .map((rule) => planned(rule, context))
      .sort((a, b) => Number(a.isLong) - Number(b.isLong))
  );
}

/** As the rule is installed. */
export const timingOf = (rule: PlacedRule): Timing => ({
  for: durationMs(rule.for),
  keep: durationMs(rule.keep ?? USUAL_KEEP),
  interval: durationMs(intervalOf(rule)),
  noData: rule.noData,
  onError: rule.onError ?? 'KeepLast',
  missing: missingEvaluations(rule),
});

function planned(rule: PlacedRule, context: TranslateContext): Planned {
  const interval = intervalOf(rule);
  const own = {
    rule,
    condition: parseMath(printMath(rule)),
    timing: timingOf(rule),
    either: [rule.when, ...(rule.or === undefined ? [] : [rule.or])].map(simple),
    besides: simple(rule.besides ?? []),
    isOfExport: rule.groupBy.length === 0,
  };
  try {
    const steps = Object.entries(rule.queries).map(([ref, query]) => {
      const asked: BasetenQuery = { ...query, refId: ref };
      const { expr } = translate(asked, { ...context, fromAlert: true });
      const windowMs = windowOf(expr);
      const selectors = (expr.match(/baseten_\w+/g) ?? []).length;
      const { refId, ...ranged } = { ...rangeOf(asked, context), interval };
      return {
        step: {
          ref,
          query: { ...ranged, refId: 'A' },
          key: JSON.stringify(ranged),
          cost: windowMs * Math.max(1, selectors),
        },
        windowMs,
      };
    });
    return {
      ...own,
      steps: steps.map(({ step }) => step).sort((a, b) => a.cost - b.cost),
      isLong: Math.max(...steps.map(({ windowMs }) => windowMs)) > LONG_MS,
    };
  } catch (error) {
    return { ...own, steps: [], isLong: false, impossible: error instanceof Error ? error.message : String(error) };
  }
}
