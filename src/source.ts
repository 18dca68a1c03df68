/**
 * What the editors need of the data source that they belong to. The data source brings the editors along, so they know it by
 * this and not by its class: the other way round, each would need the other to be read.
 */
import { type DataSourceApi } from '@grafana/data';
import { type Lookups } from './lookups';
import { type Filter, type TranslateContext } from './translator';
import { type BasetenOptions, type BasetenQuery } from './types';

export interface EditorSource extends DataSourceApi<BasetenQuery, BasetenOptions> {
  readonly lookups: Lookups;
  /** How many values a look-up brings at most. */
  readonly lookupLimit: number;
  /** What translations need to know of this data source, so that browser and backend write the same. */
  readonly context: TranslateContext;
  /** The query with its variables filled in, for showing what it asks. */
  preview(query: BasetenQuery): BasetenQuery;
  /** Filters as a look-up needs them: literal. */
  interpolateFilters(filters: Filter[]): Filter[];
  /** Variables of the query whose All stays the values of now wherever the query is handed on. */
  pinnedVariables(query: BasetenQuery): string[];
  /** Dashboard variables as they are written in a query, for offering them among values. */
  variableNames(): string[];
}
