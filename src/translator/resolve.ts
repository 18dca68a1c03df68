/** Checks a builder query and fills its missing fields; the defaults are those of the query reference. */
import { catalog, findEntry, hasLabel, type Entry, type MeasureEntry } from './catalog';
import { findCalculation } from './catalog/calculations';
import { QueryError, show } from './contract/errors';
import type { Aggregation, Calculation, Format, QueryType, Top } from './contract/query';
import { readFilters, renderFilters } from './reading/filters';
import { measures } from './catalog/measures';
import { recipeOf } from './recipes/measure';
import { nearest } from './reading/nearest';
import {
  isMissing,
  isRecord,
  isUnset,
  oneOf,
  orList,
  readChoice,
  readDuration,
  readList,
  readNumber,
  readText,
  rejectVariable,
  rejectVariableInPattern,
  type Raw,
} from './reading/read';
import { checkPattern } from './promql/re2';
import type { Recipe, ResolvedQuery } from './recipes/recipe';
import { DEFAULT_BAD_STATUS, DEFAULT_QUANTILE, DEFAULT_VALID_STATUS } from './contract/defaults';
import type { TranslateContext } from './contract/translation';

const DEFAULT_GROUP_BY = ['model_name', 'environment'];
const MOST_SERIES = 1000;

const QUERY_TYPES: readonly QueryType[] = ['range', 'instant'];
const FORMATS: readonly Format[] = ['time_series', 'table', 'heatmap'];

/** Fields that builder and code queries share. */
export interface ResolvedOptions {
  queryType: QueryType;
  legendFormat: string;
  interval: string;
}

/** Reads the fields that don't depend on the metric. A rule without `queryType` is instant: it looks at now. */
export function resolveOptions(raw: Raw, context: TranslateContext): ResolvedOptions {
  const legend = readText(raw.legendFormat, 'legendFormat', 'a template such as {{model_name}}');
  rejectVariable('legendFormat', legend, 'the text itself');
  return {
    queryType: readChoice(raw.queryType, 'queryType', QUERY_TYPES, context.fromAlert ? 'instant' : 'range'),
    // What queries of a Prometheus data source hold for "automatic".
    legendFormat: legend === '__auto' ? '' : legend,
    interval: readDuration(raw.interval, 'interval', []),
  };
}

