// @vitest-environment jsdom
import { expect, it } from 'vitest';
import { parseDecimal, parseWhole } from './numbers';
import { parseQuantile } from './QuantileField';

it.each([
  ['2,5', 2.5],
  ['2.5', 2.5],
  [' 0,125 ', 0.125],
  ['0.125', 0.125],
  ['1000', 1000],
  ['-3', -3],
  ['1e-3', 0.001],
  [',5', 0.5],
  // One or a thousand.
  ['1.000', undefined],
  ['1,000', undefined],
  ['1.000,5', undefined],
  ['1,000.5', undefined],
  ['20 000', undefined],
  ['', undefined],
  ['zwei', undefined],
  ['5ms', undefined],
])('the number %j', (text, expected) => {
  expect(parseDecimal(text)).toBe(expected);
});

it.each([
  ['20', 20],
  ['20,0', undefined],
  ['2.5', undefined],
  ['1.000', undefined],
  ['-1', undefined],
  ['', undefined],
])('the whole number %j', (text, expected) => {
  expect(parseWhole(text)).toBe(expected);
});

it.each([
  ['99,9', 0.999],
  ['p99,9', 0.999],
  ['0,95', 0.95],
  ['2,5%', 0.025],
  ['p99.9', 0.999],
  ['99.9', 0.999],
  ['1,000', undefined],
  ['150', undefined],
  ['p', undefined],
])('the percentile %j', (text, expected) => {
  expect(parseQuantile(text)).toBe(expected);
});
