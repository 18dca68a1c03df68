/** Holds results against what is expected. */
import { expect } from 'vitest';
import type { Result } from './ask';
import type { Expected } from './expected';
import { keyOf } from './past';

/** The last value of each series by the key of its labels; two series with the same labels are a failure. */
export function byLabels(results: readonly Result[], by: readonly string[]): Map<string, number> {
  const values = new Map<string, number>();
  for (const { labels, values: list } of results) {
    const key = keyOf(labels, by);
    expect(
      Object.keys(labels).filter((label) => !by.includes(label)),
      'labels that nobody asked for'
    ).toEqual([]);
    expect(values.has(key), `series ${key} twice`).toBe(false);
    const value = list.at(-1);
    expect(value, `value of ${key}`).not.toBeNull();
    values.set(key, value ?? NaN);
  }
  return values;
}

export interface Tolerance {
  /** Relative to the expected value, and absolute: the larger one counts. */
  relative?: number;
  absolute?: number;
}

/** Every expected series is there, no other one is, and each value is near enough. */
export function expectNear(
  got: Map<string, number>,
  expected: Expected,
  { relative = 1e-9, absolute = 1e-9 }: Tolerance
): void {
  expect([...got.keys()].sort()).toEqual([...expected.keys()].sort());
  expect(expected.size).toBeGreaterThan(0);
  for (const [key, value] of expected) {
    const off = Math.abs((got.get(key) ?? NaN) - value);
    expect(off, `${key}: got ${got.get(key)}, it is ${value}`).toBeLessThanOrEqual(
      Math.max(Math.abs(value) * relative, absolute)
    );
  }
}

/** Each value lies in the bucket that holds the expected one; where that is within a tenth of a bound, the next one will do. */
export function expectInBucket(got: Map<string, number>, expected: Expected, bounds: readonly number[]): void {
  expect([...got.keys()].sort()).toEqual([...expected.keys()].sort());
  expect(expected.size).toBeGreaterThan(0);
  for (const [key, value] of expected) {
    const lower = [0, ...bounds].filter((bound) => bound <= value * 0.9).at(-1) ?? 0;
    const upper = bounds.find((bound) => bound >= value * 1.1) ?? bounds.at(-1) ?? 0;
    const found = got.get(key) ?? NaN;
    expect(found >= lower && found <= upper, `${key}: got ${found}, it is ${value}`).toBe(true);
  }
}
