/**
 * The query JSON: a public contract, since provisioned dashboards and alert rules hold it.
 * This file imports nothing, so that the browser and the backend's JavaScript engine share it.
 */

export type EditorMode = 'builder' | 'code';
export type FilterOperator = '=' | '!=' | '=~' | '!~';
export type Aggregation = 'sum' | 'avg' | 'min' | 'max' | 'count';
/**
 * The calculations, each with the types of series that offer it. Pickers show them in this order, and the first of a type is what
 * a query without a calculation means.
 */
export const offeredOn = {
  quantile: ['histogram'],
  mean: ['histogram'],
  rate: ['counter', 'histogram'],
  increase: ['counter'],
  share_within: ['histogram'],
  heatmap: ['histogram'],
  value: ['gauge'],
  max_over_time: ['gauge'],
  min_over_time: ['gauge'],
  avg_over_time: ['gauge'],
} as const;
export type Calculation = keyof typeof offeredOn;
export type QueryType = 'range' | 'instant';
export type Format = 'time_series' | 'table' | 'heatmap';

/** One condition on a label. Values of `=` and `!=` are literal text, stored raw; those of `=~` and `!~` are RE2 patterns. */
export interface Filter {
  label: string;
  operator: FilterOperator;
  values: string[];
  /** Switched off without being deleted. */
  disabled?: boolean;
}

/** Keep only the `n` highest or lowest series, ranked once over the whole range. */
export interface Top {
  order: 'top' | 'bottom';
  n: number;
  /** Labels of `groupBy`: `n` series are kept for each of their values, such as the worst deployment of each model. */
  of?: string[];
}

/** A query as it is saved. Every field may be missing: a missing one means its default. Unknown fields are kept. */
export interface QueryModel {
  editorMode?: EditorMode;
  metric?: string;
  calculation?: Calculation;
  version?: number;
  filters?: Filter[];
  /** Filters of the dashboard, which Grafana adds to every query; never saved. They work as `filters` do. */
  adhocFilters?: Filter[];
  groupBy?: string[];
  aggregation?: Aggregation;
  quantile?: number;
  threshold?: number;
  badStatus?: string;
  validStatus?: string;
  window?: string;
  /** Settings of the autoscaler to try, as Baseten calls them: requests in flight that a replica is meant to take, */
  concurrencyTarget?: number;
  /** the share of them at which it asks for another replica, */
  utilization?: number;
  minReplicas?: number;
  maxReplicas?: number;
  /** and how long less has to be enough before replicas go: a duration, also `0s`. */
  scaleDownDelay?: string;
  top?: Top;
  offset?: string;
  queryType?: QueryType;
  format?: Format;
  legendFormat?: string;
  interval?: string;
  expr?: string;
  hide?: boolean;
  /**
   * IANA name of the dashboard's time zone, which days begin in. The browser writes it when it sends a query; it is never
   * saved, and rules and expressions pay no heed to it.
   */
  timezone?: string;
  /**
   * How the numbers of an instant query and the samples of a long range may come. The browser writes `rows` when it sends a
   * query, since it makes fields of them, and never saves it; who asks past the browser (rules, expressions, public
   * dashboards) gets fields.
   */
  numbersAs?: 'rows';
}
