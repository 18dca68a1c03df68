import { expect, test } from 'vitest';
import { formatDuration, parseDuration } from './duration';

const MINUTE = 60000;

test.each<[string, number | null]>([
  ['5m', 5 * MINUTE],
  ['90s', 90000],
  ['1h30m', 90 * MINUTE],
  ['1d', 1440 * MINUTE],
  ['1w2d', 9 * 1440 * MINUTE],
  ['1y', 365 * 1440 * MINUTE],
  ['250ms', 250],
  ['1s1ms', 1001],
  ['05m', 5 * MINUTE],
  ['1h0m', 60 * MINUTE],
  ['0s', null],
  ['0', null],
  ['5', null],
  ['', null],
  ['-5m', null],
  ['+5m', null],
  ['1.5h', null],
  ['5 m', null],
  [' 5m', null],
  ['5m\n', null],
  ['30m1h', null],
  ['1m1m', null],
  ['5M', null],
  ['5min', null],
  ['1e3s', null],
  ['٥m', null],
  // 2^63 nanoseconds are 292.27 years.
  ['292y', 292 * 365 * 1440 * MINUTE],
  ['293y', null],
  ['99999999999999999999999s', null],
  ['5m] or vector(1)', null],
])('%j is %s ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each<[number, string]>([
  [1, '1ms'],
  [1500, '1s500ms'],
  [60000, '1m'],
  [90 * MINUTE, '1h30m'],
  [14 * 1440 * MINUTE, '14d'],
  [400 * 1440 * MINUTE, '400d'],
])('%d ms is written %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
  expect(parseDuration(text)).toBe(ms);
});

test.each([0, -1, 1.5, NaN, Infinity])('%d ms has no duration', (ms) => {
  expect(() => formatDuration(ms)).toThrow('duration');
});
