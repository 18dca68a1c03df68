import { describe, expect, it } from 'vitest';
import { cdf, logNormal, mean, quantile, split } from './distribution';
import { Random } from './random';
import { formatBound } from './series';

describe('distribution', () => {
  it('knows the quantiles of one and of a mixture', () => {
    // The median of a log-normal is exp(mu), and 97.7 % lie below two deviations.
    const one = { mu: 0, sigma: 0.5 };
    expect(quantile([{ weight: 1, of: one }], 0.5)).toBeCloseTo(1, 4);
    expect(cdf(one, Math.exp(1))).toBeCloseTo(0.97725, 4);
    expect(mean(one)).toBeCloseTo(Math.exp(0.125), 6);
    // Two halves that don't overlap: the 25th percentile of both is the median of the lower.
    const far = [
      { weight: 1, of: { mu: 0, sigma: 0.1 } },
      { weight: 1, of: { mu: 5, sigma: 0.1 } },
    ];
    expect(quantile(far, 0.25)).toBeCloseTo(1, 3);
    expect(quantile([], 0.5)).toBeUndefined();
  });

  it('splits exactly the given number over the buckets, with the right mean', () => {
    const random = new Random('split');
    const of = logNormal(1, 0.5);
    for (const n of [1, 7, 100, 12345]) {
      const { counts } = split(n, of, [0.5, 1, 2], random);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(n);
    }
    const { counts, sum } = split(100000, of, [0.5, 1, 2], random);
    expect((counts[0] ?? 0) + (counts[1] ?? 0)).toBeCloseTo(50000, -1);
    expect(sum / 100000).toBeCloseTo(Math.exp(0.125), 2);
  });

  it('writes bounds as Prometheus 3 stores them', () => {
    expect([0.05, 1, 600, 262144, 1048576, 10485760].map(formatBound)).toEqual([
      '0.05',
      '1.0',
      '600.0',
      '262144.0',
      '1.048576e+06',
      '1.048576e+07',
    ]);
  });
});
