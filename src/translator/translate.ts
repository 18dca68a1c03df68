/** Translates a query into PromQL and everything that is needed to show its result. Pure: no Grafana, no browser. */
import { aggregate, binary, num, type Expr } from './promql/ast';
import { QueryError } from './contract/errors';
import type { Entry } from './catalog';
import { filterNames, labelNotices, renderFilters } from './reading/filters';
import { printExpr, printSelector } from './promql/printer';
import { readers } from './reading/fields';
import { isForeign, lacksMetric, readMode } from './reading/mode';
import { isMissing, isRecord, type Raw } from './reading/read';
import type { Composition, ResolvedQuery } from './composition/types';
import { readEntry, resolveOptions, withResolved, type Resolved } from './resolve';
import { needsTwoSamples, nodesOf, rankWindows, selectedSeries } from './composition/survey';
import type { QueryModel } from './contract/fields';
import type { Top } from './contract/query';
import type { Notice, TranslateContext, Translation } from './contract/translation';
import { outliersOf } from './composition/valid';
import { anyVariable } from './reading/variables';

const EMPTY: Translation = {
  kind: 'empty',
  expr: '',
  queryType: 'range',
  format: 'time_series',
  title: '',
  qualifier: '',
  metric: '',
  matchers: [],
  filterNames: [],
  labels: [],
  legendFormat: '',
  unit: '',
  interval: '',
  stepAtLeast: '',
  window: '',
  needsTwoSamples: false,
  rankWindows: [],
  bucketSelector: '',
  outliers: '',
  selects: [],
  outdatedExpr: false,
  notices: [],
};

/**
 * Translates a query as it is saved (see `QueryModel`); whatever else comes in is checked. A query that asks for nothing
 * (no metric, no text) gives `kind: 'empty'`. A hidden one is translated as it would be shown: expressions are worked out from
 * hidden queries, and Grafana itself leaves out of the answer what is hidden (its pkg/expr/transform.go).
 *
 * Throws a {@link QueryError} that names field, value and what is allowed where a field is bad.
 */
export function translate(query: unknown, context: TranslateContext = {}): Translation {
  if (!isRecord(query)) {
    throw new QueryError('query', query, 'a JSON object');
  }
  readers.hide(query.hide);
  readers.version(query.version);
  return readMode(query) === 'code' ? translateCode(query, context) : translateBuilder(query, context);
}

function translateCode(raw: Raw, context: TranslateContext): Translation {
  const expr = readers.expr(raw.expr);
  if (expr === '') {
    return { ...EMPTY };
  }
  const options = resolveOptions(withPrometheusType(raw), context);
  const format = readers.format(raw.format, 'time_series');
  const matchers = renderFilters(readers.adhocFilters(raw.adhocFilters));
  return { ...EMPTY, kind: 'code', expr, ...options, format, matchers, notices: legendNotices(options.legendFormat) };
}

/** Prometheus data sources say by `instant` and `range` what `queryType` says here; where both are set, range is. */
function withPrometheusType(raw: Raw): Raw {
  if (!isForeign(raw) || !isMissing(raw.queryType)) {
    return raw;
  }
  const queryType = raw.range === true ? 'range' : raw.instant === true ? 'instant' : undefined;
  return { ...raw, queryType };
}

function translateBuilder(raw: Raw, context: TranslateContext): Translation {
  const metric = readers.metric(raw.metric);
  if (metric === '') {
    if (lacksMetric(raw)) {
      throw new QueryError(
        'metric',
        raw.metric,
        'the id of a catalog metric',
        'There is PromQL in expr, but editorMode is builder and there is no metric: set editorMode to code to run the PromQL, or pick a metric.'
      );
    }
    return { ...EMPTY };
  }
  const saved = typeof raw.expr === 'string' ? raw.expr.trim() : '';
  return withResolved(raw, readEntry(metric), context, (resolved) => compose(resolved, saved));
}

/** The tree of what a builder query becomes, without its ranking. Throws as {@link translate} does. */
export function treeOf(query: QueryModel, context: TranslateContext): Expr {
  return withResolved({ ...query }, readEntry(query.metric ?? ''), context, unranked);
}

const unranked = <E extends Entry>({ composition, query }: Resolved<E>): Expr =>
  composition.build(query, { window: query.window, offset: query.offset, atEnd: false });

/**
 * The PromQL of a builder query without all else that a translation says: a fifth of its time goes into that, for nothing where
 * texts are only compared or measured. Throws as {@link translate} does.
 */
export function textOf(query: QueryModel, context: TranslateContext = {}): string {
  return withResolved({ ...query }, readEntry(query.metric ?? ''), context, textOfResolved);
}

