/** States of an alert rule over time, as Grafana's scheduler keeps them. */
import { evaluateMath, type Labels, type Sample } from './math';
import type { ReplayRule } from './rules';

/** One series on the grid of evaluations; null where it is absent. */
export interface GridSeries {
  labels: Labels;
  values: ReadonlyArray<number | null>;
}

export type State = 'normal' | 'pending' | 'firing';

/** From `start` to `end`, exclusive; the end is absent where it lasted to the end of the grid. Milliseconds. */
export interface Interval {
  labels: Labels;
  state: Exclude<State, 'normal'>;
  start: number;
  end?: number;
}

interface Alert {
  labels: Labels;
  state: State;
  since: number;
  /** When it stopped to hold, while it is kept firing. */
  recovering?: number;
  /** The evaluation that last gave it a result. */
  seen: number;
}

export interface Evaluation {
  rule: Pick<ReplayRule, 'condition' | 'for' | 'interval' | 'noData' | 'missing'> & Partial<Pick<ReplayRule, 'keep'>>;
  /** Times of the evaluations, ascending, one interval apart. */
  times: readonly number[];
  series: Record<string, readonly GridSeries[]>;
}

/** All stretches in which an alert was pending or firing, in the order in which they began. */
export function evaluateRule({ rule, times, series }: Evaluation): Interval[] {
  const keep = rule.keep ?? 0;
  const alerts = new Map<string, Alert>();
  const intervals: Interval[] = [];
  const open = new Map<string, Interval>();

  const move = (key: string, alert: Alert, state: State, now: number) => {
    if (alert.state === state) {
      return;
    }
    const before = open.get(key);
    if (before !== undefined) {
      before.end = now;
      open.delete(key);
    }
    alert.state = state;
    alert.since = now;
    delete alert.recovering;
    if (state !== 'normal') {
      const interval: Interval = { labels: alert.labels, state, start: now };
      intervals.push(interval);
      open.set(key, interval);
    }
  };
  /** What a result that alerts, or the last state being kept, does to an alert. */
  const alerting = (key: string, alert: Alert, now: number) => {
    delete alert.recovering;
    if (alert.state === 'normal') {
      move(key, alert, rule.for > 0 ? 'pending' : 'firing', now);
    } else if (alert.state === 'pending' && now - alert.since >= rule.for) {
      move(key, alert, 'firing', now);
    }
  };

  /** What a result that doesn't alert does: an alert that fires is kept for a while. */
  const calm = (key: string, alert: Alert, now: number) => {
    if (alert.state === 'firing' && keep > 0) {
      alert.recovering ??= now;
      if (now - alert.recovering < keep) {
        return;
      }
    }
    move(key, alert, 'normal', now);
  };

  times.forEach((now, index) => {
    const results = evaluateMath(rule.condition, (ref) => samplesAt(series[ref] ?? [], index));
    if (results.length === 0) {
      // No data at all goes to every alert of the rule.
      for (const [key, alert] of alerts) {
        alert.seen = now;
        // One that is kept firing already does not hold any more: there is no other last state to keep.
        if (rule.noData === 'OK' || alert.recovering !== undefined) {
          calm(key, alert, now);
        } else if (alert.state !== 'normal') {
          alerting(key, alert, now);
        }
      }
      return;
    }
    for (const { labels, value } of results) {
      const key = keyOf(labels);
      const alert = alerts.get(key) ?? { labels, state: 'normal', since: now, seen: now };
      alerts.set(key, alert);
      alert.seen = now;
      if (value !== 0) {
        alerting(key, alert, now);
      } else {
        calm(key, alert, now);
      }
    }
    for (const [key, alert] of alerts) {
      if (alert.seen + rule.missing * rule.interval <= now) {
        move(key, alert, 'normal', now);
        alerts.delete(key);
      }
    }
  });
  return intervals;
}

function samplesAt(series: readonly GridSeries[], index: number): Sample[] {
  return series.flatMap(({ labels, values }) => {
    const value = values[index];
    return value === undefined || value === null ? [] : [{ labels, value }];
  });
}

/** The same for the same labels, whatever their order. */
export function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
