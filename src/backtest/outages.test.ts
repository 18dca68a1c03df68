import { describe, expect, it } from 'vitest';
import { effects, outages, timeToPage, type Effect, type OutageName } from './outages';
import type { Rule } from './states';

const minute = 60_000;
const start = 100;

/** Fires beyond the limit for as many minutes, as a copied rule does. */
const rule = (operator: '>' | '<', value: number, minutes: number): Rule => ({
  condition: { kind: 'threshold', ref: 'A', operator, value },
  for: minutes * minute,
  keep: 5 * minute,
  interval: minute,
  noData: 'OK',
  onError: 'KeepLast',
  missing: 5,
});

function minutes(
  outage: OutageName,
  of: Rule,
  effect: Effect,
  value: number | ((index: number) => number) = 0,
  window = 5
): number | 'never' | undefined {
  const values = Float64Array.from({ length: 600 }, (_, i) => (typeof value === 'function' ? value(i) : value));
  const known = new Uint8Array(600).fill(1);
  const found = timeToPage({ rule: of, outage: outages[outage], effect, window, values, known, start });
  return typeof found === 'number' ? found / minute : found;
}

// By hand: the share of failures in a window of five minutes grows by a fifth a minute; then come the minutes that it has to
// last, and half a minute until the group is told.
describe('time to a page', () => {
  const errors = rule('>', 0.05, 5);
  it.each<[title: string, expected: ReturnType<typeof minutes>, actual: ReturnType<typeof minutes>]>([
    ['all fail: over 5% in the first minute', 6.5, minutes('all', errors, effects.errors)],
    ['a fifth fails: 4%, then 8%', 7.5, minutes('fifth', errors, effects.errors)],
    ['a twentieth fails: never more than 5%', 'never', minutes('twentieth', errors, effects.errors)],
    [
      'a twentieth fails beside 1% that did already: 5.95% at the end',
      10.5,
      minutes('twentieth', errors, effects.errors, 0.01),
    ],
    ['hung replicas end no request, so nothing fails', 'never', minutes('hung', errors, effects.errors)],
    ['flicker: one minute of five is a fifth of each window', 6.5, minutes('flicker', errors, effects.errors)],
    ['flicker over a window of a minute never lasts', 'never', minutes('flicker', errors, effects.errors, 0, 1)],
    ['successes below 90%: 96%, 92%, 88%', 8.5, minutes('fifth', rule('<', 0.9, 5), effects.successes, 1)],
    ['traffic below a half: 80%, 60%, 40%', 5.5, minutes('hung', rule('<', 0.5, 2), effects.traffic, 1)],
    ['without traffic there is no value and no page', 'never', minutes('all', errors, effects.errors, NaN)],
    [
      'a request every ten minutes: a series that is missing for longer than five evaluations begins anew',
      'never',
      minutes('all', errors, effects.errors, (i) => (i % 10 < 3 ? 0 : NaN)),
    ],
    ['it rang before', undefined, minutes('all', errors, effects.errors, 0.5)],
  ])('%s', (_, expected, actual) => {
    expect(actual).toBe(expected);
  });

  it('is told of no start of which too little is known', () => {
    const values = new Float64Array(600);
    const known = new Uint8Array(600).fill(1).fill(0, 200, 210);
    expect(
      timeToPage({ rule: errors, outage: outages.all, effect: effects.errors, window: 5, values, known, start })
    ).toBeUndefined();
  });
});
