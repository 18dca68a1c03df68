/**
 * The present state of a provisioned alert rule. It stands in for Grafana's scheduler: the rule's queries are sent to the
 * backend as a rule sends them, for a few moments up to now, and the states follow from those by the evaluator that the
 * replay of the rules uses.
 */
import { dataFrameFromJSON, type DataFrameJSON } from '@grafana/data';
import { isFetchError, getBackendSrv } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';
import { evaluateRule, keyOf, type GridSeries, type State } from '../../lib/evaluator';
import { parseMath } from '../../../src/backtest';
import { numbersOf } from '../../lib/numbers';
import type { ProvisionedRule } from './provisioned';
import { demoUid } from './standins/dataSources';

/** Grafana's expressions have this in place of a data source's uid. */
const EXPRESSION = '__expr__';

/** Moments at which a rule is looked at, spread over the time for which it has to hold. */
const MOMENTS = 5;

/** One alert of a rule that is pending or firing. */
export interface Alert {
  labels: Readonly<Record<string, string>>;
  state: Exclude<State, 'normal'>;
}

export interface RuleState {
  state: State | 'no data' | 'error';
  alerts: Alert[];
  /** What the backend said where a query failed. */
  error?: string;
  /** Series that the rule's queries gave at the last moment. */
  series: number;
}

interface Results {
  results: Record<string, { error?: string; frames?: DataFrameJSON[] }>;
}

const units: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a duration such as `90s` or `1h30m`. */
export function milliseconds(duration: string): number {
  return [...duration.matchAll(/(\d+)([smhd])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0),
    0
  );
}

/** Asks for the state at `now`, in milliseconds. A failure is a state too, so it never rejects. */
export async function stateOf(rule: ProvisionedRule, interval: string, now: number): Promise<RuleState> {
  const condition = rule.data.find(({ refId }) => refId === rule.condition)?.model.expression;
  if (condition === undefined) {
    return { state: 'error', alerts: [], series: 0, error: 'Its condition is no expression.' };
  }
  const hold = milliseconds(rule.for);
  const every = milliseconds(interval);
  // At least a minute apart, and the first of them `for` ago: what held at each has held long enough.
  const step = Math.max(every, Math.ceil(hold / MOMENTS / every) * every);
  const count = Math.ceil(hold / step) + 1;
  const times = Array.from({ length: count }, (_, index) => now - (count - 1 - index) * step);
  try {
    const series = await ask(rule, times);
    const intervals = evaluateRule({
      rule: {
        condition: parseMath(condition),
        for: hold,
        interval: step,
        noData: rule.noDataState === 'OK' ? 'OK' : 'KeepLast',
        missing: rule.missing_series_evals_to_resolve ?? 2,
      },
      times,
      series,
    });
    const alerts = intervals.filter(({ end }) => end === undefined).map(({ labels, state }) => ({ labels, state }));
    const present = Object.values(series).flatMap((list) => list.filter(({ values }) => values.at(-1) !== null)).length;
    const state = alerts.some((alert) => alert.state === 'firing')
      ? 'firing'
      : alerts.length > 0
        ? 'pending'
        : present > 0
          ? 'normal'
          : 'no data';
    return { state, alerts, series: present };
  } catch (error) {
    return { state: 'error', alerts: [], series: 0, error: words(error) };
  }
}

/** All queries of the rule at all moments in one request, as series on the grid of moments by refId. */
async function ask(rule: ProvisionedRule, times: number[]): Promise<Record<string, GridSeries[]>> {
  const queries = rule.data.filter(({ datasourceUid }) => datasourceUid !== EXPRESSION);
  const { data } = await lastValueFrom(
    getBackendSrv().fetch<Results>({
      url: '/api/ds/query',
      method: 'POST',
      headers: { FromAlert: 'true' },
      data: {
        from: String(times[0]),
        to: String(times.at(-1)),
        queries: queries.flatMap(({ refId, model, relativeTimeRange }) =>
          times.map((time, index) => ({
            ...model,
            refId: `${refId}@${index}`,
            datasource: { uid: demoUid },
            // What Grafana adds to a rule's query that says nothing.
            intervalMs: 1000,
            maxDataPoints: 43200,
            timeRange: {
              from: String(time - relativeTimeRange.from * 1000),
              to: String(time - relativeTimeRange.to * 1000),
            },
          }))
        ),
      },
    })
  );
  return Object.fromEntries(queries.map(({ refId }) => [refId, gather(data, refId, times.length)]));
}

function gather({ results }: Results, refId: string, moments: number): GridSeries[] {
  const byLabels = new Map<string, { labels: Readonly<Record<string, string>>; values: Array<number | null> }>();
  for (let index = 0; index < moments; index++) {
    const result = results[`${refId}@${index}`];
    if (result?.error) {
      throw new Error(result.error);
    }
    for (const frame of (result?.frames ?? []).map(dataFrameFromJSON)) {
      for (const { labels, values } of numbersOf(frame.meta?.type, frame.fields)) {
        const key = keyOf(labels);
        const series = byLabels.get(key) ?? { labels, values: Array.from({ length: moments }, () => null) };
        byLabels.set(key, series);
        series.values[index] = values.at(-1) ?? null;
      }
    }
  }
  return [...byLabels.values()];
}

function words(error: unknown): string {
  if (isFetchError<Partial<Results> & { message?: string }>(error)) {
    const failed = Object.values(error.data.results ?? {}).find((result) => result.error);
    return failed?.error ?? error.data.message ?? error.statusText ?? `HTTP status ${error.status}`;
  }
  return error instanceof Error ? error.message : String(error);
}
