/**
 * One piece of a rule's past. Its conditions have to hold together, so the cheapest query is asked first, and the others only
 * from the first to the last evaluation at which they can matter.
 */
import { evaluateMath, type Piece, type Reading, type Result, type Sample } from '../../backtest';
import { type Values } from '../../editor/rule/preview/values';
import type { Planned, Simple, Step } from './plan';

export interface Past {
  /** The series of a query at the evaluations of a piece, each as long as the piece. */
  values: (step: Step, piece: Piece) => Promise<Values[]>;
  /** 1 where somebody could evaluate. */
  known: (piece: Piece) => Promise<Uint8Array>;
}

/** Before and after what alerts, so that its end is seen. */
const BEFORE = 1;
const AFTER = 2;

/** The series of a query, as far as they were asked for. */
interface Asked {
  series: Values[];
  /** The evaluations that were asked for, from the piece's first. */
  first: number;
  last: number;
  /** For each of its comparisons: 1 where a series passes. */
  passing: Map<Simple, Uint8Array>;
}

/** The results at the evaluations of the piece, in their order. */
export async function examine(planned: Planned, piece: Piece, past: Past): Promise<Result[]> {
  const { steps, either, besides, timing } = planned;
  const count = piece.last - piece.first + 1;
  const known = await past.known(piece);
  const asked = new Map<string, Asked>();
  // An alert may miss results, be kept from the first calm one on, and miss results again before it ends.
  const after = Math.ceil(timing.keep / timing.interval) + 2 * timing.missing + AFTER;

  const fails = (comparisons: readonly Simple[], index: number) =>
    comparisons.some((each) => {
      const own = asked.get(each.ref);
      return (
        own !== undefined && index >= own.first && index <= own.last && own.passing.get(each)?.[index - own.first] === 0
      );
    });
  /** True where the condition can't hold for anybody, whatever is not known yet. */
  const isQuiet = (index: number) => fails(besides, index) || either.every((each) => fails(each, index));

  // What keeps its last state without data has to know of each evaluation whether there was any.
  const isExact = timing.noData !== 'OK';
  for (const step of steps) {
    let [first, last] = [count, -1];
    for (let index = 0; index < count; index++) {
      if (known[index] === 1 && (isExact || !isQuiet(index))) {
        first = Math.min(first, index);
        last = index;
      }
    }
    if (last < 0) {
      break;
    }
    // Nothing is known yet of what alerts, for the first query.
    const isWhole = asked.size === 0 || isExact;
    const from = isWhole ? first : Math.max(0, first - BEFORE);
    const to = isWhole ? last : Math.min(count - 1, last + after);
    const series = await past.values(step, { first: piece.first + from, last: piece.first + to });
    const passing = new Map(
      [...either.flat(), ...besides]
        .filter(({ ref }) => ref === step.ref)
        .map((each) => [each, passingOf(each, series, to - from + 1)])
    );
    asked.set(step.ref, { series, first: from, last: to, passing });
  }

  const read = (ref: string, index: number): Reading => {
    const own = asked.get(ref);
    if (own === undefined || index < own.first || index > own.last) {
      return 'unknown';
    }
    const samples: Sample[] = [];
    for (const { labels, values } of own.series) {
      const value = values[index - own.first];
      if (value !== undefined && !Number.isNaN(value)) {
        samples.push({ labels, value });
      }
    }
    return samples;
  };
  // Far from all that alerts nobody asks who has a result, and a fleet of hundreds isn't joined for it.
  const results: Result[] = [];
  let near = -1;
  const loud = Array.from({ length: count }, (_, index) => known[index] === 1 && !isQuiet(index));
  for (let index = 0; index < count; index++) {
    if (loud[index] === true || loud[index + BEFORE] === true) {
      near = index + after;
    }
    if (known[index] !== 1) {
      results.push('unknown');
      continue;
    }
    results.push(index <= near || isExact ? evaluateMath(planned.condition, (ref) => read(ref, index)) : 'quiet');
  }
  return results;
}

function passingOf({ passes }: Simple, series: readonly Values[], count: number): Uint8Array {
  const passing = new Uint8Array(count);
  for (const { values } of series) {
    for (let index = 0; index < count; index++) {
      const value = values[index] ?? NaN;
      if (!Number.isNaN(value) && passes(value)) {
        passing[index] = 1;
      }
    }
  }
  return passing;
}
