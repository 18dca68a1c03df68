/**
 * What the rules about error budgets share: multi-window burn rates (Google's SRE workbook, chapter 5). Both pairs of windows
 * are one rule, so that one incident is one page, and the slow pair's tail rings nobody a second time.
 */
import { BEFORE, FLOOR, atLeast, minus, plus, value } from './terms';
import type { Comparison, Rule } from './types';

/** The long and the short window of each pair. */
export const FAST = { factor: 14.4, window: '1h', short: '5m' };
export const SLOW = { factor: 6, window: '6h', short: '30m' };
/**
 * The budget used up as fast as it comes back, a burn rate of 1. Three days cost twelve times the samples of six hours, so it is
 * asked once an hour. What began within a day is no leak: a few hours of few failures are chance.
 */
export const LEAK = { window: '3d', before: '1d' };

/** Longer than what a few minutes of failure leave in the five-minute window: what is over wakes nobody. */
export const FOR = '6m';

/**
 * Where failures end early, the slow pair takes up the alert only when what is left of it has become old: the alert goes on
 * until then, instead of ending and ringing once more for what is over.
 */
export const KEEP = '25m';

/** Keeps 1 - 0.999 from being printed with its rounding error. */
export const round = (limit: number) => Number(limit.toPrecision(6));

/**
 * The conditions of a rule with a fast and a slow pair of windows. A pair is left out where the objective is so loose that not even
 * failures alone reach its burn rate; undefined where both are. `span` is the long window of the first pair that is left, in
 * words.
 */
export function eitherPair(
  budget: number,
  fast: Comparison[],
  slow: Comparison[]
): { conditions: Pick<Rule, 'when' | 'or'>; span: string; hasFast: boolean } | undefined {
  const possible = [
    { factor: FAST.factor, all: fast },
    { factor: SLOW.factor, all: slow },
  ].filter(({ factor }) => factor * budget < 1);
  const [when, or] = possible.map(({ all }) => all);
  const hasFast = when === fast;
  return (
    when && {
      conditions: { when, ...(or === undefined ? {} : { or }) },
      hasFast,
      span: hasFast ? 'hour' : '6 hours',
    }
  );
}

/** A burn that has lasted: what began within the short window is the fast pair's. */
export const lasting = (long: string, short: string): Comparison[] => [
  atLeast(long, FLOOR),
  atLeast(long, plus(short, BEFORE)),
];

/**
 * A leak is one of days: where a server or a model is new, one bad hour is much of what there is. Before today there must have
 * been half of today's traffic.
 */
export const oldEnough = (long: string, today: string): Comparison => ({
  left: minus(long, today),
  op: '>=',
  right: { op: '*', left: 0.5, right: value(today) },
});

/** Holds unless late responses are explained by a start that was waited for lately, with none in the hour before it. */
export const noStart = (lately: string, inAnHour: string): Comparison => ({
  // lately <= 20 * (inAnHour - lately), each of them asked once.
  left: { op: '*', left: 21, right: value(lately) },
  op: '<=',
  right: { op: '*', left: 20, right: value(inAnHour) },
});

/**
 * Holds unless so many requests fail that this is the incident, which has its own page. The counts are those of half an hour, so
 * that the responses that were late in it are past too.
 */
export const served = (bad: string, valid: string, availability: number): Comparison => ({
  left: value(bad),
  op: '<=',
  right: {
    op: '+',
    left: FLOOR,
    right: { op: '*', left: round(FAST.factor * (1 - availability)), right: value(valid) },
  },
});
