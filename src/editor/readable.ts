/**
 * A query as fields can show it. A file may hold anything: what has the wrong type is named by the translator, and must
 * not break the editor in which it is fixed.
 */
import { type FieldKind, fieldNames, FILTER_OPERATORS, type Filter, isRecord, oneOf, queryFields } from '../translator';
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

/** What a field can show of its value; undefined where it can show nothing. */
function showable(kind: FieldKind, value: unknown): unknown {
  switch (kind) {
    case 'text':
    case 'duration':
    case 'codes':
    case 'promql':
      return text(value);
    case 'number':
      return typeof value === 'number' || typeof value === 'string' ? value : undefined;
    case 'ranking':
      return isRecord(value) ? value : undefined;
    case 'labels':
      return Array.isArray(value) ? texts(value) : undefined;
    case 'filters':
      return Array.isArray(value) ? readableFilters(value) : undefined;
    case 'choice':
    case 'state':
      return value;
  }
}

/** The query with every field of a type that can be shown. */
export function readable(query: BasetenQuery): BasetenQuery {
  const readable = { ...query };
  for (const name of fieldNames) {
    if (query[name] !== undefined) {
      Object.assign(readable, { [name]: showable(queryFields[name].kind, query[name]) });
    }
  }
  return withoutUndefined(readable);
}

/** What an edit of the readable query makes of the query itself: fields that were not touched stay what they are. */
export function edited(query: BasetenQuery, shown: BasetenQuery, next: BasetenQuery): BasetenQuery {
  const before = new Map(Object.entries(shown));
  const after = new Map(Object.entries(next));
  const touched = [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key));
  return withoutUndefined({ ...query, ...Object.fromEntries(touched.map((key) => [key, after.get(key)])) });
}
