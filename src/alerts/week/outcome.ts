/**
 * What a rule's condition gave at each evaluation of the past, as far as it is known. Held in a byte for each alert and
 * evaluation: a week of a fleet has millions of them.
 */
import { evaluateResults, keyOf, type Labels, type Report, reportOf, type Result, type Timing } from '../../backtest';

const UNKNOWN = 0;
const QUIET = 1;
const KNOWN = 2;

const ABSENT = 0;
const CALM = 1;
const ALERTING = 2;

export class Outcome {
  private readonly kinds: Uint8Array;
  private readonly alerts = new Map<string, { labels: Labels; marks: Uint8Array }>();

  /** @param times of the evaluations. @param from what is before only makes the state right */
  constructor(
    private readonly timing: Timing,
    readonly times: readonly number[],
    private readonly from: number
  ) {
    this.kinds = new Uint8Array(times.length);
  }

  set(index: number, result: Result): void {
    if (typeof result === 'string') {
      this.kinds[index] = result === 'quiet' ? QUIET : UNKNOWN;
      return;
    }
    this.kinds[index] = KNOWN;
    for (const { labels, value } of result) {
      const key = keyOf(labels);
      let alert = this.alerts.get(key);
      if (alert === undefined) {
        alert = { labels, marks: new Uint8Array(this.times.length) };
        this.alerts.set(key, alert);
      }
      alert.marks[index] = value === 0 ? CALM : ALERTING;
    }
  }

  private at(index: number): Result {
    const kind = this.kinds[index];
    if (kind !== KNOWN) {
      return kind === QUIET ? 'quiet' : 'unknown';
    }
    const samples: Array<{ labels: Labels; value: number }> = [];
    for (const { labels, marks } of this.alerts.values()) {
      const mark = marks[index];
      if (mark !== ABSENT && mark !== undefined) {
        samples.push({ labels, value: mark === ALERTING ? 1 : 0 });
      }
    }
    return samples;
  }

  /** What the rule would have done. */
  report(): Report {
    const { timing, times } = this;
    const states = evaluateResults({ rule: timing, times, result: (index) => this.at(index) });
    return reportOf(states, times, timing.interval, this.from);
  }
}
