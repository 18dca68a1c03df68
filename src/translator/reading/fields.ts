/** How each field of a query is read: what it may hold, its default, and the error for anything else. */
import { hasLabel } from '../catalog/operands';
import type { Entry } from '../catalog/types';
import { DEFAULT_BAD_STATUS, DEFAULT_QUANTILE, DEFAULT_SCALING, DEFAULT_VALID_STATUS } from '../contract/defaults';
import { QueryError, show } from '../contract/errors';
import type { Aggregation, Calculation, Format, QueryType, Top } from '../contract/query';
import type { FieldName, ParameterField } from '../contract/fields';
import { formatDuration, parseDuration } from '../promql/duration';
import { readFilters } from './filters';
import {
  isMissing,
  isRecord,
  isUnset,
  oneOf,
  orList,
  readChoice,
  readDuration,
  readFlag,
  readList,
  readNumber,
  readText,
  rejectVariable,
  type Raw,
} from './read';
import { rejectBadPattern } from './patterns';
import { parseMacro, type Macro } from './variables';

const VERSION = 1;
const QUERY_TYPES: readonly QueryType[] = ['range', 'instant'];
const FORMATS: readonly Format[] = ['time_series', 'table', 'heatmap'];
const DEFAULT_GROUP_BY = ['model_name', 'environment'];
const WINDOW_MACROS: Macro[] = ['$__rate_interval', '$__interval', '$__range'];
const OFFSET_MACROS: Macro[] = ['$__range'];
const MOST_SERIES = 1000;

/**
 * A reader for each field of the table in contract/fields.ts, but for those that only some rows read. Throws a {@link QueryError}
 * that names field, value and what is allowed.
 */
export const readers = {
  metric: (value: unknown) => readText(value, 'metric', 'the id of a catalog metric'),
  calculation: readCalculation,
  version: checkVersion,
  filters: (value: unknown) => readFilters(value, 'filters'),
  adhocFilters: (value: unknown) => readFilters(value, 'adhocFilters'),
  groupBy: readGroupBy,
  aggregation: readAggregation,
  top: readTop,
  offset: (value: unknown) => readDuration(value, 'offset', OFFSET_MACROS),
  queryType: (value: unknown, fallback: QueryType) => readChoice(value, 'queryType', QUERY_TYPES, fallback),
  format: (value: unknown, fallback: Format) => readChoice(value, 'format', FORMATS, fallback),
  legendFormat: readLegend,
  interval: readInterval,
  expr: (value: unknown) => readText(value, 'expr', 'PromQL').trim(),
  hide: (value: unknown) => readFlag(value, 'hide'),
  // The mode follows from several fields (mode.ts). The time zone and the form of numbers are the backend's, which decides where
  // a day begins and makes the frames.
} satisfies Record<
  Exclude<FieldName, ParameterField | 'editorMode' | 'timezone' | 'numbersAs'>,
  (value: unknown, ...rest: never[]) => unknown
>;

const ABOVE_ZERO = Number.MIN_VALUE;

/**
 * The fields that only some calculations and measures read, each as it was set or its default. Throws as the readers do.
 * @param id the metric, for messages
 */
export function readParameters(raw: Raw, id: string) {
  const minReplicas = readReplicas(raw.minReplicas, 'minReplicas', 0) ?? DEFAULT_SCALING.minReplicas;
  return {
    quantile: readNumber(raw.quantile, 'quantile', 'a number from 0 to 1, such as 0.95', 0, 1) ?? DEFAULT_QUANTILE,
    /** In the unit of the metric; rows have defaults of their own, or none. */
    threshold: isMissing(raw.threshold)
      ? undefined
      : readNumber(raw.threshold, 'threshold', `a number, in the unit of ${id}`),
    badStatus: readStatus(raw.badStatus, 'badStatus', DEFAULT_BAD_STATUS),
    validStatus: readStatus(raw.validStatus, 'validStatus', DEFAULT_VALID_STATUS),
    /** `''` where none is set: each row has a default of its own. */
    window: readDuration(raw.window, 'window', WINDOW_MACROS),
    concurrencyTarget:
      readNumber(raw.concurrencyTarget, 'concurrencyTarget', 'a number above 0, such as 8', ABOVE_ZERO) ??
      DEFAULT_SCALING.concurrencyTarget,
    utilization:
      readNumber(raw.utilization, 'utilization', 'a share above 0 and up to 1, such as 0.7', ABOVE_ZERO, 1) ??
      DEFAULT_SCALING.utilization,
    minReplicas,
    maxReplicas: readMaxReplicas(raw.maxReplicas, minReplicas),
    /** In milliseconds. */
    scaleDownDelay: readDelay(raw.scaleDownDelay),
  } satisfies Record<ParameterField, unknown>;
}

export type Parameters = ReturnType<typeof readParameters>;
const MOST_REPLICAS = 10_000;

function readReplicas(value: unknown, field: string, least: number): number | undefined {
  const allowed = `a whole number from ${least} to ${MOST_REPLICAS}`;
  const count = readNumber(value, field, allowed, least, MOST_REPLICAS);
  if (count !== undefined && Math.floor(count) !== count) {
    throw new QueryError(field, value, allowed);
  }
  return count;
}

