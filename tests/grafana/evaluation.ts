/** What Grafana makes of a rule at times of the past, and what the preview makes of it. */
import type { APIRequestContext } from '@playwright/test';
import { keyOf, type Labels, type Piece, type Timing } from '../../src/backtest';
import type { Past } from '../../src/alerts/week/examine';
import { knownOf, knownQueries, withAhead } from '../../src/editor/rule/preview/known';
import type { Values } from '../../src/editor/rule/preview/values';
import { project } from '../../build/project.mjs';
import { ask, expect, type Frame, uid, witness } from './grafana';

export const MINUTE = 60_000;
/** Evaluations that are compared. */
export const COUNT = 60;
/** Of them before what is looked for. */
const BEFORE = 20;

export interface GrafanaQuery {
  refId: string;
  datasourceUid: string;
  relativeTimeRange: { from: number; to: number };
  model: Record<string, unknown>;
}

/** The first of the evaluations around that of the last day at which PromQL that was written by hand is highest. */
export async function beginOf(request: APIRequestContext, expr: string, interval = MINUTE): Promise<number> {
  const to = Math.floor(Date.now() / MINUTE - 10) * MINUTE;
  const range = { from: to - 23 * 60 * MINUTE, to: to - (COUNT - BEFORE) * interval };
  const query = { expr, range: true, maxDataPoints: 2000 };
  const frames = await ask(request, await witness(request), query, range);
  let best = { time: NaN, value: -Infinity };
  for (const { data } of frames) {
    const [times = [], values = []] = data.values;
    values.forEach((value, i) => {
      if (typeof value === 'number' && value > best.value) {
        best = { time: Number(times[i]), value };
      }
    });
  }
  expect(best.value, `${expr} happens in the last day`).toBeGreaterThan(0);
  return (Math.floor(best.time / interval) - BEFORE) * interval;
}

function labelled(frames: readonly Frame[]): Array<{ labels: Labels; values: unknown[] }> {
  return frames.flatMap(({ schema, data }) =>
    schema.fields.flatMap((field, i) =>
      field.type === 'number' ? [{ labels: field.labels ?? {}, values: data.values[i] ?? [] }] : []
    )
  );
}

/** What Grafana's evaluator says at a time: 1 or 0 for each series. */
export async function evaluated(
  request: APIRequestContext,
  data: readonly GrafanaQuery[],
  condition: string,
  time: number
): Promise<Map<string, number>> {
  const answer = await request.post('/api/v1/eval', { data: { data, condition, now: new Date(time).toISOString() } });
  const body: { results?: Record<string, { error?: string; frames?: Frame[] }> } = await answer.json();
  const result = body.results?.[condition];
  if (!answer.ok() || result === undefined || result.error !== undefined) {
    throw new Error(result?.error ?? `Grafana answered ${answer.status()}: ${JSON.stringify(body).slice(0, 500)}`);
  }
  return new Map(
    labelled(result.frames ?? []).flatMap(({ labels, values: [value] }) =>
      // What is no number is null in JSON, and alerts.
      value === undefined ? [] : [[keyOf(labels), value === 0 ? 0 : 1] as const]
    )
  );
}

/** The states of a rule's series at each evaluation by Grafana's own backtest, which knows no keep and five missing evaluations. */
export async function backtested(
  request: APIRequestContext,
  rule: { data: readonly GrafanaQuery[]; condition: string; timing: Timing },
  from: number
): Promise<Map<string, Array<string | null>>> {
  const { timing, data, condition } = rule;
  const answer = await request.post('/api/v1/rule/backtest', {
    data: {
      // Without the rule's own labels, which its series would have too.
      data,
      condition,
      title: 'Evaluation',
      from: new Date(from).toISOString(),
      to: new Date(from + COUNT * timing.interval).toISOString(),
      interval: `${timing.interval / MINUTE}m`,
      for: `${timing.for / MINUTE}m`,
      no_data_state: timing.noData,
    },
    timeout: 240_000,
  });
  // The toggle alertingBacktesting: `npm run e2e:grafana` sets it where it starts Grafana.
  expect(answer.ok(), await answer.text()).toBe(true);
  const frame: Frame = await answer.json();
  return new Map(
    frame.schema.fields.flatMap((field, i) =>
      field.type === 'string'
        ? [
            [
              keyOf(field.labels ?? {}),
              (frame.data.values[i] ?? []).map((each) => (typeof each === 'string' ? each : null)),
            ],
          ]
        : []
    )
  );
}

/** What the preview asks for, by Grafana's data proxy as the page does, at evaluations from a time on. */
export function pastOf(
  request: APIRequestContext,
  begin: number,
  stepMs = MINUTE
): Past & { knownOf: (isOfExport: boolean) => Past['known'] } {
  const grid = { begin, stepMs };
  const values = async (query: object, { first, last }: Piece): Promise<Values[]> => {
    const range = { from: begin + first * stepMs, to: begin + last * stepMs };
    const frames = await ask(request, { uid, type: project.id }, query, range);
    return frames.flatMap(({ schema, data }) => {
      const times = data.values[schema.fields.findIndex(({ type }) => type === 'time')] ?? [];
      return labelled([{ schema, data }]).map((series) => {
        const found = new Float64Array(last - first + 1).fill(NaN);
        times.forEach((time, i) => {
          const value = series.values[i];
          if (typeof value === 'number') {
            found[(Number(time) - begin) / stepMs - first] = value;
          }
        });
        return { labels: series.labels, values: found };
      });
    });
  };
  const knownAt = (isOfExport: boolean) => async (piece: Piece) => {
    const ahead = withAhead({ ...grid, ...piece }, piece.last + 60);
    const [gone = [], scraped = []] = await Promise.all(
      knownQueries(['A', 'A'], `${stepMs / MINUTE}m`).map((query) => values(query, ahead))
    );
    const known = knownOf(gone, scraped, ahead);
    return (isOfExport ? known.export : known.models).subarray(0, piece.last - piece.first + 1);
  };
  return { values: ({ query }, piece) => values(query, piece), known: knownAt(false), knownOf: knownAt };
}
