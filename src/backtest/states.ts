/**
 * The states of one alert rule over time, as Grafana's scheduler keeps them: `for`, keep firing, missing series, no data,
 * errors. Every rule of this was observed at a Grafana 12.3 (tests/backtest). Where nobody could evaluate, both ends of what
 * may have been are followed, so that the result is known again where both agree.
 */
import { evaluateMath, type Expression, type Labels, type Reading, type Result } from './math';

/** What decides about firing beside the condition; durations in milliseconds. */
export interface Timing {
  /** How long the condition must hold. */
  for: number;
  /** How long an alert fires on when its condition doesn't hold any more. */
  keep: number;
  /** Between two evaluations. */
  interval: number;
  noData: 'OK' | 'KeepLast' | 'Alerting' | 'NoData';
  onError: 'OK' | 'KeepLast' | 'Alerting' | 'Error';
  /** Evaluations that a series may be missing before its alert resolves. */
  missing: number;
}

export interface Rule extends Timing {
  condition: Expression;
}

/** Labels of the alerts that Grafana makes of no data and of errors. */
export const NO_DATA: Labels = { alertname: 'DatasourceNoData' };
export const ERROR: Labels = { alertname: 'DatasourceError' };

export type State = 'pending' | 'firing' | 'unknown';

/** From `start` to `end`, exclusive; the end is absent where it lasted to the end of the evaluations. Milliseconds. */
export interface Interval {
  labels: Labels;
  state: State;
  start: number;
  end?: number;
}

export interface Evaluations {
  rule: Rule;
  /** Times of the evaluations, ascending, one interval apart. Earlier states are not known. */
  times: readonly number[];
  /** What a query gave, or that it failed. */
  read: (ref: string, index: number) => Reading | 'error';
  /** True where it was silent before the first time; otherwise it may have fired. */
  fromSilence?: boolean;
}

export interface States {
  /** Stretches in which an alert was pending or firing or may have fired, in the order in which they began. */
  intervals: Interval[];
  /**
   * The rule as a whole at each time: fired where any alert did, unknown where one may have or nobody could evaluate,
   * otherwise silent.
   */
  rule: Array<'fired' | 'silent' | 'unknown'>;
}

/** What an evaluation means to one alert. */
type Input = 'alerting' | 'calm' | 'keep' | 'missing' | 'least';

interface Machine {
  state: 'normal' | 'pending' | 'firing';
  since: number;
  /** When it stopped to hold, while it is kept firing. */
  recovering?: number;
  /** The evaluation that last gave it a result. */
  seen: number;
}

/** One alert: the least and the most that its state can be. The same where all is known. */
interface Alert {
  labels: Labels;
  least: Machine;
  most: Machine;
}

const silent = (now: number): Machine => ({ state: 'normal', since: now, seen: now });

/** The state after an evaluation; undefined where Grafana forgets the alert. */
function next(rule: Timing, machine: Machine, input: Input, now: number): Machine | undefined {
  switch (input) {
    case 'missing':
      return machine.seen + rule.missing * rule.interval <= now ? undefined : machine;
    case 'least':
      // Whatever lets it end first: no result, or one that doesn't alert.
      return next(rule, { ...calmed(rule, machine, now), seen: machine.seen }, 'missing', now);
    case 'calm':
      return { ...calmed(rule, machine, now), seen: now };
    case 'keep':
      // One that is kept firing does not hold any more: there is no other last state to keep.
      return machine.state === 'normal' || machine.recovering !== undefined
        ? { ...calmed(rule, machine, now), seen: now }
        : next(rule, machine, 'alerting', now);
    case 'alerting': {
      const { recovering, ...rest } = machine;
      if (machine.state === 'normal') {
        return { state: rule.for > 0 ? 'pending' : 'firing', since: now, seen: now };
      }
      return machine.state === 'pending' && now - machine.since >= rule.for
        ? { state: 'firing', since: now, seen: now }
        : { ...rest, seen: now };
    }
  }
}

function calmed(rule: Timing, machine: Machine, now: number): Machine {
  if (machine.state === 'firing' && rule.keep > 0) {
    const recovering = machine.recovering ?? now;
    if (now - recovering < rule.keep) {
      return { ...machine, recovering };
    }
  }
  return machine.state === 'normal' ? machine : silent(now);
}

/** What an evaluation as a whole means: results by alert, or one input for all alerts that there are. */
type Outcome =
  | { kind: 'results'; results: ReadonlyArray<{ labels: Labels; alerting: boolean }> }
  /** `labels` of the alert that is made where there is none yet. */
  | { kind: 'all'; input: Input; labels: Labels }
  /** An alert of its own; the others get no result. */
  | { kind: 'own'; labels: Labels }
  | { kind: 'unknown' | 'quiet' };

function outcomeOf(rule: Timing, result: Result | 'error'): Outcome {
  if (result === 'unknown' || result === 'quiet') {
    return { kind: result };
  }
  if (result !== 'error' && result.length > 0) {
    // Not zero alerts: what is no number too, which a comparison in math leaves as it is.
    return { kind: 'results', results: result.map(({ labels, value }) => ({ labels, alerting: value !== 0 })) };
  }
  const does = result === 'error' ? rule.onError : rule.noData;
  const inputs = { OK: 'calm', KeepLast: 'keep', Alerting: 'alerting' } as const;
  return does === 'Error' || does === 'NoData'
    ? { kind: 'own', labels: does === 'Error' ? ERROR : NO_DATA }
    : { kind: 'all', input: inputs[does], labels: {} };
}

/** Evaluates a rule at each time. */
export function evaluateRule({ rule, read, ...rest }: Evaluations): States {
  return evaluateResults({ ...rest, rule, result: (index) => resultAt(rule, read, index) });
}

