/** Checks a builder query and fills its missing fields; the defaults are those of the query reference. */
import { catalog, findEntry, type Entry, type MeasureEntry } from './catalog';
import { findCalculation } from './catalog/calculations';
import { measures } from './catalog/measures';
import { QueryError, show } from './contract/errors';
import type { Calculation, QueryType } from './contract/query';
import { DEFAULT_SCRAPE_MS } from './contract/defaults';
import { parameterFields, type ParameterField } from './contract/fields';
import type { TranslateContext } from './contract/translation';
import { parseDuration } from './promql/duration';
import { readers, readParameters, type Parameters } from './reading/fields';
import { renderFilters } from './reading/filters';
import { nearest } from './reading/nearest';
import { isMissing, isUnset, orList, rejectVariable, type Raw } from './reading/read';
import { compositionOf } from './composition/measure';
import type { Composition, ResolvedQuery } from './composition/types';

/** Fields that builder and code queries share. */
export interface ResolvedOptions {
  queryType: QueryType;
  legendFormat: string;
  interval: string;
}

/** Reads the fields that don't depend on the metric. A rule without `queryType` is instant: it looks at now. */
export function resolveOptions(raw: Raw, context: TranslateContext): ResolvedOptions {
  return {
    queryType: readers.queryType(raw.queryType, context.fromAlert ? 'instant' : 'range'),
    legendFormat: readers.legendFormat(raw.legendFormat),
    interval: readers.interval(raw.interval),
  };
}

/** The entry that `metric` names. Throws a {@link QueryError} that offers the nearest ids. */
export function readEntry(metric: string, field = 'metric'): Entry {
  const entry = findEntry(metric);
  if (entry) {
    return entry;
  }
  rejectVariable(field, metric, 'the id of a catalog metric');
  const near = orList(
    nearest(
      metric,
      catalog.map(({ id }) => id)
    )
  );
  const allowed = `a metric of the catalog, such as ${near}`;
  throw new QueryError(
    field,
    metric,
    allowed,
    `${field} is ${show(metric)}, which the catalog doesn't have; did you mean ${near}?`
  );
}

/** A checked query together with the row that composes it. */
export interface Resolved<E extends Entry> {
  composition: Composition<E>;
  query: ResolvedQuery<E>;
}

/** What the fields mean that only some calculations and measures read, where none is set. */
const UNSET = readParameters({}, '');

/** Fills a query on `entry`. Throws a {@link QueryError} at the first field that is bad. */
export function resolveQuery<E extends Entry>(
  raw: Raw,
  entry: E,
  compositionOf: (entry: E, calculation: Calculation) => Composition<E>,
  context: TranslateContext
): Resolved<E> {
  const calculation = readers.calculation(raw.calculation, entry);
  const composition = compositionOf(entry, calculation);
  const options = resolveOptions(raw, context);
  const format = readers.format(raw.format, calculation === 'heatmap' ? 'heatmap' : 'time_series');
  const own = readers.filters(raw.filters);
  const added = readers.adhocFilters(raw.adhocFilters);
  const filters = added.length === 0 ? own : own.concat(added);
  // Mostly no parameter is set, and nothing has to be read: in goja each call counts.
  const isSet = parameterFields.some((name) => raw[name] !== undefined);
  const parameters = isSet ? readParameters(raw, entry.id) : UNSET;
  const usual = composition.defaultWindow(options.queryType);
  const matchers = renderFilters(filters, entry);
  const groupBy = readers.groupBy(raw.groupBy, entry);
  const query: ResolvedQuery<E> = {
    // Field by field: spreading objects took a third of a translation's time.
    queryType: options.queryType,
    legendFormat: options.legendFormat,
    interval: options.interval,
    entry,
    calculation,
    format,
    filters,
    matchers,
    groupBy,
    groupByIsSet: !isMissing(raw.groupBy),
    unread: isSet ? unreadFields(raw, parameters, composition.parameters) : NONE,
    aggregation: readers.aggregation(raw.aggregation, entry, calculation, composition.aggregations(entry)),
    parameters,
    window: usual === '' ? '' : parameters.window || usual,
    offset: readers.offset(raw.offset),
    top: readers.top(raw.top, groupBy),
    keepsOutliers: context.keepsOutliers === true,
    sampleMs: parseDuration(options.interval) ?? context.scrapeIntervalMs ?? DEFAULT_SCRAPE_MS,
  };
  checkHeatmap(query, context);
  return { composition, query };
}

const NONE: ParameterField[] = [];

/** Fields that say something else than their default and that nobody reads. */
function unreadFields(raw: Raw, parameters: Parameters, read: ParameterField[]): ParameterField[] {
  return parameterFields.filter(
    (name) => !isUnset(raw[name]) && !read.includes(name) && parameters[name] !== UNSET[name]
  );
}

/** A heatmap is buckets over time, drawn as such: what it can't be combined with is an error, not something else drawn. */
function checkHeatmap(query: ResolvedQuery, context: TranslateContext): void {
  if (query.calculation !== 'heatmap') {
    if (query.format === 'heatmap') {
      throw new QueryError('format', query.format, `time_series or table for ${query.calculation}`);
    }
    return;
  }
  if (query.format !== 'heatmap') {
    throw new QueryError('format', query.format, 'heatmap, since the calculation is heatmap');
  }
  if (query.queryType !== 'range') {
    const why = context.fromAlert ? 'alert rules need another calculation than heatmap' : 'a heatmap has a time axis';
    throw new QueryError('queryType', query.queryType, `range, since ${why}`);
  }
  if (query.top) {
    throw new QueryError('top', query.top, 'nothing, since a heatmap has no series to rank');
  }
}

const measureCompositions = new Map(measures.map((row) => [row.id, compositionOf(row)]));

/** The composition of a measure. Throws for an entry that is none of the catalog's. */
function compositionOfMeasure({ id }: MeasureEntry): Composition<MeasureEntry> {
  const composition = measureCompositions.get(id);
  if (!composition) {
    throw new Error(`The measure ${id} has no row`);
  }
  return composition;
}

const compositionOfSeries = (_: Entry, calculation: Calculation) => findCalculation(calculation);

/** Resolves a query on any entry and hands it, with its composition, to `then`. */
export function withResolved<T>(
  raw: Raw,
  entry: Entry,
  context: TranslateContext,
  then: <E extends Entry>(resolved: Resolved<E>) => T
): T {
  return entry.kind === 'series'
    ? then(resolveQuery(raw, entry, compositionOfSeries, context))
    : then(resolveQuery(raw, entry, compositionOfMeasure, context));
}
