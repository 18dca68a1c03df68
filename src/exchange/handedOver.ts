/**
 * Queries that were handed to another data source, for as long as the page lives. Grafana hands on selectors alone
 * (https://github.com/grafana/grafana/blob/v12.3.0/public/app/features/explore/state/query.ts, getImportableQueries), so
 * whoever switches there and back would have lost all but the series and its filters.
 */
import { AbstractLabelOperator, type AbstractQuery } from '@grafana/data';
import { type Matcher, type MatcherOperator, NoPlaceError, parseExpr, quoteString } from '../translator';
import { type BasetenQuery } from '../types';

const OPERATORS: Record<MatcherOperator, AbstractLabelOperator> = {
  '=': AbstractLabelOperator.Equal,
  '!=': AbstractLabelOperator.NotEqual,
  '=~': AbstractLabelOperator.EqualRegEx,
  '!~': AbstractLabelOperator.NotEqualRegEx,
};

type LabelMatchers = AbstractQuery['labelMatchers'];

/** A series with its conditions, as Grafana hands it on: values stand as between the quotes of PromQL. */
export function abstractMatchers(metric: string, matchers: Matcher[]): LabelMatchers {
  const all: Matcher[] = [{ label: '__name__', operator: '=', value: metric }, ...matchers];
  return all.map(({ label, operator, value }) => ({
    name: label,
    operator: OPERATORS[operator],
    value: quoteString(value).slice(1, -1),
  }));
}

/** The matchers of a text that is a selector and nothing else. */
function selectorOf(expr: string): LabelMatchers | undefined {
  try {
    const read = parseExpr(expr);
    return read.kind === 'selector' && read.range === undefined
      ? abstractMatchers(read.metric, read.matchers)
      : undefined;
  } catch (error) {
    if (error instanceof NoPlaceError) {
      return undefined;
    }
    throw error;
  }
}

/** More than a dashboard's panel or an Explore pane holds. */
const KEPT = 100;
const kept = new Map<string, BasetenQuery>();

function keyOf(refId: string, matchers: LabelMatchers): string {
  const texts = matchers.map(({ name, operator, value }) => JSON.stringify([name, operator, value]));
  return [refId, ...texts.sort()].join(' ');
}

/** Keeps a query under what the other data source gets of it. */
export function remember(query: BasetenQuery, matchers: LabelMatchers): void {
  const [oldest] = kept.keys();
  if (kept.size >= KEPT && oldest !== undefined) {
    kept.delete(oldest);
  }
  const key = keyOf(query.refId, matchers);
  kept.delete(key);
  kept.set(key, query);
}

/** The query that a text was handed on of; undefined where it is another one, or was changed over there. */
export function recall(refId: string, expr: string): BasetenQuery | undefined {
  const matchers = selectorOf(expr);
  return matchers && kept.get(keyOf(refId, matchers));
}
