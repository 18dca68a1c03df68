/** Replays one past: every rule on every minute, and instants held against the ranges. */
import { Random } from '../../demo/simulator/random';
import { evaluateRule, keyOf, type GridSeries } from '../../demo/lib/evaluator';
import type { Past } from './past';
import { lookBack, shippedRules, type ReplayRule } from './rules';
import { calls, score, type Calls, type Fired, type Scores } from './scoring';

export interface Replayed extends Scores {
  /** Alerts that fired. */
  firings: number;
  /** What somebody on call hears. */
  calls: Calls;
  /** Series of each query, by the query as JSON. */
  series: Map<string, GridSeries[]>;
}

const queryKey = (query: object) => JSON.stringify({ ...query, refId: '' });

/** The rules that tell of something; the watchdog always fires, and tells by its silence. */
export const tellingRules = (): ReplayRule[] => shippedRules().filter(({ severity }) => severity !== 'none');

/** Asks each different query once, evaluates, and scores. */
export async function replay(past: Past, rules: readonly ReplayRule[] = tellingRules()): Promise<Replayed> {
  const series = new Map<string, GridSeries[]>();
  const fired: Fired[] = [];
  for (const rule of rules) {
    const own: Record<string, GridSeries[]> = {};
    for (const [ref, query] of Object.entries(rule.queries)) {
      const key = queryKey(query);
      own[ref] = series.get(key) ?? (await past.range(query));
      series.set(key, own[ref]);
    }
    // Its windows hold what happened for so long; then come the pending time and the time to notice.
    const tail = lookBack(rule) + rule.for + 5 * rule.interval;
    for (const interval of evaluateRule({ rule, times: past.times, series: own })) {
      if (interval.state === 'firing') {
        fired.push({ rule: rule.id, tail, interval });
      }
    }
  }
  const paging = new Set(rules.filter(({ severity }) => severity === 'page').map(({ id }) => id));
  const pages = fired.filter(({ rule }) => paging.has(rule));
  const ids = [...new Set(rules.map(({ id }) => id))];
  return {
    ...score(ids, past.incidents, fired),
    firings: fired.length,
    calls: calls(pages, past.incidents, past.times.at(-1) ?? 0),
    series,
  };
}

/** What a rule gets at random times, where it differs from the value of the range. Empty when all is well. */
export async function differences(
  past: Past,
  { series }: Replayed,
  count: number,
  rules: readonly ReplayRule[] = tellingRules()
): Promise<string[]> {
  const random = new Random('instants');
  const queries = rules.flatMap((rule) => Object.values(rule.queries));
  const found: string[] = [];
  for (let i = 0; i < count; i++) {
    const query = queries[random.whole(0, queries.length - 1)];
    const index = random.whole(0, past.times.length - 1);
    if (query === undefined) {
      continue;
    }
    const instant = await past.instant(query, past.times[index] ?? 0);
    const ranged = new Map(
      (series.get(queryKey(query)) ?? []).flatMap(({ labels, values }) => {
        const value = values[index];
        return typeof value === 'number' ? [[keyOf(labels), value]] : [];
      })
    );
    for (const key of new Set([...instant.keys(), ...ranged.keys()])) {
      const [a, b] = [instant.get(key), ranged.get(key)];
      if (a === undefined || b === undefined || Math.abs(a - b) > 1e-9 * Math.max(1, Math.abs(a))) {
        found.push(`${query.metric} ${key} at ${past.times[index]}: instant ${a}, range ${b}`);
      }
    }
  }
  return found;
}
