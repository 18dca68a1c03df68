import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backfill } from '../../../demo/servers/start';
import { evaluateRule, type GridSeries } from '../../../demo/lib/evaluator';
import { serve, type Served } from '../past';
import { shippedRules } from '../rules';
import { situations, type Situation } from './situations';
import { worldLines } from './world';

const minute = 60_000;
const MINUTES = 240;
/** Far enough apart that no rule sees the situation before: one looks back for three days. */
const APART = 4 * 24 * 60 * minute;
const first = Date.parse('2026-03-02T00:00:00Z');
const begin = (index: number) => first + index * APART;
/** A past between two scrapes that is marked as stale, and one that is longer than any pause. */
const SCRAPE = 60;
const NEVER = 24 * 3600;

/** Those for models that keep the default objectives. */
const rules = shippedRules().filter(({ id, uid }) => uid === `baseten-${id}`);

function* linesOf(serverDown: boolean): Generator<string> {
  for (const [index, { world, minutes = MINUTES, serverDown: down = false }] of situations.entries()) {
    if (down === serverDown) {
      yield* worldLines(world, begin(index), minutes);
    }
  }
}

describe('situations', () => {
  let served: Served;

  beforeAll(async () => {
    served = await serve(async (dataDir) => {
      await backfill(dataDir, linesOf(false), { step: SCRAPE, block: '24h' });
      await backfill(dataDir, linesOf(true), { step: NEVER, block: '24h' });
    });
  });
  afterAll(async () => {
    await served.stop();
  });

  async function firings({ world, minutes = MINUTES, serverDown }: Situation, index: number): Promise<string[]> {
    // A server that is down answers no rule either; one that can't scrape does.
    const away = (time: number) => serverDown === true && world.scraped?.((time - begin(index)) / minute) === false;
    const times = Array.from({ length: minutes }, (_, i) => begin(index) + (i + 1) * minute);
    const asked = new Map<string, Promise<GridSeries[]>>();
    const fired: string[] = [];
    for (const rule of rules) {
      const series: Record<string, GridSeries[]> = {};
      for (const [ref, query] of Object.entries(rule.queries)) {
        const key = JSON.stringify({ ...query, refId: '' });
        const answer = asked.get(key) ?? served.range(query, times);
        asked.set(key, answer);
        series[ref] = await answer;
      }
      for (const { state, labels, start, end } of evaluateRule({ rule, times, series, away })) {
        if (state === 'firing') {
          const text = (time: number) => String((time - begin(index)) / minute);
          const span = `${text(start)}–${end === undefined ? '' : text(end)}`;
          fired.push([rule.id, labels['model_name'], span].filter((part) => part !== undefined).join(' '));
        }
      }
    }
    return fired;
  }

  it.each(situations.map((situation, index) => [situation.title, situation, index] as const))(
    '%s',
    async (_, situation, index) => {
      const all = await firings(situation, index);
      // In every minute in which the server answers: silence is what its receiver calls somebody for.
      expect(all.filter((line) => line.startsWith('watchdog'))).toEqual(situation.watchdog ?? ['watchdog 1–']);
      expect(all.filter((line) => !line.startsWith('watchdog'))).toEqual(situation.fires);
    }
  );
});
