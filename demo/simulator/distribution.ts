/**
 * Log-normal durations and sizes. Their quantiles are known exactly, so what a query makes of the buckets can be held
 * against a truth that never saw the buckets.
 */
import type { Random } from './random';

/** The logarithm is normal with mean `mu` and deviation `sigma`. */
export interface LogNormal {
  readonly mu: number;
  readonly sigma: number;
}

const interned = new Map<number, LogNormal>();

/** The distribution with this median; `sigma` 0.5 spreads nine tenths over a factor of five. */
export function logNormal(median: number, sigma: number): LogNormal {
  // Rounded, so that there are few different ones and what is computed for each can be kept.
  const mu = Math.round(Math.log(median) * 50);
  const deviation = Math.round(sigma * 50);
  const key = mu * 1000 + deviation;
  let known = interned.get(key);
  if (known === undefined) {
    known = { mu: mu / 50, sigma: deviation / 50 };
    interned.set(key, known);
  }
  return known;
}

export function mean({ mu, sigma }: LogNormal): number {
  return Math.exp(mu + (sigma * sigma) / 2);
}

/** Share of values that are at most x. */
export function cdf({ mu, sigma }: LogNormal, x: number): number {
  return x <= 0 ? 0 : x === Infinity ? 1 : phi((Math.log(x) - mu) / sigma);
}

/** Value below which the share q of a mixture lies; weights need not add up to 1. Undefined when it is empty. */
export function quantile(parts: ReadonlyArray<{ weight: number; of: LogNormal }>, q: number): number | undefined {
  const total = parts.reduce((sum, part) => sum + part.weight, 0);
  if (total <= 0) {
    return undefined;
  }
  let low = Math.min(...parts.map(({ of }) => of.mu - 8 * of.sigma));
  let high = Math.max(...parts.map(({ of }) => of.mu + 8 * of.sigma));
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    const below = parts.reduce((sum, { weight, of }) => sum + weight * cdf(of, Math.exp(middle)), 0);
    if (below / total < q) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return Math.exp((low + high) / 2);
}

/** What falls into each bucket: its share and the mean of its values. */
interface Profile {
  share: number[];
  mean: number[];
}

const profiles = new WeakMap<readonly number[], Map<LogNormal, Profile>>();

function profile(of: LogNormal, bounds: readonly number[]): Profile {
  let known = profiles.get(bounds);
  if (known === undefined) {
    known = new Map();
    profiles.set(bounds, known);
  }
  let result = known.get(of);
  if (result === undefined) {
    const edges = [0, ...bounds, Infinity];
    const whole = mean(of);
    const shifted = { mu: of.mu + of.sigma * of.sigma, sigma: of.sigma };
    const share: number[] = [];
    const means: number[] = [];
    for (let i = 1; i < edges.length; i++) {
      const [from, to] = [edges[i - 1] ?? 0, edges[i] ?? Infinity];
      const p = cdf(of, to) - cdf(of, from);
      share.push(p);
      // The mean of a log-normal between two bounds; where nearly nothing falls the formula is all rounding error.
      const inside = p > 1e-6 ? (whole * (cdf(shifted, to) - cdf(shifted, from))) / p : from;
      means.push(Math.min(Math.max(inside, from), to === Infinity ? Math.max(inside, from) : to));
    }
    result = { share, mean: means };
    known.set(of, result);
  }
  return result;
}

/** How n values fall into buckets. */
export interface Split {
  /** One more than there are bounds: the last holds what is above all of them. Not cumulative. */
  counts: number[];
  sum: number;
}

/**
 * Draws n values and tells how many fall into each bucket. The expected whole numbers are given out first and only the
 * rest is drawn, which has the right mean and costs the same for ten requests and for ten thousand.
 */
export function split(n: number, of: LogNormal, bounds: readonly number[], random: Random): Split {
  const { share, mean: means } = profile(of, bounds);
  const counts = share.map((p) => Math.floor(n * p));
  let rest = n - counts.reduce((sum, count) => sum + count, 0);
  const left = share.map((p, i) => n * p - (counts[i] ?? 0));
  const total = left.reduce((sum, part) => sum + part, 0);
  for (; rest > 0; rest--) {
    let at = random.next() * total;
    let bucket = 0;
    while (bucket < left.length - 1 && at >= (left[bucket] ?? 0)) {
      at -= left[bucket] ?? 0;
      bucket++;
    }
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return { counts, sum: counts.reduce((sum, count, i) => sum + count * (means[i] ?? 0), 0) };
}

/** Distribution function of the standard normal (Abramowitz and Stegun 26.2.17, error below 1e-7). */
function phi(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const poly = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = 0.3989422804014327 * Math.exp((-x * x) / 2) * poly;
  return x > 0 ? 1 - tail : tail;
}
