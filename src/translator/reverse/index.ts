/**
 * PromQL back to a builder query. A query is guessed from what the text holds and then translated: it is taken only where
 * the translation is the text again, so nothing that was written can get lost.
 */
import { findEntry } from '../catalog';
import type { QueryModel } from '../contract/fields';
import type { Top } from '../contract/query';
import type { TranslateContext } from '../contract/translation';
import type { Expr } from '../promql/ast';
import { parseDuration } from '../promql/duration';
import { printExpr } from '../promql/printer';
import { NoPlaceError, parseExpr } from '../promql/syntax/tree';
import { textOf } from '../translate';
import { canonical } from './canonical';
import { factsOf, type Facts } from './facts';
import { guesses, seriesOf } from './guesses';
import { MINUTE_MS } from './shapes';

/** The builder query, or why there is none. */
export type FromPromQL = { query: QueryModel } | { reason: string };

/** The ranking around an expression, if there is one. */
function ranked(expr: Expr): { base: Expr; top: Top | undefined; instant: boolean } {
  const ranking = expr.kind === 'binary' && expr.op === 'and' ? expr.right : expr;
  if (ranking.kind !== 'aggregation' || (ranking.op !== 'topk' && ranking.op !== 'bottomk')) {
    return { base: expr, top: undefined, instant: false };
  }
  const n = ranking.param?.kind === 'number' ? ranking.param.value : 0;
  const base = expr.kind === 'binary' ? expr.left : ranking.expr;
  const order = ranking.op === 'topk' ? 'top' : 'bottom';
  const top: Top = ranking.by.length === 0 ? { order, n } : { order, n, of: ranking.by };
  return { base, top, instant: expr.kind !== 'binary' };
}

/** What a query becomes; undefined where it has a value that is none. */
function written(query: QueryModel, context: TranslateContext): string | undefined {
  try {
    return textOf(query, context);
  } catch {
    return undefined;
  }
}

/**
 * What the text may have been written with: another scrape interval, and without a thought for samples that are no
 * measurements. How finely subqueries look is no part of what is asked: a text
 * of another data source is read as well, and asks here at the pace of this one.
 */
function writingsOf(
  { resolutions, selectors }: Facts,
  { scrapeIntervalMs = MINUTE_MS }: TranslateContext
): TranslateContext[] {
  const written = resolutions.map(parseDuration).filter((ms) => ms !== null);
  const paces = [...new Set([scrapeIntervalMs, ...written])].map((ms) => ({ scrapeIntervalMs: ms }));
  const hasRange = selectors.some(({ metric }) => seriesOf(metric)?.validRange !== undefined);
  return hasRange ? paces.flatMap((pace) => [pace, { ...pace, keepsOutliers: true }]) : paces;
}

/** Leaves out what is not set, so that a query holds only what it says. */
function tidy(query: QueryModel): QueryModel {
  const kept = Object.entries(query).filter(
    ([key, value]) => value !== undefined && !(key === 'filters' && isEmpty(value))
  );
  return Object.fromEntries(kept);
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function reasonFor(facts: Facts, nearest: QueryModel | undefined): string {
  const metric = nearest?.metric ?? facts.selectors.map((node) => seriesOf(node.metric)?.id)[0];
  const unknown = facts.selectors.find(({ metric }) => !seriesOf(metric));
  if (unknown) {
    return `${unknown.metric} is no series of the catalog.`;
  }
  const title = metric === undefined ? undefined : findEntry(metric)?.title;
  return title === undefined
    ? 'No metric of the catalog is asked for.'
    : `As a whole this is none of the builder's calculations; it comes nearest to ${title}.`;
}

/**
 * Reads PromQL as a builder query. Grouping may stand before or after what is grouped, white space and quotes may differ.
 * The reason names the part that has no place in the builder; the text itself is never changed.
 */
export function fromPromQL(text: string, context: TranslateContext = {}): FromPromQL {
  try {
    const expr = canonical(parseExpr(text));
    const { base, top, instant } = ranked(expr);
    // A ranking writes the window out where the base has it only as a sum.
    const facts = { ...factsOf(base), offsets: factsOf(expr).offsets };
    const wanted = printExpr(expr);
    const writings = writingsOf(factsOf(expr), context);
    const all = guesses(facts, { base, writings }).flatMap((query) =>
      [undefined, ...facts.offsets].map((offset): QueryModel => ({ ...query, top, offset }))
    );
    const types = instant ? (['instant'] as const) : ([undefined, 'instant'] as const);
    for (const writing of writings) {
      for (const queryType of types) {
        const isRight = (candidate: QueryModel) => written({ ...candidate, queryType }, writing) === wanted;
        const isEither = (candidate: QueryModel) => written({ ...candidate, queryType: 'instant' }, writing) === wanted;
        const first = all.findIndex(isRight);
        if (first >= 0) {
          // The text doesn't say how it is asked: a default that is another one for an instant query is better written out.
          const query = all.slice(first).find((candidate) => isEither(candidate) && isRight(candidate)) ?? all[first];
          return { query: tidy({ ...query, queryType }) };
        }
      }
    }
    return { reason: reasonFor(facts, all.at(-1)) };
  } catch (error) {
    if (error instanceof NoPlaceError) {
      return { reason: `${error.message}.` };
    }
    throw error;
  }
}
