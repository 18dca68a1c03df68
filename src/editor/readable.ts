/**
 * A query as fields can show it. A file may hold anything: what has the wrong type is named by the translator, and must
 * not break the editor in which it is mended.
 */
import { FILTER_OPERATORS, type Filter, isRecord, oneOf } from '../translator';
import { type BasetenQuery } from '../types';
import { withoutUndefined } from './changes';

/** Numbers are texts without their quotes; anything else can't be shown. */
function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
}

function texts(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.map(text).filter((item) => item !== undefined);
}

/** Filters as rows of fields, one for each place of the list. */
export function readableFilters(filters: unknown): Filter[] {
  const list: unknown[] = Array.isArray(filters) ? filters : [];
  return list.map((item) => {
    const { label, operator, values, disabled } = isRecord(item) ? item : {};
    return {
      label: text(label) ?? '',
      operator: oneOf(FILTER_OPERATORS, operator) ?? '=',
      values: texts(values),
      ...(disabled === true ? { disabled } : {}),
    };
  });
}

/** The query with every field of a type that can be shown. */
export function readable(query: BasetenQuery): BasetenQuery {
  const { top, groupBy, filters, quantile, threshold }: Record<string, unknown> = { ...query };
  const canCount = (value: unknown) => typeof value === 'number' || typeof value === 'string';
  return withoutUndefined({
    ...query,
    metric: text(query.metric),
    window: text(query.window),
    offset: text(query.offset),
    interval: text(query.interval),
    legendFormat: text(query.legendFormat),
    badStatus: text(query.badStatus),
    validStatus: text(query.validStatus),
    expr: text(query.expr),
    quantile: canCount(quantile) ? query.quantile : undefined,
    threshold: canCount(threshold) ? query.threshold : undefined,
    top: isRecord(top) ? query.top : undefined,
    groupBy: Array.isArray(groupBy) ? texts(groupBy) : undefined,
    filters: Array.isArray(filters) ? readableFilters(filters) : undefined,
  });
}

/** What an edit of the readable query makes of the query itself: fields that were not touched stay what they are. */
export function edited(query: BasetenQuery, shown: BasetenQuery, next: BasetenQuery): BasetenQuery {
  const before = new Map(Object.entries(shown));
  const after = new Map(Object.entries(next));
  const touched = [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key));
  return withoutUndefined({ ...query, ...Object.fromEntries(touched.map((key) => [key, after.get(key)])) });
}
