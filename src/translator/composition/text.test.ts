import { expect, test } from 'vitest';
import { formatAmount, percentile } from './text';

test.each<[value: number, unit: string, text: string]>([
  [0, 's', '0 s'],
  [0.25, 's', '250 ms'],
  [0.999, 's', '999 ms'],
  [1, 's', '1 s'],
  [1.5, 's', '1.5 s'],
  [-0.5, 's', '-500 ms'],
  [0, 'bytes', '0 B'],
  [1000, 'bytes', '1000 B'],
  [1023.5, 'bytes', '1023.5 B'],
  [1024, 'bytes', '1 KiB'],
  [1025, 'bytes', '1025 B'],
  [3072, 'bytes', '3 KiB'],
  [1048576, 'bytes', '1 MiB'],
  [1572864, 'bytes', '1536 KiB'],
  [16777216, 'bytes', '16 MiB'],
  [2147483648, 'bytes', '2 GiB'],
  [5, 'percent', '5%'],
  [0.57, 'percentunit', '57%'],
  [0.9999999, 'percentunit', '99.99999%'],
  [50, 'suffix: tok/s', '50 tok/s'],
  [8, 'short', '8'],
  [1 / 3, 'short', '0.333333333333'],
])('%d in %s is %s', (value, unit, text) => {
  expect(formatAmount(value, unit)).toBe(text);
});

test.each([
  [0.95, 'p95'],
  [0.57, 'p57'],
  [0.999, 'p99.9'],
  [0, 'p0'],
  [1, 'p100'],
])('the quantile %d is %s', (quantile, text) => {
  expect(percentile(quantile)).toBe(text);
});
