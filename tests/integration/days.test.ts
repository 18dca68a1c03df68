/** Whole days in the dashboard's time zone, on real servers: autumn in New York, where one day has 25 hours. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { QueryModel } from '../../src/translator';
import { ask, askRaw } from './ask';
import { serve, uids } from './present';

const hour = 3_600_000;
const day = 24 * hour;
const from = Date.parse('2026-09-10T00:00:00Z');
const to = Date.parse('2026-11-25T00:00:00Z');
const timezone = 'America/New_York';
/** One request a minute, without end. */
const perHour = 60;

let stop: () => Promise<void> = () => Promise.resolve();
beforeAll(async () => {
  stop = await serve('days', {
    gateway: inject('gateway'),
    from,
    to,
    step: 300,
    block: '480h',
    series: [
      {
        metric: { __name__: 'baseten_inference_requests_total', model_name: 'busy' },
        value: (at) => 1000 + ((at - from) / hour) * perHour,
      },
      { metric: { __name__: 'baseten_replicas_active', model_name: 'busy' }, value: () => 2 },
    ],
  });
});
afterAll(() => stop());

/** The last midnight of New York that isn't after a time, and those before it: 4 h after UTC's in summer, 5 in winter. */
function midnights(start: number, end: number): number[] {
  const change = Date.parse('2026-11-01T06:00:00Z');
  const found: number[] = [];
  for (let utc = Math.floor(start / day - 1) * day; utc <= end; utc += day) {
    const at = utc + (utc + 4 * hour < change ? 4 : 5) * hour;
    if (at <= end) {
      found.push(at);
    }
  }
  return found.filter((at, i) => (found[i + 1] ?? Infinity) > start);
}

const count: QueryModel = { metric: 'baseten_inference_requests_total', calculation: 'increase', groupBy: [] };

describe.each(uids('days'))('on %s', (source) => {
  const daily = async (query: QueryModel, range: [number, number]) => {
    const [one] = await ask({ source, query: { ...query, timezone }, from: range[0], to: range[1], stepMs: hour });
    return one ?? { times: [], values: [] };
  };
  const change: [number, number] = [Date.parse('2026-10-29T12:00:00Z'), Date.parse('2026-11-05T12:00:00Z')];

  it.each<[string, QueryModel]>([
    ['a min step', { ...count, interval: '1d' }],
    ['a min step and a window', { ...count, interval: '1d', window: '1d' }],
    [
      'code',
      { editorMode: 'code', expr: 'sum(increase(baseten_inference_requests_total[$__interval]))', interval: '1d' },
    ],
  ])('counts each day once, the long one too: %s', async (_, query) => {
    const { times, values } = await daily(query, change);
    expect(times).toEqual(midnights(...change));
    values.forEach((value, i) => {
      const hours = times[i] === Date.parse('2026-11-02T05:00:00Z') ? 25 : 24;
      expect(Math.abs((value ?? 0) / (hours * perHour) - 1)).toBeLessThan(0.005);
    });
  });

  it('asks for more than two months of days, and servers leave the midnights alone', async () => {
    const range: [number, number] = [from + 2 * day + 12 * hour, to - 2 * day];
    const { times } = await daily({ ...count, interval: '1d' }, range);
    expect(times).toEqual(midnights(...range));
    const summer: [number, number] = [from + 12 * hour, Date.parse('2026-10-31T12:00:00Z')];
    const gauge: QueryModel = { metric: 'baseten_replicas_active', groupBy: [], interval: '1d' };
    const { times: whole } = await daily(gauge, [summer[0] + day, summer[1]]);
    expect(whole.length).toBeGreaterThan(49);
    expect(whole).toEqual(midnights(summer[0] + day, summer[1]));
  });

  it('keeps to UTC without a time zone, and in rules whatever they hold', async () => {
    const range = { from: Date.parse('2026-11-10T12:00:00Z'), to: Date.parse('2026-11-13T12:00:00Z') };
    const [one] = await ask({ source, query: { ...count, interval: '1d' }, ...range, stepMs: hour });
    expect(one?.times.map((at) => at % day)).toEqual([0, 0, 0, 0]);
    const ruled: QueryModel = { ...count, interval: '1d', queryType: 'range', timezone };
    const [rule] = await ask({ source, query: ruled, ...range, fromAlert: true });
    expect(rule?.times.map((at) => at % day)).toEqual([0, 0, 0, 0]);
  });

  it('names a time zone that there is not', async () => {
    const { error } = await askRaw({ source, query: { ...count, timezone: 'Europe/Atlantis' }, from, to });
    expect(error).toContain('timezone is "Europe/Atlantis"');
  });

  it('says that the number of points raised the min step, and draws bars as wide as it', async () => {
    const gauge: QueryModel = { metric: 'baseten_replicas_active', groupBy: [], interval: '60s' };
    const { frames } = await askRaw({ source, query: gauge, from: to - 14 * day, to, stepMs: 60_000 });
    expect(JSON.stringify(frames?.[0]?.schema.meta?.notices)).toContain('The min step of 60s was raised to 110s');
    const [bars] = await ask({ source, query: { ...count, interval: '6h' }, from: to - day, to, stepMs: 60_000 });
    expect(bars?.times.map((at, i) => at - (bars.times[i - 1] ?? at - 6 * hour))).toEqual(
      [6, 6, 6, 6, 6].map((n) => n * hour)
    );
  });

  it('writes times of a range into a rule’s PromQL', async () => {
    const expr = 'sum(baseten_replicas_active @ ${__from:date:seconds})';
    const query: QueryModel = { editorMode: 'code', expr };
    const [one] = await ask({ source, query, from: to - hour, to, fromAlert: true });
    expect(one?.values).toEqual([2]);
  });
});
