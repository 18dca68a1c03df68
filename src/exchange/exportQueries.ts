/** What other label-based data sources can take over of our queries: the selector. */
import { AbstractLabelOperator, type AbstractQuery } from '@grafana/data';
import { isCode, type MatcherOperator } from '../translator';
import { type BasetenQuery } from '../types';
import { selectsOf } from './modes';
import { readPromQL } from './importQueries';

const OPERATORS: Record<MatcherOperator, AbstractLabelOperator> = {
  '=': AbstractLabelOperator.Equal,
  '!=': AbstractLabelOperator.NotEqual,
  '=~': AbstractLabelOperator.EqualRegEx,
  '!~': AbstractLabelOperator.NotEqualRegEx,
};

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
    if (!first) {
      return [];
    }
    const name = { name: '__name__', operator: AbstractLabelOperator.Equal, value: first.metric };
    const rest = first.matchers.map(({ label, operator, value }) => ({
      name: label,
      operator: OPERATORS[operator],
      value,
    }));
    return [name, ...rest];
  } catch {
    return [];
  }
}

/** Queries as Grafana hands them to another data source. */
export function exportQueries(queries: BasetenQuery[]): AbstractQuery[] {
  return queries.map((query) => ({ refId: query.refId, labelMatchers: matchersOf(query) }));
}