/** Where only the min is given, it is the max as well if it is above the usual one. */
function readMaxReplicas(value: unknown, minReplicas: number): number {
  const most = readReplicas(value, 'maxReplicas', 1) ?? Math.max(minReplicas, DEFAULT_SCALING.maxReplicas);
  if (most < minReplicas) {
    throw new QueryError('maxReplicas', value, `at least minReplicas, which is ${minReplicas}`);
  }
  return most;
}

const HOUR_MS = 3_600_000;
/** A year: whoever writes more as a number of seconds means milliseconds. */
const LONGEST_STEP_MS = 365 * 24 * HOUR_MS;

/** The milliseconds of a scale-down delay. Baseten takes 0 to an hour; zero is no duration elsewhere. */
function readDelay(value: unknown): number {
  const allowed = 'a duration from 0s to 1h, such as 15m';
  const text = readText(value, 'scaleDownDelay', allowed) || DEFAULT_SCALING.scaleDownDelay;
  rejectVariable('scaleDownDelay', text, allowed);
  const delay = /^0+(?:ms|s|m|h)?$/.test(text) ? 0 : parseDuration(text);
  if (delay === null || delay > HOUR_MS) {
    throw new QueryError('scaleDownDelay', value, allowed);
  }
  return delay;
}

/**
 * The min step. Files that were written for a Prometheus data source hold it as Grafana reads it there: a number is seconds,
 * and brackets or `>` say nothing more; the step that the panel has anyhow is the same as none.
 * Source: gtime.ParseIntervalStringToTimeDuration of Grafana's plugin SDK.
 */
function readInterval(value: unknown): string {
  if (isUnset(value)) {
    return '';
  }
  const read = (text: unknown) => readDuration(text, 'interval', []);
  if (typeof value === 'number') {
    const ms = value * 1000;
    return read(ms > 0 && ms < LONGEST_STEP_MS && Number.isInteger(ms) ? formatDuration(ms) : value);
  }
  if (typeof value !== 'string') {
    return read(value);
  }
  const text = value.replace(/^\s*(?:>=?|<)?\s*|\s*>?\s*$/g, '');
  if (parseMacro(text) === '$__interval') {
    return '';
  }
  return read(/^[1-9]\d*$/.test(text) ? `${text}s` : text || value);
}

function readLegend(value: unknown): string {
  const legend = readText(value, 'legendFormat', 'a template such as {{model_name}}');
  rejectVariable('legendFormat', legend, 'the text itself');
  // What queries of a Prometheus data source hold for "automatic".
  return legend === '__auto' ? '' : legend;
}

function checkVersion(version: unknown): void {
  if (version === null || version === undefined || version === VERSION) {
    return;
  }
  const newer = typeof version === 'number' && version > VERSION && Math.floor(version) === version;
  throw new QueryError(
    'version',
    version,
    String(VERSION),
    newer
      ? `version is ${show(version)}: this query was made by a newer version of this data source, which reads version ${VERSION} here; update the plugin.`
      : undefined
  );
}

function readCalculation(value: unknown, entry: Entry): Calculation {
  const first = entry.calculations[0];
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

function readAggregation(value: unknown, entry: Entry, calculation: Calculation, allowed: Aggregation[]): Aggregation {
  const found = isUnset(value) ? allowed[0] || 'sum' : allowed.find((aggregation) => aggregation === value);
  if (found === undefined) {
    const list = orList(allowed) || 'none, since the measure fixes it';
    if (typeof value === 'string') {
      rejectVariable('aggregation', value, list);
    }
    const message = `aggregation is ${show(value)}; ${calculation} of ${entry.title} (${entry.id}) allows ${list}.`;
    throw new QueryError('aggregation', value, `${list} for ${calculation} of ${entry.id}`, message);
  }
  return found;
}

function readGroupBy(value: unknown, entry: Entry): string[] {
  const list = readList(value, 'groupBy', 'a list of label names');
  if (list === undefined) {
    const has = (label: string) => hasLabel(entry, label);
    return DEFAULT_GROUP_BY.every(has) ? DEFAULT_GROUP_BY : DEFAULT_GROUP_BY.filter(has);
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

function readTop(value: unknown, groupBy: string[]): Top | undefined {
  if (isMissing(value)) {
    return undefined;
  }
  if (!isRecord(value)) {
    throw new QueryError('top', value, 'an object {order, n, of}');
  }
  const order = readChoice(value.order, 'top.order', ['top', 'bottom'] as const, 'top');
  const allowed = `a whole number from 1 to ${MOST_SERIES}`;
  const n = readNumber(value.n, 'top.n', allowed, 1, MOST_SERIES);
  if (n === undefined || Math.floor(n) !== n) {
    throw new QueryError('top.n', value.n, allowed);
  }
  const list = readList(value.of, 'top.of', 'a list of label names');
  if (list === undefined) {
    return { order, n };
  }
  const of = list.map((item, i) => {
    const name = groupBy.find((label) => label === item);
    if (name === undefined) {
      throw new QueryError(`top.of[${i}]`, item, `one of the labels of groupBy: ${groupBy.join(', ')}`);
    }
    return name;
  });
  return { order, n, of };
}

function readStatus(value: unknown, field: 'badStatus' | 'validStatus', fallback: string): string {
  if (isUnset(value)) {
    return fallback;
  }
  const allowed = `an RE2 pattern on status_code such as ${fallback}`;
  const pattern = readText(value, field, allowed);
  rejectBadPattern(field, pattern, allowed);
  return pattern;
}