const textOfResolved = <E extends Entry>(resolved: Resolved<E>): string =>
  printExpr(drawn(resolved, unranked(resolved)));

/** What is drawn: the series that the query keeps of those in the tree. */
const drawn = <E extends Entry>({ composition, query }: Resolved<E>, plain: Expr): Expr =>
  query.top && query.groupBy.length > 0 ? ranked(composition, query, plain, query.top) : plain;

/** `saved` is the text that the query holds of an earlier translation. */
function compose<E extends Entry>(resolved: Resolved<E>, saved: string): Translation {
  const { composition, query } = resolved;
  const plain = unranked(resolved);
  const nodes = nodesOf(plain);
  const names = composition.names(query);
  const labels = query.calculation === 'heatmap' ? [] : query.groupBy;
  const kept = drawn(resolved, plain);
  const expr = printExpr(kept);
  const ago = query.offset === '' ? '' : query.offset === '$__range' ? 'one range ago' : `${query.offset} ago`;
  const { unit, decimals } = composition.unit(query);
  const result: Translation = {
    kind: 'builder',
    expr,
    queryType: query.queryType,
    format: query.format,
    title: ago ? `${names.title}, ${ago}` : names.title,
    qualifier: ago ? `${names.qualifier} ${ago}` : names.qualifier,
    metric: query.entry.id,
    matchers: query.matchers,
    filterNames: filterNames(query.filters, labels),
    labels,
    legendFormat: query.legendFormat,
    unit,
    interval: query.interval,
    stepAtLeast: composition.wholeSteps && query.queryType === 'range' ? query.window : '',
    window: query.window,
    needsTwoSamples: query.window !== '' && needsTwoSamples(nodes, query.window),
    rankWindows: kept === plain ? [] : rankWindows(kept),
    bucketSelector: query.calculation === 'quantile' ? printSelector(`${query.entry.id}_bucket`, query.matchers) : '',
    outliers: outliersOf(nodes, query.offset),
    selects: selectedSeries(nodes),
    outdatedExpr: saved !== '' && saved !== expr,
    notices: composition.notices ? noticesOf(query).concat(composition.notices(query)) : noticesOf(query),
  };
  if (decimals !== undefined) {
    result.decimals = decimals;
  }
  if (unit === 'percent') {
    // A percentage on a scale of its own makes 3% look like a crisis.
    result.min = 0;
    result.max = 100;
  }
  if (query.calculation === 'quantile' || composition.parameters.includes('quantile')) {
    result.quantile = query.parameters.quantile;
  }
  return result;
}

/**
 * Keeps the n highest or lowest series. Over a range they are ranked once, by one number for the whole range: ranked
 * at each step, `topk` would draw pieces of many more than n.
 */
function ranked<E extends Entry>(composition: Composition<E>, query: ResolvedQuery<E>, plain: Expr, top: Top): Expr {
  const keep = (expr: Expr) => aggregate(top.order === 'bottom' ? 'bottomk' : 'topk', top.of ?? [], expr, num(top.n));
  if (query.queryType === 'instant') {
    return keep(plain);
  }
  const span = { window: '$__range', offset: query.offset, atEnd: true };
  const rank = composition.rank ? composition.rank(query, span) : composition.build(query, span);
  return binary(plain, 'and', keep(rank));
}

function noticesOf(query: ResolvedQuery): Notice[] {
  const notices = legendNotices(query.legendFormat);
  for (const field of query.unread) {
    const { id, kind, title } = query.entry;
    const reader = kind === 'measure' ? `${title} (${id})` : `${query.calculation} of ${title} (${id})`;
    notices.push({ severity: 'info', text: `${field} is set, but ${reader} doesn't use it.` });
  }
  if (query.calculation === 'heatmap' && query.groupByIsSet && query.groupBy.length > 0) {
    const text = 'A heatmap adds up all series that the filters select; its grouping is not used.';
    notices.push({ severity: 'info', text });
  }
  // A measure has operands with labels of their own; its composition says where a filter could not go.
  const groupBy = query.groupByIsSet && query.calculation !== 'heatmap' ? query.groupBy : [];
  return query.entry.kind === 'series' ? notices.concat(labelNotices(query.entry, query.matchers, groupBy)) : notices;
}

function legendNotices(legendFormat: string): Notice[] {
  const variable = anyVariable(legendFormat);
  const text = `legendFormat holds ${variable}, a dashboard variable that has no value here; names show it as it is.`;
  return variable === null ? [] : [{ severity: 'warning', text }];
}
