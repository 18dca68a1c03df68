/** Outages put into a series as it was: how long until somebody is paged, or never. */
import type { Reading } from './math';
import { GROUPED_BY_MODEL } from './notifications';
import { evaluateRule, type Interval, type Rule } from './states';

/** Evaluations of an outage that nobody was paged for until then: six hours, at one a minute. */
export const OUTAGE_EVALUATIONS = 360;
/** Before it begins, so that the rule's state is right. */
const BEFORE = 60;
/** More unknown evaluations than these leave a start out. */
const MOST_UNKNOWN = 5;

export interface Outage {
  /** Share of the requests of an evaluation's minute that fail; the first minute is 1. */
  failing: (minute: number) => number;
  /** No request ends any more. */
  hangs?: true;
}

export const outages = {
  all: { failing: () => 1 },
  fifth: { failing: () => 0.2 },
  twentieth: { failing: () => 0.05 },
  hung: { failing: () => 0, hangs: true },
  /** All fail, in one minute of five. */
  flicker: { failing: (minute) => (minute % 5 === 1 ? 1 : 0) },
} satisfies Record<string, Outage>;

export type OutageName = keyof typeof outages;

/**
 * What an outage makes of a value.
 * @param value as it was
 * @param failing share of the window's requests that the outage makes fail
 * @param ending share of the window in which requests still ended
 * @returns undefined where the series has no value then
 */
export type Effect = (value: number, failing: number, ending: number) => number | undefined;

/** Whatever the traffic was, it is taken as even within one window. */
export const effects: Record<'errors' | 'successes' | 'traffic', Effect> = {
  errors: (value, failing, ending) => (ending > 0 ? value + failing * (1 - value) : undefined),
  successes: (value, failing, ending) => (ending > 0 ? value * (1 - failing) : undefined),
  traffic: (value, _, ending) => value * ending,
};

export interface Injection {
  rule: Rule;
  outage: Outage;
  effect: Effect;
  /** Evaluations that the query's window looks back. */
  window: number;
  /** One series as it was; NaN where it had no value. */
  values: ArrayLike<number>;
  /** 1 where it is known. */
  known: ArrayLike<number>;
  /** The evaluation after which the outage begins. */
  start: number;
}

/** A rule of any number of queries, and what they gave or would have given. */
export interface Trial {
  rule: Rule;
  /** 1 where it is known. */
  known: ArrayLike<number>;
  /** The evaluation after which the outage begins. */
  start: number;
  /** @param minute of the outage; 0 or less before it begins, and where there is none */
  read: (ref: string, evaluation: number, minute: number) => Reading;
  /** Whether it rang around this start without an outage; worked out where it isn't known. */
  rang?: boolean;
}

/** Most outages are told of within an hour: the rest is looked at where it is not. */
const SOON = 60;

/**
 * Milliseconds from the begin of an outage to the page; undefined where this start tells nothing: too little is known, or it
 * rang anyway.
 */
export function timeOfTrial(trial: Trial): number | 'never' | undefined {
  const { rule, known, start } = trial;
  const first = start - BEFORE;
  const count = BEFORE + 1 + OUTAGE_EVALUATIONS;
  if (first < 0 || first + count > known.length) {
    return undefined;
  }
  let unknown = 0;
  for (let i = first; i < first + count; i++) {
    unknown += known[i] === 1 ? 0 : 1;
  }
  if (unknown > MOST_UNKNOWN) {
    return undefined;
  }
  if (trial.rang ?? rangAt(trial)) {
    return undefined;
  }
  const [alert] = [SOON, OUTAGE_EVALUATIONS].reduce<Interval[]>(
    (found, minutes) => (found.length > 0 ? found : firings(trial, minutes, true)),
    []
  );
  return alert === undefined ? 'never' : alert.start - BEFORE * rule.interval + GROUPED_BY_MODEL.wait;
}

/** Whether a rule fires around a start without an outage, so that the start tells nothing. */
export const rangAt = (trial: Trial): boolean => firings(trial, OUTAGE_EVALUATIONS, false).length > 0;

function firings({ rule, start, read }: Trial, minutes: number, isOut: boolean): Interval[] {
  const times = Array.from({ length: BEFORE + 1 + minutes }, (_, i) => i * rule.interval);
  const { intervals } = evaluateRule({
    rule,
    times,
    fromSilence: true,
    read: (ref, index) => read(ref, start - BEFORE + index, isOut ? index - BEFORE : 0),
  });
  return intervals.filter(({ state }) => state === 'firing');
}

/** The same for a rule of one query, whose values the outage changes as it says. */
export function timeToPage({
  rule,
  outage,
  effect,
  window,
  values,
  known,
  start,
}: Injection): ReturnType<typeof timeOfTrial> {
  const labels = {};
  return timeOfTrial({
    rule,
    known,
    start,
    read: (_, evaluation, minute) => {
      const value = values[evaluation] ?? NaN;
      const now = minute > 0 && !Number.isNaN(value) ? changed(value, minute) : value;
      return now === undefined || Number.isNaN(now) ? [] : [{ labels, value: now }];
    },
  });

  function changed(value: number, minute: number): number | undefined {
    return effect(
      value,
      failingIn(outage, minute, window),
      outage.hangs === true ? Math.max(0, 1 - minute / window) : 1
    );
  }
}

/** The share of a window's minutes and requests that an outage makes fail, at a minute of it. */
export function failingIn({ failing }: Outage, minute: number, window: number): number {
  let sum = 0;
  for (let past = Math.max(1, minute - window + 1); past <= minute; past++) {
    sum += failing(past);
  }
  return sum / window;
}
