/** Which alerts fire in a situation, asked of a server through the plugin and evaluated as Grafana does. */
import { evaluateRule, type GridSeries, type Interval } from '../../../demo/lib/evaluator';
import type { Served } from '../past';
import { shippedRules } from '../rules';
import type { Situation } from './situations';

export const minute = 60_000;
export const MINUTES = 240;
/** Far enough apart that no rule sees the situation before: one looks back for three days. */
const APART = 4 * 24 * 60 * minute;
const first = Date.parse('2026-03-02T00:00:00Z');

/** When the situation in that row begins, in milliseconds. */
export const begin = (index: number): number => first + index * APART;

const all = shippedRules();
/** Those for models that keep the default objectives. */
const usual = all.filter(({ id, uid }) => uid === `baseten-${id}`);

/** An alert that fired. */
export interface Firing extends Pick<Interval, 'start' | 'end'> {
  /** The rule, and the model that it is about, if any. */
  who: string;
}

/** Every alert that fired, in milliseconds, in the order of the rules. @param index of the situation's row */
export async function firings(
  served: Served,
  { world, minutes = MINUTES, serverDown, promised }: Situation,
  index: number
): Promise<Firing[]> {
  // A server that is down answers no rule either; one that can't scrape does.
  const away = (time: number) => serverDown === true && world.scraped?.((time - begin(index)) / minute) === false;
  const times = Array.from({ length: minutes }, (_, i) => begin(index) + (i + 1) * minute);
  const asked = new Map<string, Promise<GridSeries[]>>();
  const fired: Firing[] = [];
  for (const rule of promised === true ? all : usual) {
    const series: Record<string, GridSeries[]> = {};
    for (const [ref, query] of Object.entries(rule.queries)) {
      const key = JSON.stringify({ ...query, refId: '' });
      const answer = asked.get(key) ?? served.range(query, times);
      asked.set(key, answer);
      series[ref] = await answer;
    }
    for (const { state, labels, start, end } of evaluateRule({ rule, times, series, away })) {
      if (state === 'firing') {
        const who = [rule.id, labels['model_name']].filter((part) => part !== undefined).join(' ');
        fired.push({ who, start, ...(end === undefined ? {} : { end }) });
      }
    }
  }
  return fired;
}

/** `rule model from–to`, in minutes of the situation. */
export function told({ who, start, end }: Firing, index: number): string {
  const text = (time: number) => String((time - begin(index)) / minute);
  return `${who} ${text(start)}–${end === undefined ? '' : text(end)}`;
}
