/** The calculations on exported series, one row each. Which types of series offer it stands beside its id in contract/query.ts. */
import type { SeriesEntry } from './types';
import { aggregate, call, num, selector, subquery, type Expr, type Matcher } from '../promql/ast';
import { boundMatcher } from '../promql/bucket';
import type { Aggregation, Calculation } from '../contract/query';
import type { Names, Composition, ResolvedQuery, Span, UnitInfo } from '../composition/types';
import { modifiers, NOW, over } from '../composition/parts';
import { resolutionOf } from '../composition/resolution';
import { missingThreshold } from '../composition/threshold';
import { valid, validRangeOf } from '../composition/valid';
import { aggregationText, formatAmount, percentile } from '../composition/text';

type Query = ResolvedQuery<SeriesEntry>;

/** A calculation: how it is composed, and the words that an editor shows for it. */
export interface CalculationRow extends Composition<SeriesEntry> {
  id: Calculation;
  title: string;
  description: string;
}

/** A selector over the window of a span. */
function ranged(metric: string, matchers: Matcher[], span: Span): Expr {
  // Most have no modifiers, and spreading objects is what costs most in goja.
  return span.offset || span.atEnd
    ? selector(metric, matchers, { range: span.window, ...modifiers(span) })
    : { kind: 'selector', metric, matchers, range: span.window };
}

/** `func(metric{…}[window])` for each series. Counters are never summed first: a sum of counters resets as a whole. */
function overWindow(func: string, metric: string, matchers: Matcher[], span: Span): Expr {
  return call(func, ranged(metric, matchers, span));
}

/** The rate of a histogram's `_sum`, `_count` or bucket series, summed by the grouping. */
function histogramRate(query: Query, suffix: string, span: Span, extra: Matcher[] = []): Expr {
  const metric = query.entry.id + suffix;
  return aggregate('sum', query.groupBy, overWindow('rate', metric, query.matchers.concat(extra), span));
}

function grouped(query: Query, expr: Expr): Expr {
  return aggregate(query.aggregation, query.groupBy, expr);
}

/** The gauge at each instant, aggregated. */
function valueOf(query: Query, span: Span): Expr {
  return grouped(query, valid(query, selector(query.entry.id, query.matchers, modifiers(span))));
}

/** An `…_over_time` of the aggregate: the other way round, a replica whose labels change in a rollout counts twice. */
function aggregateOverTime(func: string, query: Query, span: Span): Expr {
  return call(func, subquery(valueOf(query, NOW), span.window, resolutionOf(query, span.window), modifiers(span)));
}

/** `aggregate by (…) (func(M[W]))`: the maximum of maxima is the same in either order, and so is the minimum. */
function extremeOverTime(func: string, query: Query, span: Span): Expr {
  return grouped(query, overWindow(func, query.entry.id, query.matchers, span));
}

/** The bucket bound of `share_within`: it has no default, since only the server knows the bounds. */
function boundOf(query: Query): number {
  if (query.parameters.threshold === undefined) {
    throw missingThreshold(query.calculation, query.entry.id);
  }
  return query.parameters.threshold;
}

/** Title of a result: the entry's own words for the calculation, or its title with what was calculated. */
function named(query: Query, qualifier: string, usual: boolean): Names {
  const own = query.entry.titles && query.entry.titles[query.calculation];
  return { title: (own || query.entry.title) + (usual ? '' : `, ${qualifier}`), qualifier };
}

function isUsual(query: Query): boolean {
  return query.aggregation === (query.entry.aggregations[0] || 'sum');
}

/** Unit of a gauge's aggregate: a count of series has none of the gauge's own. */
function gaugeUnit(query: Query): UnitInfo {
  return query.aggregation === 'count' ? { unit: 'short', decimals: 0 } : { unit: query.entry.unit };
}

const onlySum = (): Aggregation[] => ['sum'];
const catalogAggregations = (entry: SeriesEntry): Aggregation[] =>
  entry.aggregations.length ? entry.aggregations : ['sum'];
const rateWindow = () => '$__rate_interval';

function overTimeRow(
  id: Calculation,
  title: string,
  description: string,
  word: string,
  same?: Aggregation
): CalculationRow {
  return {
    id,
    title,
    description,
    parameters: ['window'],
    build: (query, span) =>
      query.aggregation === same && !validRangeOf(query, query.entry.id)
        ? extremeOverTime(id, query, span)
        : aggregateOverTime(id, query, span),
    names: (query) => named(query, isUsual(query) ? word : `${word} of ${aggregationText(query.aggregation)}`, false),
    unit: gaugeUnit,
    aggregations: catalogAggregations,
    defaultWindow: rateWindow,
  };
}

