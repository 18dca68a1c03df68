/** Says in plain words what a query asks, in the language chosen. */
import { t } from '../../i18n';
import {
  type Aggregation,
  type Calculation,
  type Entry,
  type Filter,
  type FilterOperator,
  findCalculation,
  formatAmount,
  isCode,
  isRecord,
  readEntry,
  type ResolvedQuery,
  type TranslateContext,
  withResolved,
} from '../../translator';
import { entryTexts, labelText } from './catalogTexts';

const SPANS: Partial<Record<string, () => string>> = {
  $__rate_interval: () => t('editor.sentence.span.scrapes', 'over the last few scrapes'),
  $__interval: () => t('editor.sentence.span.step', 'over each step'),
  $__range: () => t('editor.sentence.span.range', 'over the whole time range'),
};

const TOGETHER: Record<Aggregation, () => string> = {
  sum: () => t('editor.sentence.together.sum', 'added up'),
  avg: () => t('editor.sentence.together.avg', 'on average'),
  min: () => t('editor.sentence.together.min', 'the lowest'),
  max: () => t('editor.sentence.together.max', 'the highest'),
  count: () => t('editor.sentence.together.count', 'counted'),
};

const OPERATORS: Record<FilterOperator, () => string> = {
  '=': () => t('editor.sentence.operator.is', 'is'),
  '!=': () => t('editor.sentence.operator.is-not', 'is not'),
  '=~': () => t('editor.sentence.operator.matches', 'matches'),
  '!~': () => t('editor.sentence.operator.matches-not', 'does not match'),
};

const and = () => t('editor.sentence.and', 'and');
const or = () => t('editor.sentence.or', 'or');

/** "a", "a and b", "a, b and c". */
function list(words: string[], last: string): string {
  const head = words.slice(0, -1).join(', ');
  return words.length > 1 ? `${head} ${last} ${words.at(-1)}` : words.join('');
}

function atMost(share: string, unit: string): string {
  if (unit === 's') {
    return t('editor.sentence.quantile.time', '{{share}} of them took at most this long', { share });
  }
  return unit === 'bytes'
    ? t('editor.sentence.quantile.size', '{{share}} of them were at most this large', { share })
    : t('editor.sentence.quantile.amount', '{{share}} of them were at most this', { share });
}

/** What the number is, by calculation; the title of the entry goes before it. */
const WHAT: Record<Calculation, (query: ResolvedQuery) => string> = {
  rate: () => t('editor.sentence.what.rate', 'per second'),
  increase: ({ queryType }) =>
    queryType === 'instant'
      ? t('editor.sentence.what.increase-in-all', 'how many in all')
      : t('editor.sentence.what.increase', 'how many in each step'),
  quantile: ({ parameters, entry }) => atMost(formatAmount(parameters.quantile, 'percentunit'), entry.unit),
  mean: () => t('editor.sentence.what.mean', 'the mean of all requests'),
  share_within: ({ parameters, entry }) =>
    t('editor.sentence.what.share-within', 'the share that was at most {{amount}}', {
      amount: formatAmount(parameters.threshold ?? 0, entry.unit),
    }),
  heatmap: () => t('editor.sentence.what.heatmap', 'how many fell into each bucket'),
  value: () => t('editor.sentence.what.value', 'the value at each moment'),
  max_over_time: () => t('editor.sentence.what.max', 'the highest value in the window'),
  min_over_time: () => t('editor.sentence.what.min', 'the lowest value in the window'),
  avg_over_time: () => t('editor.sentence.what.avg', 'the average over the window'),
};

function firstSentence(text: string): string {
  const end = /[.:](?= |$)/.exec(text);
  return end ? text.slice(0, end.index) : text;
}

function subject(query: ResolvedQuery): string {
  const { entry } = query;
  const { title, description } = entryTexts(entry);
  if (entry.kind === 'measure') {
    return `${title}: ${firstSentence(description)}`;
  }
  const together = entry.type === 'gauge' ? `, ${TOGETHER[query.aggregation]()}` : '';
  return `${title}: ${WHAT[query.calculation](query)}${together}`;
}

function grouping({ calculation, groupBy }: ResolvedQuery): string {
  if (calculation === 'heatmap') {
    return t('editor.sentence.group.heatmap', 'of everything together');
  }
  return groupBy.length === 0
    ? t('editor.sentence.group.none', 'everything together')
    : t('editor.sentence.group.by', 'one line for each {{labels}}', { labels: list(groupBy.map(labelText), and()) });
}

function condition({ label, operator, values }: Filter): string {
  const words = values.map((value) => (value === '' ? t('editor.sentence.none', '(none)') : value));
  return `${labelText(label)} ${OPERATORS[operator]()} ${list(words, or())}`;
}

function span(window: string): string {
  if (window === '') {
    return '';
  }
  return `, ${SPANS[window]?.() ?? t('editor.sentence.span.last', 'over the last {{window}}', { window })}`;
}

/** Measures whose window is a part of what they are say it themselves. */
function looksBack(entry: Entry, calculation: Calculation): boolean {
  return entry.kind === 'measure'
    ? entry.parameters.includes('window')
    : findCalculation(calculation).parameters.includes('window');
}

function few({ order, n, of = [] }: NonNullable<ResolvedQuery['top']>): string {
  if (of.length > 0) {
    const labels = of.join(', ');
    return order === 'top'
      ? t('editor.sentence.top-of', 'Only the {{n}} highest of each {{labels}}.', { n, labels })
      : t('editor.sentence.bottom-of', 'Only the {{n}} lowest of each {{labels}}.', { n, labels });
  }
  return order === 'top'
    ? t('editor.sentence.top', 'Only the {{n}} highest.', { n })
    : t('editor.sentence.bottom', 'Only the {{n}} lowest.', { n });
}

function rest({ offset, top }: ResolvedQuery): string {
  const ago = SPANS[offset]
    ? t('editor.sentence.range-ago', 'As it was one range ago.')
    : t('editor.sentence.ago', 'As it was {{offset}} ago.', { offset });
  return (offset === '' ? '' : ` ${ago}`) + (top ? ` ${few(top)}` : '');
}

/**
 * A sentence or two about a builder query, such as "End-to-end response time: 95% of them took at most this long, one
 * line for each model, where environment is production, over the last few scrapes." Empty without a metric.
 * @throws QueryError where the query can't be translated
 */
export function describe(query: unknown, context: TranslateContext = {}): string {
  if (!isRecord(query) || isCode(query) || typeof query.metric !== 'string' || query.metric === '') {
    return '';
  }
  return withResolved(query, readEntry(query.metric), context, ({ query: resolved }) => {
    const conditions = list(resolved.filters.map(condition), and());
    const where =
      resolved.filters.length === 0 ? '' : `, ${t('editor.sentence.where', 'where {{conditions}}', { conditions })}`;
    const window = looksBack(resolved.entry, resolved.calculation) ? span(resolved.window) : '';
    return `${subject(resolved)}, ${grouping(resolved)}${where}${window}.${rest(resolved)}`;
  });
}
