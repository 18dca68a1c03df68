/** Combines the tables: the corpus as it has to be. */
import { onCounters, onGauges, onHistograms, type Ask, type Template } from './calculations';
import { groupings, nth, NOWHERE, offsets, wheres, windows } from './inputs';
import { measureEntries, scrapedMeasures } from './measures';
import { counters, gauges, histograms, type Series } from './series';
import { answer, frame, type Entry, type Scraped, type Where } from './text';
import type { Translation } from '../shapes';

const USUAL = ['model_name', 'environment'];

/** What one entry asks for. */
interface Input {
  series: Series;
  calculation: string;
  template: Template;
  where?: Where;
  groupBy?: string[];
  window?: string;
  offset?: string;
  ask?: Ask;
  legendFormat?: string;
  interval?: string;
  scraped?: Scraped;
}

function usualWindow(input: Input): string {
  if (input.calculation === 'value') {
    return '';
  }
  return input.calculation === 'increase' && input.ask?.instant ? '$__range' : '$__rate_interval';
}

function ago(result: Translation, offset: string | undefined): Translation {
  return offset
    ? { ...result, title: `${result.title}, ${offset} ago`, qualifier: `${result.qualifier} ${offset} ago` }
    : result;
}

function entry(kind: string, input: Input): Entry {
  const { series, calculation, template, where = NOWHERE, groupBy, offset, ask = {} } = input;
  const window = calculation === 'value' ? '' : input.window || usualWindow(input);
  const f = frame(where, groupBy || USUAL, window, offset, input.scraped);
  const result = ago(template(series, f, ask), offset);
  if (calculation === 'value' && input.window) {
    const text = `window is set, but value of ${series.title} (${series.id}) doesn't use it.`;
    result.notices = [{ severity: 'info', text }, ...result.notices];
  }
  return {
    name: `${calculation} of ${series.id}, ${kind}`,
    query: {
      metric: series.id,
      calculation,
      ...(where.filters.length > 0 ? { filters: where.filters } : {}),
      ...(groupBy ? { groupBy } : {}),
      ...(input.window ? { window: input.window } : {}),
      ...(offset ? { offset } : {}),
      ...(ask.aggregation ? { aggregation: ask.aggregation } : {}),
      ...(ask.instant ? { queryType: 'instant' } : {}),
      ...(ask.top ? { top: ask.top } : {}),
      ...(calculation === 'share_within' ? { threshold: series.bound?.threshold } : {}),
      ...(input.legendFormat ? { legendFormat: input.legendFormat } : {}),
      ...(input.interval ? { interval: input.interval } : {}),
    },
    ...(input.scraped ? { context: { scrapeIntervalMs: input.scraped.ms } } : {}),
    result: {
      ...result,
      ...(ask.instant ? { queryType: 'instant' } : {}),
      ...(input.legendFormat ? { legendFormat: input.legendFormat } : {}),
      ...(input.interval ? { interval: input.interval } : {}),
    },
  };
}

type Pair = Pick<Input, 'series' | 'calculation' | 'template'>;

const pairs: Pair[] = [
  { list: counters, templates: onCounters },
  { list: histograms, templates: onHistograms },
  { list: gauges, templates: onGauges },
].flatMap(({ list, templates }) =>
  list.flatMap((series) =>
    Object.entries(templates).map(([calculation, template]) => ({ series, calculation, template }))
  )
);

/** Every calculation of every metric as a newcomer gets it. */
const plain = pairs.map((pair) => entry('as it comes', pair));

/** The same, filtered, grouped, with a window and an offset; each table turns at its own pace. */
const full = pairs.map((pair, i) =>
  entry('with everything', {
    ...pair,
    where: nth(wheres, i, NOWHERE),
    groupBy: pair.calculation === 'heatmap' ? ['deployment_id'] : nth(groupings, i, undefined),
    window: nth(windows, i, ''),
    offset: nth(offsets, i, ''),
    interval: i % 3 === 0 ? '2m' : '',
    legendFormat: i % 4 === 0 ? '{{model_name}} in {{environment}}' : '',
  })
);

