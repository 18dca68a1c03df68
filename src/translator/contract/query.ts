/**
 * What the fields of the query JSON hold, which is a public contract, since provisioned dashboards and alert rules hold it; the
 * fields themselves are rows of fields.ts. This file imports nothing, so that the browser and the backend's JavaScript engine
 * share it.
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
