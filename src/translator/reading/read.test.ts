import { expect, test } from 'vitest';
import { readFlag } from './read';

test.each<[value: unknown, flag: boolean]>([
  [undefined, false],
  [null, false],
  [false, false],
  [true, true],
])('the flag %j is %s', (value, flag) => {
  expect(readFlag(value, 'hide')).toBe(flag);
});