/** As a rule or a single number asks. */
const instant = pairs
  .filter(({ calculation }) => calculation !== 'heatmap')
  .map((pair, i) =>
    entry('instant', {
      ...pair,
      where: nth(wheres, i * 5 + 1, NOWHERE),
      groupBy: nth(groupings, i + 1, undefined),
      ask: { instant: true },
    })
  );

const aggregated = gauges.flatMap((series) =>
  series.aggregations
    .slice(1)
    .flatMap((aggregation) =>
      Object.entries(onGauges).map(([calculation, template]) =>
        entry(`by its ${aggregation}`, { series, calculation, template, groupBy: ['model_name'], ask: { aggregation } })
      )
    )
);

const aggregatedRates = counters.flatMap((series) =>
  series.aggregations.slice(1).map((aggregation) =>
    entry(`by its ${aggregation}`, {
      series,
      calculation: 'rate',
      template: onCounters.rate || noTemplate,
      ask: { aggregation },
    })
  )
);

function noTemplate(series: Series): Translation {
  return answer(series.id, frame(NOWHERE, [], ''), {});
}

/** One metric of each kind, ranked: over a range and at an instant, both orders, and without anything to rank. */
const firsts = new Set([counters[0], histograms[2], gauges[0], gauges[7]].map((series) => series?.id));

const ranked = pairs
  .filter(({ calculation, series }) => calculation !== 'heatmap' && firsts.has(series.id))
  .flatMap((pair) =>
    (['top', 'bottom'] as const).flatMap((order, i) => [
      entry(`the ${order} ${i + 3}`, { ...pair, groupBy: ['model_name'], ask: { top: { order, n: i + 3 } } }),
      entry(`the ${order} ${i + 3} now`, {
        ...pair,
        groupBy: ['model_name'],
        ask: { top: { order, n: i + 3 }, instant: true },
      }),
      entry(`the ${order} ${i + 3} a day ago`, {
        ...pair,
        where: nth(wheres, i, NOWHERE),
        offset: '1d',
        ask: { top: { order, n: i + 3 } },
      }),
      entry(`the ${order} of one line`, { ...pair, groupBy: [], ask: { top: { order, n: 5 } } }),
    ])
  );

/**
 * Scrapes that aren't a minute apart: points of subqueries are no further apart than samples, than the window and than a
 * minute, and a window longer than 10,000 of them is looked at more coarsely.
 */
const everyTen: Scraped = { ms: 10_000, step: '10s', perMinute: 6 };
const paces: Array<[window: string, interval: string, scraped: Scraped]> = [
  ['', '', everyTen],
  ['30s', '', everyTen],
  ['$__range', '', { ms: 15_000, step: '15s', perMinute: 4 }],
  ['45s', '', { ms: 60_000, step: '30s', perMinute: 2 }],
  ['10m', '', { ms: 45_000, step: '30s', perMinute: 2 }],
  ['10m', '', { ms: 120_000, step: '1m', perMinute: 1 }],
  ['10m', '20s', { ms: 60_000, step: '20s', perMinute: 3 }],
  ['10m', '5m', { ms: 10_000, step: '1m', perMinute: 1 }],
  ['1500ms', '', { ms: 7_000, step: '1s', perMinute: 60 }],
  ['1d', '', everyTen],
  ['2d', '', { ms: 10_000, step: '20s', perMinute: 3 }],
  ['30d', '', { ms: 10_000, step: '1m', perMinute: 1 }],
];
const scraped = [
  ...pairs
    .filter(({ series, calculation }) => series.id === gauges[0]?.id && calculation !== 'value')
    .flatMap((pair) =>
      paces.map(([window, interval, pace]) =>
        entry(
          `over ${window || 'its window'} with scrapes each ${pace.ms} ms${interval && ` and steps of ${interval}`}`,
          {
            ...pair,
            window,
            interval,
            scraped: pace,
          }
        )
      )
    ),
  ...scrapedMeasures(everyTen),
];

/** Files of the corpus by name. */
export const files: Record<string, Entry[]> = {
  plain,
  full,
  instant,
  aggregated: [...aggregated, ...aggregatedRates],
  ranked,
  measures: measureEntries,
  scraped,
};
