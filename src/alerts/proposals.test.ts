import { describe, expect, it } from 'vitest';
import { DEFAULTS } from '../objectives';
import { held, type Hour, notLooser, proposedAvailability } from './proposals';

const hours = (count: number, hour: Hour): Hour[] => Array.from({ length: count }, () => hour);

describe('the availability that is proposed', () => {
  it.each<[what: string, hours: Hour[], expected: number | undefined]>([
    // 1 of 1,000 in each of 100 hours, and ten hours of an outage, which are not the good ones.
    [
      'what the good hours kept',
      [...hours(100, { valid: 1000, bad: 1 }), ...hours(10, { valid: 1000, bad: 900 })],
      0.999,
    ],
    ['the next round share below', hours(100, { valid: 1000, bad: 3 }), 0.995],
    // The good ones of 23 hours are 21: 2,100 requests allow 10 failures at 99.5 %, and 4 at 99.8 %.
    ['no more than so many requests can show', hours(23, { valid: 100, bad: 0 }), 0.995],
    [
      'nothing where too few hours had requests',
      [...hours(11, { valid: 1000, bad: 0 }), ...hours(150, { valid: 5, bad: 0 })],
      undefined,
    ],
    ['nothing where no share was kept', hours(100, { valid: 1000, bad: 300 }), undefined],
  ])('is %s', (_, given, expected) => {
    expect(proposedAvailability(given)).toBe(expected);
  });
});

describe('a latency bound', () => {
  const busy = hours(100, { valid: 100, bad: 0 });
  const shares = (good: number) => Array.from({ length: 100 }, (_, i) => (i < good ? 0.995 : 0.9));

  it('held where the share was reached in nine of ten hours', () => {
    expect(held(shares(90), busy, 0.99)).toBe(true);
    expect(held(shares(89), busy, 0.99)).toBe(false);
    expect(held(shares(89), busy, 0.9)).toBe(true);
  });

  it('is not judged by hours of few requests, or without any', () => {
    expect(held(shares(100), hours(100, { valid: 19, bad: 0 }), 0.99)).toBeUndefined();
    expect(held(new Float64Array(100).fill(NaN), busy, 0.99)).toBeUndefined();
  });
});

it('only what promises no less than the defaults is taken unseen', () => {
  expect(notLooser({ availability: 0.9995, latencySeconds: 5 }, DEFAULTS)).toEqual({
    availability: 0.9995,
    latencySeconds: 5,
  });
  expect(notLooser({ availability: 0.99, latencySeconds: 30 }, DEFAULTS)).toEqual({});
  expect(notLooser({ latencySeconds: 30 }, { ...DEFAULTS, latencySeconds: 'none' })).toEqual({ latencySeconds: 30 });
});
