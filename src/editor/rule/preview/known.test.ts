import { describe, expect, it } from 'vitest';
import { knownOf, withAhead } from './known';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** How far a Prometheus looks back for a sample. */
const LOOK_BACK = 5 * MINUTE;
/** The evaluations of an hour; scrapes are ten seconds past the minute. */
const COUNT = 60;
const grid = { begin: 0, stepMs: MINUTE, first: 0, last: COUNT - 1 };

/** What a server answers afterwards, from the times of its scrapes in seconds. */
function answers(scrapes: readonly number[], stepMs = MINUTE, count = COUNT) {
  const newest = Float64Array.from({ length: count }, (_, i) => {
    const now = i * stepMs;
    const last = scrapes.filter((each) => each * SECOND <= now && each * SECOND > now - LOOK_BACK).at(-1);
    return last ?? NaN;
  });
  return [{ labels: {}, values: newest }];
}

/** 1 where the export had no sample for three minutes, from the times of its samples. */
function gone(samples: readonly number[], stepMs = MINUTE, count = COUNT) {
  const values = Float64Array.from({ length: count }, (_, i) => {
    const now = i * stepMs;
    return samples.some((each) => each * SECOND <= now && each * SECOND > now - 3 * MINUTE) ? 0 : 1;
  });
  return [{ labels: {}, values }];
}

const everyMinute = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => (from + i) * 60 + 10);
/** The evaluations that are not known. */
const unknown = (known: Uint8Array) => [...known.keys()].filter((i) => known[i] === 0);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('what is known of the past', () => {
  it('ends with the last scrape where the server was away, and not when it has forgotten it', () => {
    // The last scrape before is that of 19:10, the first after it that of 30:10.
    const scrapes = [...everyMinute(-5, 20), ...everyMinute(30, 60)];
    const known = knownOf(gone(scrapes), answers(scrapes), grid);
    expect(unknown(known.models)).toEqual(range(20, 30));
    expect(unknown(known.export)).toEqual(range(20, 30));
  });

  it('goes on for three minutes where only the export is refused: Grafana evaluates what the server still has', () => {
    const samples = [...everyMinute(-5, 20), ...everyMinute(30, 60)];
    const known = knownOf(gone(samples), answers(everyMinute(-5, 60)), grid);
    expect(unknown(known.models)).toEqual(range(23, 30));
    expect(unknown(known.export)).toEqual([]);
  });

  it('has no gap where one scrape is late or missing, but where two are', () => {
    const without = (...minutes: number[]) => everyMinute(-5, 60).filter((each) => !minutes.includes((each - 10) / 60));
    expect(unknown(knownOf(gone([]), answers(without(20)), grid).export)).toEqual([]);
    expect(unknown(knownOf(gone([]), answers(without(20, 21)), grid).export)).toEqual([20, 21, 22]);
    // Two minutes apart is as it should be, where the settings say so.
    const seldom = everyMinute(-5, 60).filter((each) => ((each - 10) / 60) % 2 === 0);
    expect(unknown(knownOf(gone([]), answers(seldom), grid, 2 * MINUTE).export)).toEqual([]);
  });

  it('is nothing before the first scrape and after the last one, and all at the end of what was asked for', () => {
    const scrapes = everyMinute(10, 40);
    expect(unknown(knownOf(gone([]), answers(scrapes), grid).export)).toEqual([...range(0, 10), ...range(40, 59)]);
    expect(unknown(knownOf(gone([]), answers(everyMinute(-5, 60)), grid).export)).toEqual([]);
    // The newest evaluations, shortly after the server has gone: the last scrape is 1:50 old at 58.
    expect(unknown(knownOf(gone([]), answers(everyMinute(-5, 57)), grid).export)).toEqual([58, 59]);
  });

  it('asks for some evaluations more than a piece has, so that its end is known as in one answer', () => {
    const scrapes = [...everyMinute(-5, 20), ...everyMinute(30, 60)];
    const whole = knownOf(gone(scrapes), answers(scrapes), grid).models;
    for (let last = 15; last < 40; last++) {
      const piece = withAhead({ ...grid, last }, COUNT - 1);
      const cut = (all: ReturnType<typeof gone>) =>
        all.map((each) => ({ ...each, values: each.values.slice(0, piece.last + 1) }));
      const own = knownOf(cut(gone(scrapes)), cut(answers(scrapes)), piece).models;
      expect([last, ...own.slice(0, last + 1)]).toEqual([last, ...whole.slice(0, last + 1)]);
    }
  });

  it('goes by the age of the last scrape where evaluations are further apart than scrapes', () => {
    const quarter = 15 * MINUTE;
    const scrapes = [...everyMinute(-5, 59), ...everyMinute(91, 200)];
    const known = knownOf(gone([], quarter, 8), answers(scrapes, quarter, 8), { ...grid, stepMs: quarter, last: 7 });
    // An hour, at which the last scrape is 1:50 old, and an hour and a half.
    expect(unknown(known.export)).toEqual([4, 5, 6]);
  });

  it('has a gap begin three minutes before it is noticed where no scrape tells of itself', () => {
    const samples = [...everyMinute(-5, 20), ...everyMinute(30, 60)];
    const known = knownOf(gone(samples), [], grid);
    expect(unknown(known.models)).toEqual(range(20, 30));
    expect(known.export).toEqual(known.models);
  });
});
