/** What other data sources can take over of our queries: the selector, and the PromQL for those that look for it. */
import { type AbstractQuery } from '@grafana/data';
import { isCode, type TranslateContext } from '../translator';
import { type BasetenQuery } from '../types';
import { abstractMatchers, remember } from './handedOver';
import { readPromQL } from './importQueries';
import { promqlOf, selectsOf } from './modes';

function builderOf(query: BasetenQuery): BasetenQuery | undefined {
  if (!isCode(query)) {
    return { ...query, expr: undefined };
  }
  const read = readPromQL(query.expr ?? '');
  return 'query' in read ? { refId: query.refId, ...read.query } : undefined;
}

/** The first series that a query reads, with its conditions; none where that can't be said. */
function matchersOf(query: BasetenQuery): AbstractQuery['labelMatchers'] {
  try {
    const builder = builderOf(query);
    const [first] = builder ? selectsOf(builder) : [];
    return first ? abstractMatchers(first.metric, first.matchers) : [];
  } catch {
    return [];
  }
}

/** The PromQL of a query, variables as they are written; empty where there is none. */
function exprOf(query: BasetenQuery, context: TranslateContext): string {
  try {
    return isCode(query) ? String(query.expr ?? '') : promqlOf(query, context);
  } catch {
    return '';
  }
}

/** As Grafana hands it on, with the PromQL beside it: Grafana's own Prometheus reads the matchers alone. */
export interface ExportedQuery extends AbstractQuery {
  expr?: string;
}

/** Queries as Grafana hands them to another data source. Each is kept, so that it is whole again on the way back. */
export function exportQueries(queries: BasetenQuery[], context: TranslateContext = {}): ExportedQuery[] {
  return queries.map((query) => {
    const labelMatchers = matchersOf(query);
    if (labelMatchers.length > 0) {
      remember(query, labelMatchers);
    }
    const expr = exprOf(query, context);
    return { refId: query.refId, labelMatchers, ...(expr === '' ? {} : { expr }) };
  });
}
