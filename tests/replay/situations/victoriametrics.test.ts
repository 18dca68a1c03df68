/**
 * The same situations on a VictoriaMetrics, whose increase takes the sample before the window too and extrapolates nothing: the same
 * alerts, some minutes earlier or later. Without those in which a scrape or a series ends, which only Prometheus marks.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveVictoriaMetrics, type Served } from '../past';
import { begin, firings, minute, MINUTES, told } from './firings';
import { situations } from './situations';
import { worldLines } from './world';

/** Minutes by which an alert may begin or end otherwise: two evaluations of a ticket. */
const APART = 4;

const played = [...situations.entries()].filter(
  ([, { world, serverDown, minutes = MINUTES }]) =>
    serverDown !== true &&
    world.scraped === undefined &&
    world.deployments.every(({ during }) => during === undefined) &&
    minutes <= 480
);

describe('on VictoriaMetrics', () => {
  let served: Served;

  beforeAll(async () => {
    served = await serveVictoriaMetrics(
      (function* () {
        for (const [index, { world, minutes = MINUTES }] of played) {
          yield* worldLines(world, begin(index), minutes);
        }
      })()
    );
  });
  afterAll(() => served.stop());

  it.each(played.map(([index, situation]) => [situation.title, situation, index] as const))(
    '%s',
    async (_, situation, index) => {
      const found = (await firings(served, situation, index)).filter(({ who }) => who !== 'watchdog');
      const expected = situation.fires.map((line) => {
        const [, who = '', from, to] = /^(.+) (\d+)–(\d*)$/.exec(line) ?? [];
        return { who, from: Number(from), to: to === '' ? undefined : Number(to) };
      });
      const near = (time: number | undefined, want: number | undefined) =>
        time === undefined || want === undefined
          ? time === want
          : Math.abs((time - begin(index)) / minute - want) <= APART;
      const same = (firing: (typeof found)[number], want: (typeof expected)[number]) =>
        firing.who === want.who && near(firing.start, want.from) && near(firing.end, want.to);
      const others = found.filter((firing) => !expected.some((want) => same(firing, want)));
      const missing = expected.filter((want) => !found.some((firing) => same(firing, want)));
      expect([
        others.map((firing) => told(firing, index)),
        missing.map(({ who, from, to }) => `${who} ${from}–${to ?? ''}`),
      ]).toEqual([[], []]);
    }
  );
});
