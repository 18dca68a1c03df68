/**
 * States of an alert rule over time, for the demo's list of rules and the replay: what they know, handed to the backtest,
 * which keeps them as Grafana does.
 */
import {
  evaluateRule as states,
  keyOf,
  type Expression,
  type Interval as Told,
  type Labels,
  type Sample,
} from '../../src/backtest';

export { keyOf };

/** One series on the grid of evaluations; null where it is absent. */
export interface GridSeries {
  labels: Labels;
  values: ReadonlyArray<number | null>;
}

export type State = 'normal' | 'pending' | 'firing';

/** From `start` to `end`, exclusive; the end is absent where it lasted to the end of the grid. Milliseconds. */
export interface Interval extends Told {
  state: Exclude<State, 'normal'>;
}

/** Times in milliseconds. */
export interface EvaluatedRule {
  condition: Expression;
  for: number;
  /** How long an alert fires on when its condition doesn't hold any more; not at all where it is left out. */
  keep?: number;
  interval: number;
  noData: 'OK' | 'KeepLast';
  /** What it does while its queries fail; `KeepLast` where it is left out. */
  onError?: 'OK' | 'KeepLast' | 'Alerting';
  /** Evaluations that a series may be missing before its alert resolves. */
  missing: number;
}

export interface Evaluation {
  rule: EvaluatedRule;
  /** Times of the grid, ascending, one step apart. A rule that is evaluated less often takes the last of each interval. */
  times: readonly number[];
  series: Record<string, readonly GridSeries[]>;
  /** Times at which the metrics server answers nothing: every query fails, whatever it would have said. */
  away?: (time: number) => boolean;
}

/** All stretches in which an alert was pending or firing, in the order in which they began. */
export function evaluateRule({ rule, times, series, away = () => false }: Evaluation): Interval[] {
  const step = (times[1] ?? 0) - (times[0] ?? 0);
  const every = Math.max(1, Math.round(rule.interval / (step > 0 ? step : rule.interval)));
  const indices = times.flatMap((_, index) => ((index + 1) % every === 0 ? [index] : []));
  const { intervals } = states({
    rule: { keep: 0, onError: 'KeepLast', ...rule },
    times: indices.map((index) => times[index] ?? 0),
    read: (ref, i) => {
      const index = indices[i] ?? 0;
      return away(times[index] ?? 0) ? 'error' : samplesAt(series[ref] ?? [], index);
    },
    fromSilence: true,
  });
  return intervals.flatMap(({ state, ...rest }) => (state === 'unknown' ? [] : [{ ...rest, state }]));
}

function samplesAt(series: readonly GridSeries[], index: number): Sample[] {
  return series.flatMap(({ labels, values }) => {
    const value = values[index];
    return value === undefined || value === null ? [] : [{ labels, value }];
  });
}
