/** The past that is known so far, and what a rule would have done in it. */
import {
  evaluateRule,
  type Injection,
  keyOf,
  type Labels,
  type Piece,
  type Reading,
  type Report,
  reportOf,
  type Rule,
  type Sample,
  timeToPage,
} from '../../../backtest';
import { COPIED, type Limit } from '../alertRule';
import type { Answer } from './ask';
import { STEP_MS } from './range';

const MINUTE_MS = 60_000;
export const DAYS = 7;
/** Evaluations before the first day, so that the state is right when it begins. */
export const BEFORE = 180;
export const EVALUATIONS = DAYS * 24 * 60 + BEFORE;

interface Series {
  labels: Labels;
  values: Float64Array;
}

/** As the copied file writes it. */
export function ruleOf({ below, value, minutes }: Limit): Rule {
  return {
    condition: { kind: 'threshold', ref: 'A', operator: below ? '<' : '>', value },
    for: minutes * MINUTE_MS,
    keep: COPIED.keepMinutes * MINUTE_MS,
    interval: STEP_MS,
    noData: COPIED.noData,
    onError: COPIED.onError,
    missing: COPIED.missing,
  };
}

export class Past {
  readonly times: readonly number[];
  /** Where the first day begins. */
  readonly from: number;
  private readonly known = new Uint8Array(EVALUATIONS);
  private readonly series = new Map<string, Series>();

  /** @param end of the last evaluation, in milliseconds */
  constructor(end: number) {
    const last = Math.floor(end / STEP_MS) * STEP_MS;
    this.times = Array.from({ length: EVALUATIONS }, (_, i) => last - (EVALUATIONS - 1 - i) * STEP_MS);
    this.from = this.times[BEFORE] ?? last;
  }

  get begin(): number {
    return this.times[0] ?? 0;
  }

  add({ first }: Piece, { series, known }: Answer): void {
    this.known.set(known, first);
    for (const { labels, values } of series) {
      const key = keyOf(labels);
      const whole = this.series.get(key) ?? { labels, values: new Float64Array(EVALUATIONS).fill(NaN) };
      this.series.set(key, whole);
      whole.values.set(values, first);
    }
  }

  /** The values that there are, for what a threshold is compared with. */
  highestAndLowest(): { highest: number; lowest: number } | undefined {
    let [highest, lowest] = [-Infinity, Infinity];
    for (const { values } of this.series.values()) {
      for (const value of values) {
        if (!Number.isNaN(value)) {
          highest = Math.max(highest, value);
          lowest = Math.min(lowest, value);
        }
      }
    }
    return highest < lowest ? undefined : { highest, lowest };
  }

  /** Share of the known evaluations at which no series had a value, so that a copied rule is silent. */
  withoutValue(): number {
    let [known, without] = [0, 0];
    const all = [...this.series.values()];
    for (let i = BEFORE; i < EVALUATIONS; i++) {
      if (this.known[i] === 1) {
        known += 1;
        without += all.every(({ values }) => Number.isNaN(values[i])) ? 1 : 0;
      }
    }
    return known === 0 ? 0 : without / known;
  }

  /** The series that there are, those with the most values first. */
  seriesLabels(): Labels[] {
    const count = ({ values }: Series) => values.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0);
    return [...this.series.values()]
      .map((each) => ({ labels: each.labels, count: count(each) }))
      .sort((a, b) => b.count - a.count)
      .map(({ labels }) => labels);
  }

  /** How long an outage of one series would have lasted until its page, begun after the evaluation `start`. */
  timeToPage(
    labels: Labels,
    limit: Limit,
    injected: Pick<Injection, 'outage' | 'effect' | 'window'>,
    start: number
  ): ReturnType<typeof timeToPage> {
    const values = this.series.get(keyOf(labels))?.values ?? [];
    return timeToPage({ ...injected, rule: ruleOf(limit), values, known: this.known, start });
  }

  /** What a copied rule would have done. */
  report(limit: Limit): Report {
    const all = [...this.series.values()];
    const states = evaluateRule({
      rule: ruleOf(limit),
      times: this.times,
      read: (_, index): Reading => {
        if (this.known[index] !== 1) {
          return 'unknown';
        }
        const samples: Sample[] = [];
        for (const { labels, values } of all) {
          const now = values[index];
          if (now !== undefined && !Number.isNaN(now)) {
            samples.push({ labels, value: now });
          }
        }
        return samples;
      },
    });
    return reportOf(states, this.times, STEP_MS, this.from);
  }
}
