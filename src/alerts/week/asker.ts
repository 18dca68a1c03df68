/** Asks the data source about the past of rules: what several rules ask once, in bounded memory. */
import { type Piece, piecesOf } from '../../backtest';
import { type Known, knownOf, knownQueries, withAhead } from '../../editor/rule/preview/known';
import { askValues, type Grid, type Values } from '../../editor/rule/preview/values';
import { type EditorSource } from '../../source';
import type { Planned, Step } from './plan';

const MINUTE_MS = 60_000;
/** The newest piece of each rule, so that something is seen soon. */
const FIRST_PIECE = 1440;
/** Answers that other rules may ask for again are kept up to this. */
const KEPT_BYTES = 48 * 1024 * 1024;

/** The pieces of so many evaluations, newest first. */
export function cutOf(evaluations: number, series: number): Piece[] {
  const whole = piecesOf(evaluations, series);
  const [newest, ...older] = whole;
  return newest === undefined || newest.last - newest.first < FIRST_PIECE
    ? whole
    : [
        { first: newest.last - FIRST_PIECE + 1, last: newest.last },
        { first: newest.first, last: newest.last - FIRST_PIECE },
        ...older,
      ];
}

/** What is asked to know whether there was anything to evaluate. */
export const [EXPORT] = knownQueries(['A', 'B'], '1m');

/** Asks, once for the same question as long as its answer is kept. */
export class Asker {
  requests = 0;
  /** By question; the oldest first. */
  private readonly kept = new Map<string, { answer: Promise<Values[]>; piece: Piece; key: string; bytes: number }>();
  /** By evaluations' interval: what is known, in pieces that are the same for all rules. */
  private readonly known = new Map<string, Promise<Known>>();
  private bytes = 0;

  /** @param exportSeries that the server reads to tell whether the export was there */
  constructor(
    private readonly source: EditorSource,
    private readonly exportSeries: number
  ) {}

  past({ timing, isOfExport }: Planned, times: readonly number[], signal: AbortSignal) {
    const grid = { begin: times[0] ?? 0, stepMs: timing.interval };
    return {
      values: (step: Step, piece: Piece) => this.values(step, grid, piece, signal),
      known: (piece: Piece) => this.knownIn(isOfExport ? 'export' : 'models', grid, times.length, piece, signal),
    };
  }

  piecesOfKnown(evaluations: number): Piece[] {
    return cutOf(evaluations, this.exportSeries);
  }

  private async values(
    step: Step,
    grid: Omit<Grid, keyof Piece>,
    { first, last }: Piece,
    signal: AbortSignal
  ): Promise<Values[]> {
    const key = JSON.stringify([step.key, grid]);
    for (const { key: other, piece, answer } of this.kept.values()) {
      // What another rule has asked for may be a longer time.
      if (other === key && piece.first <= first && piece.last >= last) {
        const series = await answer;
        return series.map(({ labels, values }) => ({
          labels,
          values: values.subarray(first - piece.first, last - piece.first + 1),
        }));
      }
    }
    this.requests += 1;
    const answer = askValues(this.source, [step.query], { ...grid, first, last }, signal).then((of) => of('A'));
    const kept = { answer, piece: { first, last }, key, bytes: 0 };
    const name = `${key} ${first} ${last}`;
    this.kept.set(name, kept);
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
      this.kept.delete(name);
      throw error;
    }
  }

  private async knownIn(
    of: keyof Known,
    grid: Omit<Grid, keyof Piece>,
    evaluations: number,
    { first, last }: Piece,
    signal: AbortSignal
  ): Promise<Uint8Array> {
    const found = new Uint8Array(last - first + 1);
    for (const piece of this.piecesOfKnown(evaluations)) {
      const [from, to] = [Math.max(first, piece.first), Math.min(last, piece.last)];
      if (from <= to) {
        const known = await this.askKnown({ ...grid, first: piece.first, last: piece.last }, evaluations, signal);
        found.set(known[of].subarray(from - piece.first, to - piece.first + 1), from - first);
      }
    }
    return found;
  }

  private askKnown(piece: Grid, evaluations: number, signal: AbortSignal): Promise<Known> {
    const key = JSON.stringify(piece);
    const before = this.known.get(key);
    if (before !== undefined) {
      return before;
    }
    this.requests += 1;
    const grid = withAhead(piece, evaluations - 1);
    const queries = knownQueries(['A', 'B'], `${grid.stepMs / MINUTE_MS}m`);
    const answer = askValues(this.source, queries, grid, signal).then((of) =>
      knownOf(of('A'), of('B'), grid, this.source.context.scrapeIntervalMs)
    );
    this.known.set(key, answer);
    answer.catch(() => this.known.delete(key));
    return answer;
  }
}
