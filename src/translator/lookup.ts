/** Selectors for look-ups of labels and values (`match[]`), rendered as those of a query are. */
import { exportedSeries, type Entry } from './catalog';
import { QueryError } from './contract/errors';
import type { Matcher } from './contract/matcher';
import { lacksLabel, readFilters, renderFilters } from './reading/filters';
import { printSelector } from './promql/printer';
import { isRecord, readChoice, readText } from './reading/read';
import { readEntry } from './resolve';

/** What to look up, as pickers ask for it. */
export interface SelectorRequest {
  /** A catalog id; without it all of Baseten's series. */
  metric?: string;
  /** Filters of the query, `{label, operator, values}` each. */
  filters?: unknown;
  /** A label whose own filters don't narrow: its picker offers the values that would be reached by changing it. */
  exclude?: string;
  /** Which series of a histogram: `count` (the default: one series where the buckets are many) or `bucket`, for bounds. */
  histogram?: 'count' | 'bucket';
}

const ALL_BASETEN: Matcher = { label: '__name__', operator: '=~', value: 'baseten_.+' };

/**
 * The selectors whose union a look-up is about. A measure is looked up on its operands, each with the filters whose labels
 * it has. Throws a {@link QueryError} for what a query would be refused for as well.
 */
export function lookupSelectors(request: unknown): string[] {
  if (!isRecord(request)) {
    throw new QueryError('request', request, 'an object {metric, filters, exclude}');
  }
  const metric = readText(request.metric, 'metric', 'the id of a catalog metric');
  const exclude = readText(request.exclude, 'exclude', 'the name of a label');
  const series = readChoice(request.histogram, 'histogram', ['count', 'bucket'] as const, 'count');
  const filters = readFilters(request.filters, 'filters').filter((filter) => filter.label !== exclude);
  if (metric === '') {
    return [printSelector('', [ALL_BASETEN, ...renderFilters(filters)])];
  }
  const entry = readEntry(metric);
  const matchers = renderFilters(filters, entry);
  if (entry.kind === 'series') {
    return [printSelector(lookupName(entry, series), matchers)];
  }
  return entry.operands.map((id) => {
    const operand = readEntry(id);
    const own = matchers.filter(({ label }) => !lacksLabel(operand, label));
    return printSelector(lookupName(operand, series), own);
  });
}

/** The series that an entry is looked up and counted by: of a histogram one, where its buckets are many. */
export function lookupSeries(entry: Entry): string[] {
  if (entry.kind === 'series') {
    return [lookupName(entry, 'count')];
  }
  return entry.operands.map((id) => lookupName(readEntry(id), 'count'));
}

function lookupName(entry: Entry, series: 'count' | 'bucket'): string {
  return exportedSeries(entry).find((name) => name === `${entry.id}_${series}`) || entry.id;
}
