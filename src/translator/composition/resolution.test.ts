import { expect, test } from 'vitest';
import { translate } from '../index';
import { resolutionMs } from './resolution';

/** At most 10,000 points in a window: at one each 10 seconds, 27h46m40s hold as many. */
test.each<[sampleMs: number, range: string, ms: number]>([
  [10_000, '5m', 10_000],
  [10_000, '27h46m40s', 10_000],
  [10_000, '27h46m41s', 12_000],
  [10_000, '33h20m', 12_000],
  [10_000, '33h20m1s', 15_000],
  [10_000, '30d', 60_000],
  [10_000, '$__range', 10_000],
  [60_000, '30d', 60_000],
  [90_000, '5m', 60_000],
  [90_000, '$__range', 60_000],
  [7_000, '5m', 6_000],
  [60_000, '45s', 30_000],
  [7_000, '1500ms', 1_000],
  [500, '5m', 500],
])('samples each %d ms in %s are looked at each %d ms', (sampleMs, range, ms) => {
  expect(resolutionMs(sampleMs, range)).toBe(ms);
});

/** Two days at one sample each 10 seconds are looked at each 20 seconds, three times a minute; the minutes before, each 10. */
test.each<[metric: string, subqueries: string[], parts: string[]]>([
  ['concurrency_per_replica', ['[2d:20s]'], []],
  ['idle_gpus', ['[2d:20s]'], []],
  ['start_waiting_minutes', ['[2d:20s]'], ['[2d:20s]) / 3']],
  ['replica_hours', ['[2d:20s]'], ['[2d:20s]) / 180']],
  ['lasting_concurrency', ['[2d:20s]', '[5m:10s]'], ['[5m:10s] offset 20s']],
  ['restarts', ['[2d:20s]', '[5m:10s]'], ['[5m:10s] offset 20s']],
])('%s over two days with frequent scrapes', (metric, subqueries, parts) => {
  const { expr } = translate({ metric, window: '2d' }, { scrapeIntervalMs: 10_000 });
  expect([...new Set(expr.match(/\[\w+:\w+\]/g))].sort()).toEqual(subqueries);
  parts.forEach((part) => expect(expr).toContain(part));
});

/** The last twelfth of a window, three minutes at least, and no longer than the window. */
test.each<[window: string, ranges: string[]]>([
  ['1h', ['1h', '5m']],
  ['36m', ['36m', '3m']],
  ['37m', ['37m', '3m5s']],
  ['12m', ['12m', '3m']],
  ['2m', ['2m']],
  ['$__range', ['$__range']],
])('a sustained ratio over %s looks at %j', (window, ranges) => {
  const { expr } = translate({ metric: 'sustained_error_ratio', window });
  expect([...new Set([...expr.matchAll(/\}\[([^\]:]+)\]/g)].map(([, range]) => range))].sort()).toEqual(ranges.sort());
});
