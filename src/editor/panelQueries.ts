/** The other queries of a panel, as far as they are ours: what an editor gets to see of them has no type. */
import { type DataQuery } from '@grafana/schema';
import { type BasetenQuery } from '../types';

/** True for a query of this kind of data source. Queries without one belong to the panel's, which is ours. */
function isOurs(query: DataQuery, type: string): query is BasetenQuery {
  const own = query.datasource?.type;
  return own === undefined || own === type;
}

/** The queries that are drawn in one panel with `query`, which is among them as it is now. Their fields may hold anything. */
export function drawnQueries(queries: DataQuery[] | undefined, query: BasetenQuery, type: string): BasetenQuery[] {
  const others = (queries ?? []).filter(({ refId }) => refId !== query.refId);
  return [query, ...others].filter((candidate) => isOurs(candidate, type)).filter(({ hide }) => !hide);
}
