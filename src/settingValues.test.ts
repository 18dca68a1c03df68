import { describe, expect, it } from 'vitest';
import { countOf, durationOf } from './settingValues';

describe('settings as a file holds them', () => {
  it.each([
    ['60s', 60_000],
    [' 2m ', 120_000],
    [30, 30_000],
    ['30', 30_000],
    [1.5, 1500],
    ['', undefined],
    [undefined, undefined],
    [null, undefined],
    [0, null],
    ['soon', null],
    [true, null],
  ])('reads the duration %j', (value, ms) => {
    expect(durationOf(value)).toBe(ms);
  });

  it.each([
    [500, 500],
    ['500', 500],
    ['', undefined],
    ['many', undefined],
    [1.5, undefined],
    [-1, undefined],
    [null, undefined],
  ])('reads the number %j', (value, count) => {
    expect(countOf(value)).toBe(count);
  });
});
