/** Says in plain words what a query asks. For people only: it is no part of the translation and not in the backend's bundle. */
import { labelTitles } from './catalog/labels';
import type { Entry } from './catalog/types';
import { findCalculation } from './catalog/calculations';
import type { ReadFilter } from './reading/filters';
import { isRecord } from './reading/read';
import type { ResolvedQuery } from './recipes/recipe';
import { readEntry, withResolved } from './resolve';
import type { Matcher } from './contract/matcher';
import type { Aggregation, Calculation } from './contract/query';
import type { TranslateContext } from './contract/translation';
import { formatAmount } from './recipes/words';

const SPANS: Record<string, string> = {
  $__rate_interval: 'over the last few scrapes',
  $__interval: 'over each step',
  $__range: 'over the whole time range',
};

const TOGETHER: Record<Aggregation, string> = {
  sum: 'added up',
  avg: 'on average',
  min: 'the lowest',
  max: 'the highest',
  count: 'counted',
};

const OPERATORS: Record<Matcher['operator'], string> = {
  '=': 'is',
  '!=': 'is not',
  '=~': 'matches',
  '!~': 'does not match',
};

/** "a", "a and b", "a, b and c". */
function list(words: string[], last = 'and'): string {
  const head = words.slice(0, -1).join(', ');
  return words.length > 1 ? `${head} ${last} ${words[words.length - 1]}` : words.join('');
}

const labelWord = (label: string): string => labelTitles.get(label) ?? label;

function percent(share: number): string {
  return formatAmount(share, 'percentunit');
}

function atMost(unit: string): string {
  if (unit === 's') {
    return 'took at most this long';
  }
  return unit === 'bytes' ? 'were at most this large' : 'were at most this';
}

type Sentence = (query: ResolvedQuery) => string;

/** What the number is, by calculation; the title of the entry goes before it. */
const WHAT: Record<Calculation, Sentence> = {
  rate: () => 'per second',
  increase: (query) => (query.queryType === 'instant' ? 'how many in all' : 'how many in each step'),
  quantile: (query) => `${percent(query.quantile)} of them ${atMost(query.entry.unit)}`,
  mean: () => 'the mean of all requests',
  share_within: (query) => `the share that was at most ${formatAmount(query.threshold || 0, query.entry.unit)}`,
  heatmap: () => 'how many fell into each bucket',
  value: () => 'the value at each moment',
  max_over_time: () => 'the highest value in the window',
  min_over_time: () => 'the lowest value in the window',
  avg_over_time: () => 'the average over the window',
};

function firstSentence(text: string): string {
  const end = /[.:](?= |$)/.exec(text);
  return end ? text.slice(0, end.index) : text;
}

function subject(query: ResolvedQuery): string {
  const { entry } = query;
  if (entry.kind === 'measure') {
    return `${entry.title}: ${firstSentence(entry.description)}`;
  }
  const together = entry.type === 'gauge' ? `, ${TOGETHER[query.aggregation]}` : '';
  return `${entry.title}: ${WHAT[query.calculation](query)}${together}`;
}

function grouping({ calculation, groupBy }: ResolvedQuery): string {
  if (calculation === 'heatmap') {
    return 'of everything together';
  }
  return groupBy.length === 0 ? 'everything together' : `one line for each ${list(groupBy.map(labelWord))}`;
}

function condition({ label, operator, values }: ReadFilter): string {
  const words = values.map((value) => (value === '' ? '(none)' : value));
  return `${labelWord(label)} ${OPERATORS[operator]} ${list(words, 'or')}`;
}

function span(window: string): string {
  return window === '' ? '' : `, ${SPANS[window] || `over the last ${window}`}`;
}

/** Measures whose window is a part of what they are say it themselves. */
function looksBack(entry: Entry, calculation: Calculation): boolean {
  return entry.kind === 'measure'
    ? entry.parameters.includes('window')
    : findCalculation(calculation).parameters.includes('window');
}

function rest(query: ResolvedQuery): string {
  const { offset, top } = query;
  const past = offset === '' ? '' : ` As it was ${SPANS[offset] ? 'one range' : offset} ago.`;
  const few = top ? ` Only the ${top.n} ${top.order === 'top' ? 'highest' : 'lowest'}.` : '';
  return past + few;
}

/**
 * A sentence or two about a builder query, such as "End-to-end response time: 95% of them took at most this long, one
 * line for each model, where environment is production, over the last few scrapes." Empty without a metric.
 * @throws QueryError where the query can't be translated
 */
export function describe(query: unknown, context: TranslateContext = {}): string {
  if (!isRecord(query) || query.editorMode === 'code' || typeof query.metric !== 'string' || query.metric === '') {
    return '';
  }
  return withResolved(query, readEntry(query.metric), context, ({ query: resolved }) => {
    const where = resolved.filters.map(condition);
    const only = where.length === 0 ? '' : `, where ${list(where)}`;
    const window = looksBack(resolved.entry, resolved.calculation) ? span(resolved.window) : '';
    return `${subject(resolved)}, ${grouping(resolved)}${only}${window}.${rest(resolved)}`;
  });
}
