/**
 * Objectives that a model's own hours allow: round values that held in good ones. Proposed only: what a service owes to its
 * callers no past can tell.
 */
import { type StatedObjectives } from '../objectives';

/** Fewer requests than these in an hour, and one failure is a share that says nothing. */
export const LEAST_REQUESTS = 20;
/** Fewer hours than these are no habit. */
export const LEAST_HOURS = 12;
/** Share of the hours that are good ones: the rest are incidents, or days on which one was being worked on. */
const GOOD = 0.9;
/** An objective has to allow so many failures in what was seen; what allows fewer has not been tried. */
const LEAST_ALLOWED = 10;

/** Round shares, loosest first. */
const SHARES = [0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9999];

export interface Hour {
  /** Requests that are no client's fault. */
  valid: number;
  bad: number;
}

const isCounted = ({ valid }: Hour) => valid >= LEAST_REQUESTS;

/** The tightest round share that the good hours kept; undefined where too little was seen, or none was kept. */
export function proposedAvailability(hours: readonly Hour[]): number | undefined {
  const counted = hours.filter(isCounted).sort((a, b) => a.bad / a.valid - b.bad / b.valid);
  if (counted.length < LEAST_HOURS) {
    return undefined;
  }
  const good = counted.slice(0, Math.ceil(GOOD * counted.length));
  const valid = good.reduce((sum, hour) => sum + hour.valid, 0);
  const bad = good.reduce((sum, hour) => sum + hour.bad, 0);
  return SHARES.filter((share) => 1 - bad / valid >= share && valid * (1 - share) >= LEAST_ALLOWED).at(-1);
}

/** Whether the promised share of good responses held in the good hours. @param shares of each hour; NaN where nobody called */
export function held(shares: ArrayLike<number>, hours: readonly Hour[], promised: number): boolean | undefined {
  const counted = hours.flatMap((hour, i) => {
    const share = shares[i] ?? NaN;
    return isCounted(hour) && !Number.isNaN(share) ? [share] : [];
  });
  return counted.length < LEAST_HOURS
    ? undefined
    : counted.filter((share) => share >= promised).length >= GOOD * counted.length;
}

export interface Proposal {
  availability?: number;
  latencySeconds?: number;
}

/** The part of a proposal that promises no less than the defaults do: only that is taken without being looked at one by one. */
export function notLooser(proposal: Proposal, defaults: StatedObjectives): Proposal {
  const { availability, latencySeconds } = proposal;
  return {
    ...(availability !== undefined && availability >= defaults.availability ? { availability } : {}),
    ...(latencySeconds !== undefined &&
    (defaults.latencySeconds === 'none' || latencySeconds <= defaults.latencySeconds)
      ? { latencySeconds }
      : {}),
  };
}
