/** Asks for the past of a whole set of rules: two requests at a time, what several rules ask once, in bounded memory. */
import { askInPieces, type Piece, piecesOf } from '../../backtest';
import { knownOf } from '../../editor/rule/preview/ask';
import { seriesOf } from '../../editor/rule/preview/cost';
import { askValues, type Grid, type Values } from '../../editor/rule/preview/values';
import { type EditorSource } from '../../source';
import { type BasetenQuery } from '../../types';
import { examine } from './examine';
import { Outcome } from './outcome';
import type { Planned, Step } from './plan';

const MINUTE_MS = 60_000;
export const DAYS = 7;
/** Before the first day, so that the states are right when it begins. */
const BEFORE_MS = 3 * 60 * MINUTE_MS;
/** The newest piece of each rule, so that something is seen soon. */
const FIRST_PIECE = 1440;
/** A piece of a rule is a dozen queries, of which some read hours for each minute. */
const SLOW_MS = 30_000;
/** Answers that other rules may ask for again are kept up to this. */
const KEPT_BYTES = 48 * 1024 * 1024;

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

/** The pieces of a rule's evaluations, newest first. */
function tasksOf({ planned, outcome: { times } }: RulePast, series: number): Task[] {
  const whole = piecesOf(times.length, series);
  const [newest, ...older] = whole;
  const cut =
    newest === undefined || newest.last - newest.first < FIRST_PIECE
      ? whole
      : [
          { first: newest.last - FIRST_PIECE + 1, last: newest.last },
          { first: newest.first, last: newest.last - FIRST_PIECE },
          ...older,
        ];
  return cut.map((piece) => ({ ...piece, planned }));
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
    tasks.set(rule, rule.planned.impossible === undefined ? tasksOf(rule, most) : []);
  }
  const asker = new Asker(source);
  const all = rules.flatMap((rule) => tasks.get(rule) ?? []);
  const exports = new Set(all.map(({ first, last, planned }) => `${planned.timing.interval} ${first} ${last}`));
  return {
    from,
    to,
    rules,
    mostRequests: all.reduce((sum, { planned }) => sum + planned.steps.length, exports.size),
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
            const results = await examine(task.planned, task, asker.past(task.planned, times[0] ?? 0, taskSignal));
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

const EXPORT: BasetenQuery = { refId: 'A', metric: 'export_gone', queryType: 'range' };
/** Where nothing is scraped at all the server itself was away, or has forgotten that time. */
const SCRAPED: BasetenQuery = {
  refId: 'B',
  editorMode: 'code',
  expr: 'count(up)',
  queryType: 'range',
  format: 'time_series',
};

/** Asks, once for the same question as long as its answer is kept. */
class Asker {
  requests = 0;
  private readonly kept = new Map<string, { answer: Promise<Values[]>; bytes: number }>();
  private readonly exports = new Map<string, Promise<{ arrived: Uint8Array; scraped: Uint8Array }>>();
  private bytes = 0;

  constructor(private readonly source: EditorSource) {}

  past({ timing, isOfExport }: Planned, begin: number, signal: AbortSignal) {
    const stepMs = timing.interval;
    return {
      values: (step: Step, piece: Piece) => this.values(step, { begin, stepMs, ...piece }, signal),
      known: async (piece: Piece) => {
        const { arrived, scraped } = await this.known({ begin, stepMs, ...piece }, signal);
        return isOfExport ? scraped : arrived;
      },
    };
  }

  private async values(step: Step, grid: Grid, signal: AbortSignal): Promise<Values[]> {
    const key = JSON.stringify([step.key, grid]);
    const before = this.kept.get(key);
    if (before !== undefined) {
      return before.answer;
    }
    this.requests += 1;
    const answer = askValues(this.source, [step.query], grid, signal).then((of) => of('A'));
    const kept = { answer, bytes: 0 };
    this.kept.set(key, kept);
    try {
      const series = await answer;
      kept.bytes = series.reduce((sum, { values }) => sum + values.byteLength, 0);
      this.bytes += kept.bytes;
      // What was asked for first goes first.
      for (const [old, { bytes }] of this.kept) {
        if (this.bytes <= KEPT_BYTES) {
          break;
        }
        if (bytes > 0) {
          this.kept.delete(old);
          this.bytes -= bytes;
        }
      }
      return series;
    } catch (error) {
      this.kept.delete(key);
      throw error;
    }
  }

  private known(grid: Grid, signal: AbortSignal): Promise<{ arrived: Uint8Array; scraped: Uint8Array }> {
    const key = JSON.stringify(grid);
    const before = this.exports.get(key);
    if (before !== undefined) {
      return before;
    }
    this.requests += 1;
    const interval = `${grid.stepMs / MINUTE_MS}m`;
    const answer = askValues(
      this.source,
      [EXPORT, SCRAPED].map((each) => ({ ...each, interval })),
      grid,
      signal
    ).then((of) => {
      const arrived = knownOf(of('A'), grid);
      const scraped = arrived.slice();
      for (const { values } of of('B')) {
        values.forEach((value, i) => {
          scraped[i] = scraped[i] === 1 || !Number.isNaN(value) ? 1 : 0;
        });
      }
      return { arrived, scraped };
    });
    this.exports.set(key, answer);
    answer.catch(() => this.exports.delete(key));
    return answer;
  }
}
