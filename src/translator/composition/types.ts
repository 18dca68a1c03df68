/** The shapes that calculations and measures share: what a query asks for once every field is filled, and how a row answers. */
import type { Entry } from '../catalog/types';
import type { ParameterField } from '../contract/fields';
import type { Duration, Expr, Matcher } from '../promql/ast';
import type { Aggregation, QueryType } from '../contract/query';
import type { Parameters, readers } from '../reading/fields';
import type { Notice } from '../contract/translation';

/** What every row is asked with: the fields as they are read, but for those that are read on the way to a row. */
type Shared = {
  [Name in Exclude<keyof typeof readers, 'metric' | 'version' | 'adhocFilters' | 'expr' | 'hide'>]: ReturnType<
    (typeof readers)[Name]
  >;
};

/** A builder query with every field checked and filled; of its filters, those that ask for something, the dashboard's last. */
export interface ResolvedQuery<E extends Entry = Entry> extends Shared {
  entry: E;
  /** What the filters became. */
  matchers: Matcher[];
  /** True where the query names the grouping itself. */
  groupByIsSet: boolean;
  /** What only some calculations and measures read; their rows name it. */
  parameters: Omit<Parameters, 'window'>;
  /** Parameters that are set and that the calculation or measure doesn't read. */
  unread: ParameterField[];
  /** The window, the row's default filled in; `''` where the row has none. */
  window: Duration | '';
  /** Samples outside of what their gauge is documented to lie in are kept. */
  keepsOutliers: boolean;
  /** Milliseconds between samples: the query's min step where it has one, the scrape interval otherwise. */
  sampleMs: number;
}

/** The time that a tree looks at. The same composition is asked twice where series are ranked over the whole range. */
export interface Span {
  window: Duration | '';
  offset: Duration | '';
  /** Pins every selector, or the subquery around them, to the end of the range. */
  atEnd: boolean;
}

/** How values are shown. */
export interface UnitInfo {
  /** Grafana unit id. */
  unit: string;
  decimals?: number;
}

/** Names of a result: of a series without labels, and what tells the query from another one of the same metric. */
export interface Names {
  title: string;
  qualifier: string;
}

/** A row of the calculations table, or of the measures table. */
export interface Composition<E extends Entry = Entry> {
  /** Composes the tree. Selectors take their range and modifiers from `span`. */
  build(query: ResolvedQuery<E>, span: Span): Expr;
  /** What series are ranked by; left out where it is `build` over the whole range. */
  rank?(query: ResolvedQuery<E>, span: Span): Expr;
  names(query: ResolvedQuery<E>): Names;
  unit(query: ResolvedQuery<E>): UnitInfo;
  /** Aggregations that keep their meaning, the default first. */
  aggregations(entry: E): Aggregation[];
  /** The window of a query that sets none; `''` where there is no window. */
  defaultWindow(queryType: QueryType): Duration | '';
  /** Fields of the query that change the result, beside filters, grouping, top and offset. */
  parameters: ParameterField[];
  /** True where each request is counted in every window it falls in, so that steps must not overlap. */
  wholeSteps?: boolean;
  /** Notices on this query's result. */
  notices?(query: ResolvedQuery<E>): Notice[];
}
