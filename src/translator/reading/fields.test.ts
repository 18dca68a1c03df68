import { expect, test } from 'vitest';
import { readParameters } from './fields';

test.each<[delay: unknown, ms: number]>([
  [undefined, 900_000],
  ['', 900_000],
  ['0', 0],
  ['0s', 0],
  ['00m', 0],
  ['30s', 30_000],
  ['59m59s999ms', 3_599_999],
  ['1h', 3_600_000],
])('the scale-down delay %j is %i ms', (delay, ms) => {
  expect(readParameters({ scaleDownDelay: delay }, 'wanted_replicas').scaleDownDelay).toBe(ms);
});
