/** Asks the plugin through the gateway, and Prometheus itself. */
import { saveSource } from '../../demo/servers/gateway';
import type { Frame } from '../integration/ask';
import { keyOf, type Case, type Values } from './cases';

const uid = 'load';

interface Answer {
  status: number;
  error?: string;
  errorSource?: string;
  frames?: Frame[];
}

/** Makes or changes the data source; a change gives it a new instance in the plugin. */
export function saveLoaded(gateway: string, url: string, jsonData: object): Promise<void> {
  return saveSource(gateway, uid, { url, jsonData: { scrapeInterval: '60s', ...jsonData } });
}

/** The plugin's answer to a case. */
export async function askPlugin(gateway: string, asked: Case, from: number, to: number): Promise<Answer> {
  const response = await fetch(`${gateway}/api/ds/query`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(asked.fromAlert ? { 'X-Demo-From-Alert': 'true' } : {}) },
    body: JSON.stringify({
      from: String(from),
      to: String(to),
      queries: [{ refId: 'A', datasource: { uid }, intervalMs: 60_000, maxDataPoints: 2000, ...asked.query }],
    }),
  });
  const body: { results?: Record<string, Answer> } = await response.json();
  const answer = body.results?.['A'];
  if (answer === undefined) {
    throw new Error(`The gateway answered ${response.status}: ${JSON.stringify(body)}`);
  }
  return answer;
}

/** Samples of the plugin's frames. An instant's time is that of the question. */
export function valuesOf(frames: Frame[], instant: number): Values {
  const values: Values = new Map();
  for (const { schema, data } of frames) {
    const times = data.values[schema.fields.findIndex(({ type }) => type === 'time')];
    // Rules get a row for each series, with its labels in columns.
    const labelColumns = schema.fields.flatMap(({ type, name }, i) => (type === 'string' ? [{ name, i }] : []));
    schema.fields.forEach((field, i) => {
      if (field.type !== 'number') {
        return;
      }
      (data.values[i] ?? []).forEach((value, row) => {
        const time = times?.[row] ?? instant;
        if (typeof value !== 'number' || typeof time !== 'number') {
          return;
        }
        const labels = labelColumns.map(({ name, i: at }) => [name, String(data.values[at]?.[row])]);
        const key = keyOf({ ...field.labels, ...Object.fromEntries(labels) });
        const points = values.get(key) ?? new Map<number, number>();
        values.set(key, points.set(time / 1000, value));
      });
    });
  }
  return values;
}

interface PrometheusAnswer {
  data: {
    result: Array<{
      metric: Record<string, string>;
      values?: Array<[number, string]>;
      value?: [number, string];
    }>;
  };
}

/** What Prometheus says to the PromQL by hand; NaN is no sample. */
export async function askPrometheus(url: string, asked: Case, from: number, to: number): Promise<Values> {
  const parameters: Record<string, string> = asked.instant
    ? { query: asked.promql, time: String(to / 1000) }
    : { query: asked.promql, start: String(from / 1000), end: String(to / 1000), step: '60' };
  const endpoint = asked.instant ? 'query' : 'query_range';
  const response = await fetch(`${url}/api/v1/${endpoint}?${new URLSearchParams(parameters).toString()}`);
  const body: PrometheusAnswer = await response.json();
  const values: Values = new Map();
  for (const { metric, values: range, value } of body.data.result) {
    const samples = range ?? (value ? [value] : []);
    const finite = samples.filter(([, text]) => text !== 'NaN');
    if (finite.length > 0) {
      values.set(keyOf(metric), new Map(finite.map(([time, text]) => [time, Number(text.replace('Inf', 'Infinity'))])));
    }
  }
  return values;
}