export function readFormat(raw: Raw, fallback: Format): Format {
  return readChoice(raw.format, 'format', FORMATS, fallback);
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

function readCalculation(raw: Raw, entry: Entry): Calculation {
  const first = entry.calculations[0];
  const value = raw.calculation;
  const found = isUnset(value) ? first : oneOf(entry.calculations, value);
  if (found === undefined) {
    const allowed = orList(entry.calculations);
    if (typeof value === 'string') {
      rejectVariable('calculation', value, allowed);
    }
    const message = `calculation is ${show(value)}; ${entry.title} (${entry.id}) allows ${allowed}.`;
    throw new QueryError('calculation', value, `${allowed} for ${entry.id}`, message);
  }
  return found;
}

function readAggregation(raw: Raw, entry: Entry, calculation: Calculation, allowed: Aggregation[]): Aggregation {
  const value = raw.aggregation;
  const found = isUnset(value) ? allowed[0] || 'sum' : allowed.find((aggregation) => aggregation === value);
  if (found === undefined) {
    const list = allowed.length > 0 ? orList(allowed) : 'none, since the measure fixes it';
    if (typeof value === 'string') {
      rejectVariable('aggregation', value, list);
    }
    const message = `aggregation is ${show(value)}; ${calculation} of ${entry.title} (${entry.id}) allows ${list}.`;
    throw new QueryError('aggregation', value, `${list} for ${calculation} of ${entry.id}`, message);
  }
  return found;
}

function readGroupBy(raw: Raw, entry: Entry): string[] {
  const list = readList(raw.groupBy, 'groupBy', 'a list of label names');
  if (list === undefined) {
    return DEFAULT_GROUP_BY.filter((label) => hasLabel(entry, label));
  }
  const names = list.map((item, i) => {
    const field = `groupBy[${i}]`;
    const allowed = 'the name of a label';
    const name = isMissing(item) ? '' : readText(item, field, allowed);
    if (name === '') {
      throw new QueryError(field, item, allowed);
    }
    rejectVariable(field, name, allowed);
    if (name === '__name__') {
      throw new QueryError(field, name, 'any label but __name__, which calculations drop');
    }
    return name;
  });
  // The translator itself keeps le where a calculation needs it; nobody means to draw a line for each bucket.
  const hasBuckets = entry.kind === 'measure' || entry.type === 'histogram';
  return names.filter((name, i) => names.indexOf(name) === i && !(hasBuckets && name === 'le'));
}

function readTop(raw: Raw): Top | undefined {
  if (isMissing(raw.top)) {
    return undefined;
  }
  if (!isRecord(raw.top)) {
    throw new QueryError('top', raw.top, 'an object {order, n}');
  }
  const order = readChoice(raw.top.order, 'top.order', ['top', 'bottom'] as const, 'top');
  const allowed = `a whole number from 1 to ${MOST_SERIES}`;
  const n = readNumber(raw.top.n, 'top.n', allowed, 1, MOST_SERIES);
  if (n === undefined || Math.floor(n) !== n) {
    throw new QueryError('top.n', raw.top.n, allowed);
  }
  return { order, n };
}

function readStatus(raw: Raw, field: 'badStatus' | 'validStatus', fallback: string): string {
  const allowed = `an RE2 pattern on status_code such as ${fallback}`;
  const pattern = readText(raw[field], field, allowed);
  if (pattern === '') {
    return fallback;
  }
  rejectVariable(field, pattern, allowed);
  const complaint = checkPattern(pattern);
  if (complaint !== null) {
    throw new QueryError(field, pattern, allowed, `${field} is ${show(pattern)}, not an RE2 pattern: ${complaint}.`);
  }
  rejectVariableInPattern(field, pattern, allowed);
  return pattern;
}

/** A checked query together with the row that composes it. */
export interface Resolved<E extends Entry> {
  recipe: Recipe<E>;
  query: ResolvedQuery<E>;
}

/** Fills a query on `entry`. Throws a {@link QueryError} at the first field that is bad. */
export function resolveQuery<E extends Entry>(
  raw: Raw,
  entry: E,
  recipeOf: (entry: E, calculation: Calculation) => Recipe<E>,
  context: TranslateContext
): Resolved<E> {
  const calculation = readCalculation(raw, entry);
  const recipe = recipeOf(entry, calculation);
  const options = resolveOptions(raw, context);
  const format = readFormat(raw, calculation === 'heatmap' ? 'heatmap' : 'time_series');
  const filters = readFilters(raw.filters, 'filters').concat(readFilters(raw.adhocFilters, 'adhocFilters'));
  const window = readDuration(raw.window, 'window', ['$__rate_interval', '$__interval', '$__range']);
  const query: ResolvedQuery<E> = {
    // Field by field: spreading objects took a third of a translation's time.
    queryType: options.queryType,
    legendFormat: options.legendFormat,
    interval: options.interval,
    entry,
    calculation,
    format,
    filters,
    matchers: renderFilters(filters, entry),
    groupBy: readGroupBy(raw, entry),
    groupByIsSet: !isMissing(raw.groupBy),
    aggregation: readAggregation(raw, entry, calculation, recipe.aggregations(entry)),
    quantile: readNumber(raw.quantile, 'quantile', 'a number from 0 to 1, such as 0.95', 0, 1) ?? DEFAULT_QUANTILE,
    threshold: readNumber(raw.threshold, 'threshold', `a number, in the unit of ${entry.id}`),
    badStatus: readStatus(raw, 'badStatus', DEFAULT_BAD_STATUS),
    validStatus: readStatus(raw, 'validStatus', DEFAULT_VALID_STATUS),
    window: '',
    top: readTop(raw),
    offset: readDuration(raw.offset, 'offset', ['$__range']),
  };
  const usual = recipe.defaultWindow(options.queryType);
  query.window = usual === '' ? '' : window || usual;
  checkHeatmap(query, context);
  return { recipe, query };
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

const measureRecipes = new Map(measures.map((row) => [row.id, recipeOf(row)]));

/** The recipe of a measure. Throws for an entry that is none of the catalog's. */
function recipeOfMeasure({ id }: MeasureEntry): Recipe<MeasureEntry> {
  const recipe = measureRecipes.get(id);
  if (!recipe) {
    throw new Error(`The measure ${id} has no row`);
  }
  return recipe;
}

const recipeOfSeries = (_: Entry, calculation: Calculation) => findCalculation(calculation);

/** Resolves a query on any entry and hands it, with its recipe, to `then`. */
export function withResolved<T>(
  raw: Raw,
  entry: Entry,
  context: TranslateContext,
  then: <E extends Entry>(resolved: Resolved<E>) => T
): T {
  return entry.kind === 'series'
    ? then(resolveQuery(raw, entry, recipeOfSeries, context))
    : then(resolveQuery(raw, entry, recipeOfMeasure, context));
}
