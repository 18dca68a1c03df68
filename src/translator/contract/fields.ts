/**
 * The fields of a query, one row each. Whoever treats all of them goes through this table: what fills variables in, what makes
 * a broken query editable, what offers to fix it. How a field is read stands in reading/fields.ts, under the same name.
 */
import type { QueryModel } from './query';

/** What a field holds, and so how it is treated. */
export type FieldKind =
  | 'text'
  | 'choice'
  | 'number'
  | 'duration'
  /** An RE2 pattern on status codes. */
  | 'codes'
  | 'filters'
  | 'labels'
  | 'ranking'
  | 'promql'
  /** Of the query as a whole; no person fills it in. */
  | 'state';

export interface QueryField {
  kind: FieldKind;
  /** A missing one has a default, so that a bad one can be left out. */
  hasDefault: boolean;
  /** Only some calculations and measures read it: their rows name it. */
  isParameter?: true;
}

const given = (kind: FieldKind): QueryField => ({ kind, hasDefault: false });
const optional = (kind: FieldKind): QueryField => ({ kind, hasDefault: true });
const parameter = (kind: FieldKind): QueryField & { isParameter: true } => ({
  kind,
  hasDefault: true,
  isParameter: true,
});

export const queryFields = {
  editorMode: optional('state'),
  metric: given('text'),
  calculation: optional('choice'),
  version: given('state'),
  filters: optional('filters'),
  adhocFilters: given('filters'),
  groupBy: optional('labels'),
  aggregation: optional('choice'),
  quantile: parameter('number'),
  threshold: parameter('number'),
  badStatus: parameter('codes'),
  validStatus: parameter('codes'),
  window: parameter('duration'),
  concurrencyTarget: parameter('number'),
  utilization: parameter('number'),
  minReplicas: parameter('number'),
  maxReplicas: parameter('number'),
  scaleDownDelay: parameter('duration'),
  top: optional('ranking'),
  offset: optional('duration'),
  queryType: optional('state'),
  format: optional('state'),
  legendFormat: optional('text'),
  interval: optional('duration'),
  expr: given('promql'),
  timezone: optional('state'),
  numbersAs: optional('state'),
  hide: given('state'),
} satisfies Record<keyof Required<QueryModel>, QueryField>;

export type FieldName = keyof typeof queryFields;

/** A field that only some calculations and measures read. */
export type ParameterField = {
  [Name in FieldName]: (typeof queryFields)[Name] extends { isParameter: true } ? Name : never;
}[FieldName];

function isField(name: string): name is FieldName {
  return name in queryFields;
}

function isParameter(name: FieldName): name is ParameterField {
  const field: QueryField = queryFields[name];
  return field.isParameter === true;
}

export const fieldNames: FieldName[] = Object.keys(queryFields).filter(isField);
export const parameterFields: ParameterField[] = fieldNames.filter(isParameter);
