/** Outages put into a series as it was: how long until somebody is paged, or never. */
import { GROUPED_BY_MODEL } from './notifications';
import { evaluateRule, type Rule } from './states';

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

/**
 * Milliseconds from the begin of an outage to the page; undefined where this start tells nothing: too little is known, or it
 * rang anyway.
 */
export function timeToPage(injection: Injection): number | 'never' | undefined {
  const { rule, outage, effect, window, values, known, start } = injection;
  const first = start - BEFORE;
  const count = BEFORE + 1 + OUTAGE_EVALUATIONS;
  if (first < 0 || first + count > values.length) {
    return undefined;
  }
  let unknown = 0;
  for (let i = first; i < first + count; i++) {
    unknown += known[i] === 1 ? 0 : 1;
  }
  if (unknown > MOST_UNKNOWN) {
    return undefined;
  }
  const labels = {};
  const times = Array.from({ length: count }, (_, i) => i * rule.interval);
  const fired = (changed: (value: number, minute: number) => number | undefined) => {
    const { intervals } = evaluateRule({
      rule,
      times,
      fromSilence: true,
      read: (_, index) => {
        const value = values[first + index] ?? NaN;
        const minute = index - BEFORE;
        const now = Number.isNaN(value) ? undefined : minute > 0 ? changed(value, minute) : value;
        return now === undefined ? [] : [{ labels, value: now }];
      },
    });
    return intervals.filter(({ state }) => state === 'firing');
  };
  const begin = BEFORE * rule.interval;
  if (fired((value) => value).length > 0) {
    return undefined;
  }
  const [alert] = fired((value, minute) => {
    let failing = 0;
    for (let past = Math.max(1, minute - window + 1); past <= minute; past++) {
      failing += outage.failing(past);
    }
    return effect(value, failing / window, outage.hangs === true ? Math.max(0, 1 - minute / window) : 1);
  });
  return alert === undefined ? 'never' : alert.start - begin + GROUPED_BY_MODEL.wait;
}
