/**
 * What a translation gives. The backend takes everything from it, so a panel, a rule and a public dashboard
 * can't disagree in what they ask, how it is called and which unit it has.
 */
import type { Matcher } from './matcher';
import type { Format, QueryType } from './query';

/** A notice for the person who looks at the result. */
export interface Notice {
  severity: 'info' | 'warning';
  text: string;
}

/** A selector that the query reads from; the answer to "why is this empty?" starts here. */
export interface SelectedSeries {
  /** The series name as it is exported, e.g. `baseten_end_to_end_response_time_seconds_bucket`. */
  metric: string;
  matchers: Matcher[];
}

/** What the translator makes of a query. `$__rate_interval`, `$__interval` and `$__range` in it stay symbolic. */
export interface Translation {
  /** `empty`: nothing to run (no metric, no text). */
  kind: 'builder' | 'code' | 'empty';
  /** PromQL. */
  expr: string;
  queryType: QueryType;
  format: Format;
  /** Name of a series that has no labels. */
  title: string;
  /** What tells this query from another one of the same metric: "p95", "mean", "max". */
  qualifier: string;
  /** Catalog id of the metric; empty in code mode. */
  metric: string;
  /**
   * What the query's filters became. In `expr` of a builder query they are already, as far as a series has their labels. To a
   * code query's PromQL the backend adds them, to every selector that lacks them: they are the dashboard's ad-hoc filters.
   */
  matchers: Matcher[];
  /** The builder's own filters in short, for the name of a query among others of its metric: `staging`, `status_code!=200`. */
  filterNames: string[];
  /** Labels that the result keeps, in the order in which names show them. */
  labels: string[];
  /** Template such as `{{model_name}}`; empty means automatic. */
  legendFormat: string;
  /** Grafana unit id; empty in code mode. */
  unit: string;
  decimals?: number;
  min?: number;
  max?: number;
  /** Min step of the query, a Prometheus duration; empty when not set. */
  interval: string;
  /** A duration or macro: the step is raised to it, so that no request is counted twice. Empty when not needed. */
  stepAtLeast: string;
  /** The window as written in `expr`, a duration or macro; empty when the query has none. */
  window: string;
  /** A rate or increase is taken over `window`, so that a window with fewer than two scrapes gives no value. */
  needsTwoSamples: boolean;
  /**
   * Which of the macros `$__range` in `expr`, counted from 0, are windows that series are ranked by. They only order series,
   * so they may be longer than a range that is too short for a rate.
   */
  rankWindows: number[];
  /** Selects the bucket series whose highest finite bound a quantile can't pass; empty when not a quantile. */
  bucketSelector: string;
  quantile?: number;
  /**
   * PromQL that finds the samples which are left out since they lie outside of what their gauge is documented to lie in: how
   * many series have some, without labels, and the one with the highest, with its labels. Empty when none can be.
   */
  outliers: string;
  selects: SelectedSeries[];
  /** A builder query came with other PromQL in its own `expr`: the browser that wrote it has an older plugin. */
  outdatedExpr: boolean;
  notices: Notice[];
}

/** Where a query comes from, as far as it changes a default. */
export interface TranslateContext {
  /** True for alert rules, where a query without `queryType` is instant. */
  fromAlert?: boolean;
  /** Keeps samples outside of what their gauge is documented to lie in, as texts did that were written before. */
  keepsOutliers?: boolean;
  /** The data source's scrape interval in milliseconds, by which subqueries look; a minute where it is missing. */
  scrapeIntervalMs?: number;
}
