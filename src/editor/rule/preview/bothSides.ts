/** The other side of a threshold: how soon a rule would page for outages that are put into the person's own series. */
import { type Effect, effects, type Labels, type OutageName, outages } from '../../../backtest';
import { parseDuration } from '../../../translator';
import { type BasetenQuery } from '../../../types';
import { type Limit } from '../alertRule';
import { BEFORE, type Past } from './past';
import { STEP_MS } from './range';

/** By the clock of the person who looks. */
export const DAY = { from: 8, to: 20 } as const;
export const NIGHT = { from: 22, to: 6 } as const;
/** Not a whole number of hours, so that a week has begins at every time of the day. */
const BETWEEN_STARTS = 210;

/** What outages do to the values of a query; undefined where that isn't worked out. */
export function effectOn(model: BasetenQuery): { effect: Effect; window: number } | undefined {
  const windowMs = parseDuration(model.window ?? '');
  if (model.editorMode === 'code' || model.offset || windowMs === null || windowMs < STEP_MS) {
    return undefined;
  }
  const onCodes = model.filters?.some(({ label }) => label === 'status_code') === true;
  const isRate = model.calculation === undefined || model.calculation === 'rate';
  const found: Partial<Record<string, Effect>> = {
    ...(model.badStatus === undefined ? { error_ratio: effects.errors, success_ratio: effects.successes } : {}),
    ...(isRate && !onCodes ? { baseten_inference_requests_total: effects.traffic } : {}),
  };
  const effect = found[model.metric ?? ''];
  return effect && { effect, window: Math.round(windowMs / STEP_MS) };
}

/** Of the begins that tell something: how many were never paged for, and the middle of the times of the others. */
export interface Times {
  begins: number;
  never: number;
  medianMs: number | undefined;
}

function timesOf(found: Array<number | 'never'>): Times {
  const times = found.filter((each) => each !== 'never').sort((a, b) => a - b);
  return {
    begins: found.length,
    never: found.length - times.length,
    medianMs: times[Math.floor((times.length - 1) / 2)],
  };
}

export type Sides = Record<OutageName, { day: Times; night: Times }>;

/**
 * For each outage, of begins by day and at night.
 * @param times of the evaluations, in milliseconds
 * @param timeAt how long an outage that begins after an evaluation lasts until its page
 */
export function sidesOf(
  times: readonly number[],
  timeAt: (name: OutageName, start: number) => number | 'never' | undefined
): Sides {
  const of = (name: OutageName) => {
    const [day, night]: Array<Array<number | 'never'>> = [[], []];
    for (let start = BEFORE; start < times.length; start += BETWEEN_STARTS) {
      const hour = new Date(times[start] ?? 0).getHours();
      const isDay = hour >= DAY.from && hour < DAY.to;
      const isNight = hour >= NIGHT.from || hour < NIGHT.to;
      const time = isDay || isNight ? timeAt(name, start) : undefined;
      if (time !== undefined) {
        (isDay ? day : night)?.push(time);
      }
    }
    return { day: timesOf(day ?? []), night: timesOf(night ?? []) };
  };
  return {
    all: of('all'),
    fifth: of('fifth'),
    twentieth: of('twentieth'),
    hung: of('hung'),
    flicker: of('flicker'),
  };
}

/** The same for a rule of one query and one of its series. */
export function bothSides(
  past: Past,
  labels: Labels,
  limit: Limit,
  injected: { effect: Effect; window: number }
): Sides {
  return sidesOf(past.times, (name, start) =>
    past.timeToPage(labels, limit, { ...injected, outage: outages[name] }, start)
  );
}
