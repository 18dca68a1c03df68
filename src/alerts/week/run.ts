/** Asks for the past of a whole set of rules: two requests at a time, what several rules ask once, in bounded memory. */
import { askInPieces, type Piece } from '../../backtest';
import { seriesOf } from '../../editor/rule/preview/cost';
import { type EditorSource } from '../../source';
import { Asker, cutOf, EXPORT } from './asker';
import { examine } from './examine';
import { Outcome } from './outcome';
import type { Planned } from './plan';

const MINUTE_MS = 60_000;
export const DAYS = 7;
/** Before the first day, so that the states are right when it begins. */
const BEFORE_MS = 3 * 60 * MINUTE_MS;
/** A piece of a rule is a dozen queries, of which some read hours for each minute. */
const SLOW_MS = 30_000;

/** A rule and the part of its past that is asked for. */
interface Task extends Piece {
  planned: Planned;
}

export interface RulePast {
  planned: Planned;
  outcome: Outcome;
  /** Evaluations that were answered or lost. */
  answered: number;
  /** Why parts are missing, each reason once. */
  lost: Set<string>;
}

export interface Week {
  from: number;
  to: number;
  rules: RulePast[];
  /** The most that it can take. */
  mostRequests: number;
}

/** The evaluations of a rule: of the week, and some before it. */
function timesOf(interval: number, to: number): number[] {
  const last = Math.floor(to / interval) * interval;
  const count = Math.floor((DAYS * 24 * 60 * MINUTE_MS + BEFORE_MS) / interval);
  return Array.from({ length: count }, (_, i) => last - (count - 1 - i) * interval);
}

export interface Prepared extends Week {
  run: (signal: AbortSignal, onProgress: () => void) => Promise<void>;
  /** Requests so far. */
  requests: () => number;
}

/** What it will take; nothing is asked for yet but how many series there are. */
export async function prepare(source: EditorSource, plan: readonly Planned[], now = Date.now()): Promise<Prepared> {
  const to = now - MINUTE_MS;
  const from = to - DAYS * 24 * 60 * MINUTE_MS;
  const rules = plan.map((planned): RulePast => ({
    planned,
    outcome: new Outcome(planned.timing, timesOf(planned.timing.interval, to), from),
    answered: 0,
    lost: new Set(planned.impossible === undefined ? [] : [planned.impossible]),
  }));
  const counts = new Map<string, number>();
  const tasks = new Map<RulePast, Task[]>();
  for (const rule of rules) {
    let most = 1;
    for (const { key, query } of rule.planned.steps) {
      const count = counts.get(key) ?? (await seriesOf(source, query));
      counts.set(key, count);
      most = Math.max(most, count);
    }
    const { planned, outcome } = rule;
    const cut = planned.impossible === undefined ? cutOf(outcome.times.length, most) : [];
    tasks.set(
      rule,
      cut.map((piece) => ({ ...piece, planned }))
    );
  }
  const asker = new Asker(source, await seriesOf(source, EXPORT));
  const all = rules.flatMap((rule) => tasks.get(rule) ?? []);
  const intervals = new Map(rules.map(({ planned, outcome }) => [planned.timing.interval, outcome.times.length]));
  const exports = [...intervals.values()].reduce((sum, count) => sum + asker.piecesOfKnown(count).length, 0);
  return {
    from,
    to,
    rules,
    mostRequests: all.reduce((sum, { planned }) => sum + planned.steps.length, exports),
    requests: () => asker.requests,
    run: async (signal, onProgress) => {
      const of = new Map(rules.map((rule) => [rule.planned, rule]));
      const took = ({ planned, first, last }: Task) => {
        const rule = of.get(planned);
        if (rule !== undefined) {
          rule.answered += last - first + 1;
        }
        onProgress();
      };
      for (const isLong of [false, true]) {
        const own = rules.filter(({ planned }) => planned.isLong === isLong);
        const queues = own.map((rule) => tasks.get(rule) ?? []);
        // The newest piece of each rule, then the rest rule by rule, since rules of one kind ask the same.
        const pieces = [...queues.flatMap((queue) => queue.slice(0, 1)), ...queues.flatMap((queue) => queue.slice(1))];
        await askInPieces<true, Task>({
          pieces,
          signal,
          slowMs: SLOW_MS,
          ask: async (task, taskSignal) => {
            const rule = of.get(task.planned);
            const { times } = rule?.outcome ?? { times: [] };
            const results = await examine(task.planned, task, asker.past(task.planned, times, taskSignal));
            results.forEach((result, i) => rule?.outcome.set(task.first + i, result));
            return true;
          },
          onAnswer: took,
          onLost: (task, error) => {
            of.get(task.planned)?.lost.add(error instanceof Error ? error.message : String(error));
            took(task);
          },
        });
      }
    },
  };
}