export interface Results extends Omit<Evaluations, 'rule' | 'read'> {
  rule: Timing;
  /** What the condition gave, or that a query failed. */
  result: (index: number) => Result | 'error';
}

/** The states of a rule whose condition is worked out already. */
export function evaluateResults({ rule, times, result, fromSilence }: Results): States {
  const first = times[0] ?? 0;
  const alerts = new Map<string, Alert>();
  /** The most that an alert can be which no known evaluation has shown. */
  let unseen: Machine | undefined =
    fromSilence === true ? undefined : { state: 'firing', since: -Infinity, seen: first - rule.interval };
  const log = new Log();

  const enter = (labels: Labels, now: number): Alert => {
    const key = keyOf(labels);
    const known = alerts.get(key);
    if (known !== undefined) {
      return known;
    }
    const alert = { labels, least: silent(now), most: unseen ?? silent(now) };
    alerts.set(key, alert);
    return alert;
  };
  const step = (key: string, alert: Alert, least: Input, most: Input, now: number) => {
    const low = next(rule, alert.least, least, now);
    const high = next(rule, alert.most, most, now);
    if (high === undefined) {
      alerts.delete(key);
    }
    alert.least = low ?? silent(now);
    alert.most = high ?? silent(now);
  };
  const stepUnseen = (input: Input, now: number) => {
    const machine = next(rule, unseen ?? silent(now), input, now);
    unseen = machine?.state === 'normal' ? undefined : machine;
  };
  const stepAll = (least: Input, most: Input, now: number) => {
    for (const [key, alert] of alerts) {
      step(key, alert, least, most, now);
    }
    stepUnseen(most, now);
  };

  const whole = times.map((now, index) => {
    const outcome = outcomeOf(rule, result(index));
    switch (outcome.kind) {
      case 'results': {
        const told = new Map(outcome.results.map(({ labels, alerting }) => [keyOf(labels), { labels, alerting }]));
        told.forEach(({ labels }) => enter(labels, now));
        // What stood for no data or an error ends with the first result.
        [NO_DATA, ERROR].forEach((labels) => alerts.delete(keyOf(labels)));
        for (const [key, alert] of alerts) {
          const mine = told.get(key);
          const input = mine === undefined ? 'missing' : mine.alerting ? 'alerting' : 'calm';
          step(key, alert, input, input, now);
        }
        stepUnseen('missing', now);
        break;
      }
      case 'all':
        if (alerts.size === 0 && outcome.input === 'alerting') {
          enter(outcome.labels, now);
        }
        stepAll(outcome.input, outcome.input, now);
        break;
      case 'own': {
        const own = enter(outcome.labels, now);
        own.least = own.most = {
          state: 'firing',
          since: own.least.state === 'firing' ? own.least.since : now,
          seen: now,
        };
        for (const [key, alert] of alerts) {
          if (alert !== own) {
            step(key, alert, 'missing', 'missing', now);
          }
        }
        stepUnseen('missing', now);
        break;
      }
      case 'quiet':
        // No result alerts, but some may be missing, or all, which is no data.
        stepAll(
          'least',
          ({ Alerting: 'alerting', KeepLast: 'keep', OK: 'missing', NoData: 'missing' } as const)[rule.noData],
          now
        );
        break;
      case 'unknown':
        stepAll('least', 'alerting', now);
        break;
    }
    const all = [...alerts.values()];
    all.forEach((alert) => log.note(alert.labels, shown(alert), now));
    log.forget(new Set(alerts.keys()), now);
    if (all.some(({ least }) => least.state === 'firing')) {
      return 'fired';
    }
    const may =
      outcome.kind === 'unknown' || unseen?.state === 'firing' || all.some(({ most }) => most.state === 'firing');
    return may ? 'unknown' : 'silent';
  });
  return { intervals: log.intervals, rule: whole };
}

function resultAt(rule: Rule, read: Evaluations['read'], index: number): Result | 'error' {
  let failed = false;
  const result = evaluateMath(rule.condition, (ref) => {
    const reading = read(ref, index);
    failed ||= reading === 'error';
    return reading === 'error' ? 'unknown' : reading;
  });
  return failed ? 'error' : result;
}

function shown({ least, most }: Alert): State | undefined {
  if (least.state === 'firing') {
    return 'firing';
  }
  if (most.state === 'firing') {
    return 'unknown';
  }
  return least.state === 'pending' ? 'pending' : undefined;
}

/** Writes stretches of one state down. */
class Log {
  readonly intervals: Interval[] = [];
  private readonly open = new Map<string, Interval>();

  note(labels: Labels, state: State | undefined, now: number): void {
    const key = keyOf(labels);
    const before = this.open.get(key);
    if (before?.state === state) {
      return;
    }
    if (before !== undefined) {
      before.end = now;
      this.open.delete(key);
    }
    if (state !== undefined) {
      const interval: Interval = { labels, state, start: now };
      this.intervals.push(interval);
      this.open.set(key, interval);
    }
  }

  /** Ends what is not there any more. */
  forget(keys: ReadonlySet<string>, now: number): void {
    for (const [key, { labels }] of this.open) {
      if (!keys.has(key)) {
        this.note(labels, undefined, now);
      }
    }
  }
}

/** A week of a series has one set of labels for ten thousand evaluations. */
const keys = new WeakMap<Labels, string>();

/** The same for the same labels, whatever their order. */
export function keyOf(labels: Labels): string {
  const known = keys.get(labels);
  if (known !== undefined) {
    return known;
  }
  const key = JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
  keys.set(labels, key);
  return key;
}
