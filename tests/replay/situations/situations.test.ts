import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backfill } from '../../../demo/servers/start';
import { serve, type Served } from '../past';
import { begin, firings, MINUTES, told } from './firings';
import { situations } from './situations';
import { worldLines } from './world';

/** A past between two scrapes that is marked as stale, and one that is longer than any pause. */
const SCRAPE = 60;
const NEVER = 24 * 3600;

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

  it.each(situations.map((situation, index) => [situation.title, situation, index] as const))(
    '%s',
    async (_, situation, index) => {
      const fired = (await firings(served, situation, index)).map((firing) => told(firing, index));
      // In every minute in which the server answers: silence is what its receiver calls somebody for.
      expect(fired.filter((line) => line.startsWith('watchdog'))).toEqual(situation.watchdog ?? ['watchdog 1–']);
      expect(fired.filter((line) => !line.startsWith('watchdog'))).toEqual(situation.fires);
    }
  );
});
