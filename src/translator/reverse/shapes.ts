/** What a query of the catalog becomes, as far as a text that is read back can be compared to it. */
import { type MeasureEntry } from '../catalog';
import type { Aggregation, Calculation } from '../contract/query';
import type { QueryModel } from '../contract/fields';
import type { TranslateContext } from '../contract/translation';
import type { Expr } from '../promql/ast';
import { treeOf } from '../translate';
import { nodes } from './facts';

export const MINUTE_MS = 60_000;

/** What a query becomes has another shape where scrapes are so close, and where samples out of range are kept. */
const WRITINGS = [MINUTE_MS, MINUTE_MS / 2].flatMap((scrapeIntervalMs) =>
  [false, true].map((keepsOutliers) => ({ scrapeIntervalMs, keepsOutliers }))
);

/**
 * The tree of what a query without a ranking becomes, which so need not be printed and read; undefined where the query has a
 * value that is none.
 */
export function built(query: QueryModel, context: TranslateContext): Expr | undefined {
  try {
    return treeOf(query, context);
  } catch {
    return undefined;
  }
}

/** What a tree is made of, apart from all that a query can set in it. */
export function shapeOf(expr: Expr): string {
  const words = nodes(expr).map((node) => {
    switch (node.kind) {
      case 'selector':
        return node.metric;
      case 'call':
        return node.func;
      case 'aggregation':
      case 'binary':
        return node.op;
      default:
        return node.kind === 'subquery' ? ':' : '';
    }
  });
  return words.filter((word) => word !== '').join(' ');
}

/** The more replicas there may be, the further back it is looked at how many there were. */
export const hasManyShapes = ({ parameters }: MeasureEntry): boolean => parameters.includes('maxReplicas');

const known = new Map<string, string[]>();

/**
 * The shapes of what a query of the catalog becomes: no field of it changes them but the aggregation, and scrapes only that
 * points are told in minutes.
 */
export function shapesOf(metric: string, calculation?: Calculation, aggregations: Aggregation[] = []): string[] {
  const key = `${metric} ${calculation ?? ''}`;
  const found =
    known.get(key) ??
    [undefined, ...aggregations].flatMap((aggregation) =>
      WRITINGS.map((context) => {
        const query = { metric, calculation, aggregation, groupBy: [], threshold: 1 };
        return shapeOf(treeOf(query, context));
      })
    );
  known.set(key, found);
  return found;
}