export const calculationRows: CalculationRow[] = [
  {
    id: 'rate',
    title: 'Rate',
    description: 'Per second, averaged over the window.',
    parameters: ['window'],
    build: (query, span) =>
      query.entry.type === 'histogram'
        ? histogramRate(query, '_count', span)
        : grouped(query, overWindow('rate', query.entry.id, query.matchers, span)),
    names: (query) =>
      named(query, isUsual(query) ? 'rate' : `${aggregationText(query.aggregation)} rate`, isUsual(query)),
    unit: (query) => ({ unit: query.entry.rateUnit || 'cps' }),
    aggregations: catalogAggregations,
    defaultWindow: rateWindow,
  },
  {
    id: 'increase',
    title: 'Count',
    description:
      'How many in each step; in an instant query, in the whole range. An estimate, since Prometheus extrapolates.',
    parameters: ['window'],
    build: (query, span) => grouped(query, overWindow('increase', query.entry.id, query.matchers, span)),
    names: (query) => named(query, 'count', true),
    // A counter of time is no count of things: rounding it to whole seconds would lose it.
    unit: (query) => (query.entry.unit === 'short' ? { unit: 'short', decimals: 0 } : { unit: query.entry.unit }),
    aggregations: onlySum,
    defaultWindow: (queryType) => (queryType === 'instant' ? '$__range' : '$__rate_interval'),
    wholeSteps: true,
  },
  {
    id: 'quantile',
    title: 'Percentile',
    description: 'The value that the given share of requests stayed below, estimated from the buckets.',
    parameters: ['quantile', 'window'],
    build: (query, span) => {
      const buckets = overWindow('rate', `${query.entry.id}_bucket`, query.matchers, span);
      return call(
        'histogram_quantile',
        num(query.parameters.quantile),
        aggregate('sum', query.groupBy.concat('le'), buckets)
      );
    },
    names: (query) => named(query, percentile(query.parameters.quantile), false),
    unit: (query) => ({ unit: query.entry.unit }),
    aggregations: onlySum,
    defaultWindow: rateWindow,
  },
  {
    id: 'mean',
    title: 'Mean',
    description: 'The mean over all requests in the window; absent where there was none.',
    parameters: ['window'],
    build: (query, span) => over(histogramRate(query, '_sum', span), histogramRate(query, '_count', span)),
    names: (query) => named(query, 'mean', false),
    unit: (query) => ({ unit: query.entry.unit }),
    aggregations: onlySum,
    defaultWindow: rateWindow,
  },
  {
    id: 'share_within',
    title: 'Share within',
    description: 'The share of requests at or below a threshold, which has to be one of the bucket bounds.',
    parameters: ['threshold', 'window'],
    build: (query, span) =>
      over(histogramRate(query, '_bucket', span, [boundMatcher(boundOf(query))]), histogramRate(query, '_count', span)),
    names: (query) => named(query, `within ${formatAmount(boundOf(query), query.entry.unit)}`, false),
    unit: () => ({ unit: 'percentunit' }),
    aggregations: onlySum,
    defaultWindow: rateWindow,
  },
  {
    id: 'heatmap',
    title: 'Heatmap',
    description:
      'How many requests fell into each bucket, step by step. Always over all series that the filters select.',
    parameters: ['window'],
    build: (query, span) =>
      aggregate('sum', ['le'], overWindow('increase', `${query.entry.id}_bucket`, query.matchers, span)),
    names: (query) => named(query, 'heatmap', true),
    unit: (query) => ({ unit: query.entry.unit }),
    aggregations: onlySum,
    defaultWindow: rateWindow,
    wholeSteps: true,
  },
  {
    id: 'value',
    title: 'Value',
    description: 'The value at each moment.',
    parameters: [],
    build: valueOf,
    // Ranked by the average of what is drawn: there is no value "over the whole range".
    rank: (query, span) =>
      call('avg_over_time', subquery(valueOf(query, NOW), span.window, '$__interval', modifiers(span))),
    names: (query) => named(query, aggregationText(query.aggregation), isUsual(query)),
    unit: gaugeUnit,
    aggregations: catalogAggregations,
    defaultWindow: () => '',
  },
  overTimeRow('max_over_time', 'Highest', 'The highest value in the window.', 'peak', 'max'),
  overTimeRow('min_over_time', 'Lowest', 'The lowest value in the window.', 'low', 'min'),
  overTimeRow('avg_over_time', 'Average', 'The average over the window.', 'average over time'),
];

const rowById = new Map(calculationRows.map((row) => [row.id, row]));

/** The row of a calculation. Throws for an id without a row; a test holds that each has one. */
export function findCalculation(id: Calculation): CalculationRow {
  const row = rowById.get(id);
  if (!row) {
    throw new Error(`The calculation ${id} has no row`);
  }
  return row;
}
