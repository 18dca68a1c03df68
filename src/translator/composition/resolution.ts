/** How finely subqueries look. Every composition asks here, so that panel, rule and the text that a person sees agree. */
import { formatDuration, parseDuration } from '../promql/duration';
import type { Duration } from '../promql/ast';
import type { ResolvedQuery } from './types';

const MINUTE_MS = 60_000;

/**
 * Parts of a minute, in seconds: points of subqueries lie on whole multiples, so a minute holds as many of them everywhere,
 * and what is counted in points can be told in minutes.
 */
const PARTS_S = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60];

/** Points of one series in a written-out window: 5,000 such series stay within Prometheus's default of 50 million samples. */
const MOST_POINTS = 10_000;

/**
 * Milliseconds between the points of a subquery over `range`, which is written out or a macro; macros are never shorter
 * than a scrape. The points lie no further apart than samples do, so that none is passed over, than the range is long,
 * so that it holds one wherever it ends (Prometheus 3 leaves its left end out), and than a minute. A range that would
 * hold too many of them is looked at more coarsely, since a server keeps all points of a subquery at one time.
 */
export function resolutionMs(sampleMs: number, range: Duration): number {
  const length = parseDuration(range) ?? sampleMs;
  const most = Math.min(sampleMs, length);
  const least = length / MOST_POINTS;
  let fitting = most;
  for (const seconds of PARTS_S) {
    const ms = seconds * 1000;
    if (ms <= most) {
      fitting = ms;
    } else if (least > most) {
      fitting = ms;
      if (ms >= least) {
        break;
      }
    }
  }
  return fitting;
}

/** The resolution of a subquery of this query, as it is written. */
export function resolutionOf({ sampleMs }: Pick<ResolvedQuery, 'sampleMs'>, range: Duration): Duration {
  return formatDuration(resolutionMs(sampleMs, range));
}

/** How many points of such a subquery a minute holds. */
export function pointsAMinute({ sampleMs }: Pick<ResolvedQuery, 'sampleMs'>, range: Duration): number {
  return MINUTE_MS / resolutionMs(sampleMs, range);
}
