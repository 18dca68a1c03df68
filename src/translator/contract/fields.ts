/**
 * The fields of the query JSON, one row each: what it holds, whose it is, and by that how it is treated. Whoever treats all of them
 * goes through this table: what fills variables in, what makes a broken query editable, what offers to fix it, what reads PromQL
 * back. How a field is read, with its default, stands in reading/fields.ts under the same name.
 */
import type { Aggregation, Calculation, EditorMode, Filter, Format, QueryType, Top } from './query';

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

/** Types of those kinds that have one. */
interface Held {
  text: string;
  number: number;
  duration: string;
  codes: string;
  filters: Filter[];
  labels: string[];
  ranking: Top;
  promql: string;
}

/** Whose a field is. */
export type FieldRole =
  /** What is asked: the PromQL says it. */
  | 'asked'
  /** How the answer comes and looks: a person's choice as well, of which the PromQL says nothing. */
  | 'shown'
  /** Written when the browser sends the query, and never saved. */
  | 'sent'
  /** Of the query as it stands in its panel. */
  | 'kept';

export interface QueryField<T = unknown> {
  kind: FieldKind;
  role: FieldRole;
  /** A missing one has a default, so that a bad one can be left out. */
  hasDefault: boolean;
  /** Only some calculations and measures read it: their rows name it. */
  isParameter?: true;
  /** No row has it: it carries the type of what the field holds. */
  holds?: T;
}

type Choices = Pick<QueryField, 'role' | 'hasDefault'>;
const asked: Choices = { role: 'asked', hasDefault: true };
const shown: Choices = { role: 'shown', hasDefault: true };
const sent: Choices = { role: 'sent', hasDefault: true };
const kept: Choices = { role: 'kept', hasDefault: false };

const field = <Kind extends keyof Held>(kind: Kind, choices: Choices): QueryField<Held[Kind]> => ({ kind, ...choices });
const choice = <T>(choices: Choices): QueryField<T> => ({ kind: 'choice', ...choices });
const state = <T>(choices: Choices): QueryField<T> => ({ kind: 'state', ...choices });
const parameter = <Kind extends keyof Held>(kind: Kind): QueryField<Held[Kind]> & { isParameter: true } => ({
  kind,
  ...asked,
  isParameter: true,
});

export const queryFields = {
  /** Where it is missing, PromQL without a metric is code. */
  editorMode: state<EditorMode>({ ...kept, hasDefault: true }),
  metric: field('text', { ...asked, hasDefault: false }),
  calculation: choice<Calculation>(asked),
  version: state<number>(kept),
  filters: field('filters', asked),
  /** Filters of the dashboard, which Grafana adds to every query. They work as `filters` do. */
  adhocFilters: field('filters', { ...sent, hasDefault: false }),
  groupBy: field('labels', asked),
  aggregation: choice<Aggregation>(asked),
  quantile: parameter('number'),
  /** In the unit of the metric. */
  threshold: parameter('number'),
  badStatus: parameter('codes'),
  validStatus: parameter('codes'),
  window: parameter('duration'),
  /** Settings of the autoscaler to try, as Baseten calls them: requests in flight that a replica is meant to take, */
  concurrencyTarget: parameter('number'),
  /** the share of them at which it asks for another replica, */
  utilization: parameter('number'),
  minReplicas: parameter('number'),
  maxReplicas: parameter('number'),
  /** and how long less has to be enough before replicas go: a duration, also `0s`. */
  scaleDownDelay: parameter('duration'),
  top: field('ranking', asked),
  offset: field('duration', asked),
  queryType: state<QueryType>(shown),
  format: state<Format>(shown),
  legendFormat: field('text', shown),
  interval: field('duration', shown),
  expr: field('promql', { ...asked, hasDefault: false }),
  /** IANA name of the dashboard's time zone, which days begin in. Rules and expressions pay no heed to it. */
  timezone: state<string>(sent),
  /**
   * How the numbers of an instant query and the samples of a long range may come: a browser makes fields of rows; who asks past it
   * (rules, expressions, public dashboards) gets fields.
   */
  numbersAs: state<'rows'>(sent),
  hide: state<boolean>(kept),
} satisfies Record<string, QueryField>;

export type FieldName = keyof typeof queryFields;

/** A query as it is saved. Every field may be missing: a missing one means its default. Unknown fields are kept. */
export type QueryModel = {
  [Name in FieldName]?: (typeof queryFields)[Name] extends QueryField<infer T> ? T : never;
};

/** A field that only some calculations and measures read. */
export type ParameterField = {
  [Name in FieldName]: (typeof queryFields)[Name] extends { isParameter: true } ? Name : never;
}[FieldName];

function isField(name: string): name is FieldName {
  return name in queryFields;
}

function isParameter(name: FieldName): name is ParameterField {
  const row: QueryField = queryFields[name];
  return row.isParameter === true;
}

export const fieldNames: FieldName[] = Object.keys(queryFields).filter(isField);
export const parameterFields: ParameterField[] = fieldNames.filter(isParameter);

/** A copy of a query without its fields of these roles. */
export function withoutFields<Q extends QueryModel>(query: Q, ...roles: FieldRole[]): Q {
  const rest = { ...query };
  fieldsOf(...roles).forEach((name) => Reflect.deleteProperty(rest, name));
  return rest;
}

/** The names of the fields that are of one of these roles. */
export function fieldsOf(...roles: FieldRole[]): FieldName[] {
  return fieldNames.filter((name) => roles.includes(queryFields[name].role));
}
