/** What is worth knowing of a query before it is run, and what fixes it. Pure: what a server says comes as a value. */
import { numberText, t } from '../../i18n';
import {
  type Entry,
  findEntry,
  formatDuration,
  type Notice,
  parseDuration,
  translate,
  type Translation,
} from '../../translator';
import { type BasetenQuery } from '../../types';
import { labelText } from '../texts/catalogTexts';

export interface FixableNotice extends Notice {
  /** What fixes it, each as the query that it gives. */
  fixes?: Fix[];
}

export interface Fix {
  label: string;
  query: BasetenQuery;
}

/** As many lines as a graph can tell apart; more cost time and show a surface. */
const READABLE_LINES = 100;
const FEW_LINES = 20;

/** A rate needs two samples in its window, so a shorter one is empty whatever the traffic. */
export function shortWindow(
  query: BasetenQuery,
  { needsTwoSamples, window }: Translation,
  scrapeMs: number
): FixableNotice[] {
  const ms = parseDuration(window);
  if (ms === null || ms >= 2 * scrapeMs || !needsTwoSamples) {
    return [];
  }
  const values = { window, scrape: formatDuration(scrapeMs), least: formatDuration(2 * scrapeMs) };
  return [
    {
      severity: 'warning',
      text: t(
        'editor.notices.short-window',
        'A window of {{window}} has no room for two scrapes, which are {{scrape}} apart, so nothing can come of it. Leave the window automatic, or use at least {{least}}.',
        values
      ),
      fixes: [
        {
          label: t('editor.notices.automatic-window', 'Use the automatic window'),
          query: { ...query, window: undefined },
        },
      ],
    },
  ];
}

/** Variables whose All is a list of today's values, since the metric lacks a label of what chained them. */
export function pinned(variables: string[]): FixableNotice[] {
  return variables.map((variable) => ({
    severity: 'info',
    text: t(
      'editor.notices.pinned',
      "All of {{variable}} is pinned here to its values of now: the condition that they were found by can't stand in this query. What appears later is not among them.",
      { variable }
    ),
  }));
}

/** Units of one quantity: on axes of their own, equal heights would not be equal amounts. */
const SAME: Partial<Record<string, string>> = { bytes: 'size', mbytes: 'size', percent: 'share', percentunit: 'share' };

/** The unit of a query that is drawn as lines; empty for any other. */
function unitOfLines(query: BasetenQuery): string {
  try {
    const { kind, unit, queryType, format } = translate({ ...query, filters: [], adhocFilters: [] });
    return kind === 'builder' && queryType === 'range' && format === 'time_series' ? unit : '';
  } catch {
    return '';
  }
}

/** As many axes as a graph has sides. */
const READABLE_UNITS = 2;

/** What the lines of `query` have in common with those of the other queries in its panel: axes, which go by unit. */
export function mixedUnits(query: BasetenQuery, drawn: BasetenQuery[]): FixableNotice[] {
  const own = unitOfLines(query);
  const others = drawn.filter(({ refId }) => refId !== query.refId);
  const units = new Map(others.map((other) => [other.refId, unitOfLines(other)]));
  const same = others.filter(({ refId }) => {
    const unit = units.get(refId) ?? '';
    return unit !== own && SAME[unit] !== undefined && SAME[unit] === SAME[own];
  });
  if (same.length > 0) {
    const text = t(
      'editor.notices.mixed-units',
      'Query {{other}} measures the same in another unit. Each unit has an axis of its own, so equal heights are not equal amounts: put the queries into panels of their own.',
      { other: same.map(({ refId }) => refId).join(', ') }
    );
    return [{ severity: 'warning', text }];
  }
  const several = new Set([own, ...units.values()].filter((unit) => unit !== ''));
  if (own === '' || several.size <= READABLE_UNITS) {
    return [];
  }
  const text = t(
    'editor.notices.many-units',
    'The queries of this panel have {{n}} different units, each with an axis of its own, which is hard to read. Put some of them into another panel.',
    { n: several.size }
  );
  return [{ severity: 'info', text }];
}

/** How many lines a query can have at most, as far as the number of series says it; undefined where grouping merges them. */
function mostLines(entry: Entry, { labels }: Translation, series: number | undefined): number | undefined {
  const finest = ['replica', 'deployment_id'].find((label) => entry.labels.includes(label));
  return finest !== undefined && labels.includes(finest) ? series : undefined;
}

/**
 * More lines than a graph can tell apart.
 * @param answered lines of the last answer to this very query
 * @param series of the metric on the server
 */
export function manyLines(
  query: BasetenQuery,
  translation: Translation,
  answered: number | undefined,
  series: number | undefined
): FixableNotice[] {
  const { queryType, format, metric, labels } = translation;
  const entry = findEntry(metric);
  if (!entry || queryType !== 'range' || format !== 'time_series' || query.top) {
    return [];
  }
  const narrowed = translation.selects.some(({ matchers }) => matchers.length > 0);
  const most = narrowed ? undefined : mostLines(entry, translation, series);
  const lines = answered ?? most ?? 0;
  if (lines <= READABLE_LINES) {
    return [];
  }
  const top: Fix = {
    label: t('editor.notices.keep-highest', 'Keep the {{n}} highest', { n: FEW_LINES }),
    query: { ...query, top: { order: 'top', n: FEW_LINES } },
  };
  return [
    {
      severity: 'warning',
      text:
        answered === undefined
          ? t(
              'editor.notices.many-lines-expected',
              'This may draw up to {{lines}} lines, more than a graph can tell apart. Filter, group by fewer labels, or keep only the highest.',
              { lines: numberText(lines) }
            )
          : t(
              'editor.notices.many-lines',
              'The answer has {{lines}} lines, more than a graph can tell apart. Filter, group by fewer labels, or keep only the highest.',
              { lines: numberText(lines) }
            ),
      fixes: labels.length > 0 ? [top] : [],
    },
  ];
}

/** The query without a label in its grouping and filters. */
function without(query: BasetenQuery, { labels }: Translation, label: string): BasetenQuery {
  return {
    ...query,
    groupBy: (query.groupBy ?? labels).filter((name) => name !== label),
    filters: query.filters?.filter((filter) => filter.label !== label),
  };
}

/** Labels that the query uses and that every series of its metric should have. */
export function requiredLabels({ metric, labels, selects }: Translation): string[] {
  const entry = findEntry(metric);
  const used = [...labels, ...selects.flatMap(({ matchers }) => matchers.map(({ label }) => label))];
  return [...new Set(used)].filter((label) => entry?.labels.includes(label));
}

/**
 * Labels that the query uses and that no series on this server has, though Baseten exports them: grouping by one merges
 * what should be a line each, and a filter on one matches nothing.
 */
export function missingLabels(query: BasetenQuery, translation: Translation, server: string[]): FixableNotice[] {
  if (server.length === 0) {
    return [];
  }
  return requiredLabels(translation)
    .filter((label) => !server.includes(label))
    .map((label) => ({
      severity: 'warning',
      text:
        label === 'replica'
          ? t(
              'editor.notices.no-replica',
              'No series on this server has the label replica. A server that de-duplicates highly available scrapers on replica (Mimir, Thanos) drops Baseten’s label of that name: let it use another one, such as __replica__.'
            )
          : t(
              'editor.notices.no-label',
              'No series of this metric on this server has the label {{label}}: grouping by it merges what should be a line each, and a filter on it matches nothing.',
              { label }
            ),
      fixes: [
        {
          label: t('editor.notices.without-label', 'Do without {{label}}', { label: labelText(label) }),
          query: without(query, translation, label),
        },
      ],
    }));
}
