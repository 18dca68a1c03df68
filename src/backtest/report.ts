/** What a backtest says to people: three colours, pages, and how much of it is known. */
import { notificationsOf, type Notification } from './notifications';
import type { Interval, States } from './states';

export type Colour = States['rule'][number];

/** From `start` to `end`, exclusive, in milliseconds. */
export interface Stretch {
  colour: Colour;
  start: number;
  end: number;
}

export interface Report {
  stretches: Stretch[];
  /** Share of the evaluations of which it is known whether it fired. */
  known: number;
  /** Notifications that tell of something new, after grouping. */
  pages: Notification[];
  /** Alerts that fired, and that were told or would have been soon; newest first. */
  firings: Interval[];
  /** Alerts that were pending and ended before they fired. */
  nearly: number;
}

/** So much has to be known before "0 pages" is said. */
export const ENOUGH_KNOWN = 0.95;

/**
 * @param times of the evaluations
 * @param from what is before only makes the state right, and isn't told
 */
export function reportOf(
  { intervals, rule }: States,
  times: readonly number[],
  interval: number,
  from: number
): Report {
  const stretches: Stretch[] = [];
  let unknown = 0;
  let count = 0;
  rule.forEach((colour, index) => {
    const start = times[index] ?? 0;
    if (start < from) {
      return;
    }
    count += 1;
    unknown += colour === 'unknown' ? 1 : 0;
    const last = stretches.at(-1);
    if (last?.colour === colour) {
      last.end = start + interval;
    } else {
      stretches.push({ colour, start, end: start + interval });
    }
  });
  const until = (times.at(-1) ?? 0) + interval;
  const shown = ({ end }: Interval) => end === undefined || end > from;
  const firings = intervals.filter((each) => each.state === 'firing' && shown(each));
  return {
    stretches,
    known: count === 0 ? 0 : 1 - unknown / count,
    pages: notificationsOf(firings, until).filter(({ time, repeated }) => time >= from && !repeated),
    firings: [...firings].sort((a, b) => b.start - a.start),
    nearly: intervals.filter(
      (each) =>
        each.state === 'pending' &&
        each.end !== undefined &&
        shown(each) &&
        !intervals.some((next) => follows(next, each))
    ).length,
  };
}

function follows(next: Interval, before: Interval): boolean {
  return next.start === before.end && next.state !== 'pending' && next.labels === before.labels;
}

/** The part of the stretches within a time, cut at its ends. */
export function within(stretches: readonly Stretch[], start: number, end: number): Stretch[] {
  return stretches.flatMap((each) =>
    each.end <= start || each.start >= end
      ? []
      : [{ colour: each.colour, start: Math.max(start, each.start), end: Math.min(end, each.end) }]
  );
}
