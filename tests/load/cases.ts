/** What is asked under load: queries, and the PromQL by hand that says what their answer is. */
import type { QueryModel } from '../../src/translator';
import { start } from '../integration/past';

const minute = 60_000;

export interface Case {
  query: QueryModel;
  /** Prometheus itself evaluates it, before the load. */
  promql: string;
  instant?: boolean;
  fromAlert?: boolean;
}

// Step and scrape interval are a minute, so that $__rate_interval is four.
export const cases: Case[] = [
  {
    query: { metric: 'baseten_replicas_active', groupBy: ['model_name'] },
    promql: 'sum by (model_name) (baseten_replicas_active)',
  },
  {
    query: {
      metric: 'baseten_inference_requests_total',
      calculation: 'rate',
      groupBy: ['model_name', 'environment', 'status_code'],
    },
    promql: 'sum by (model_name, environment, status_code) (rate(baseten_inference_requests_total[4m]))',
  },
  {
    query: {
      metric: 'baseten_end_to_end_response_time_seconds',
      calculation: 'quantile',
      quantile: 0.95,
      groupBy: ['model_name'],
    },
    promql:
      'histogram_quantile(0.95, sum by (model_name, le) (rate(baseten_end_to_end_response_time_seconds_bucket[4m])))',
  },
  {
    query: { metric: 'baseten_end_to_end_response_time_seconds', calculation: 'mean', groupBy: ['environment'] },
    promql:
      'sum by (environment) (rate(baseten_end_to_end_response_time_seconds_sum[4m])) / ' +
      '(sum by (environment) (rate(baseten_end_to_end_response_time_seconds_count[4m])) > 0)',
  },
  {
    query: {
      metric: 'baseten_replicas_active',
      aggregation: 'max',
      groupBy: ['deployment_id'],
      filters: [{ label: 'environment', operator: '=', values: ['production'] }],
      queryType: 'instant',
    },
    promql: 'max by (deployment_id) (baseten_replicas_active{environment="production"})',
    instant: true,
  },
  {
    query: { metric: 'baseten_inference_requests_total', calculation: 'rate', groupBy: ['model_name'], window: '5m' },
    promql: 'sum by (model_name) (rate(baseten_inference_requests_total[5m]))',
    instant: true,
    fromAlert: true,
  },
  {
    query: { editorMode: 'code', expr: 'avg by (model_name) (rate(baseten_inference_requests_total[10m]))' },
    promql: 'avg by (model_name) (rate(baseten_inference_requests_total[10m]))',
  },
];

/** Ranges of two hours within the past, in milliseconds; different ones, so that few questions are the same. */
export const ranges = Array.from({ length: 20 }, (_, i) => {
  const from = start + (30 + i * 5) * minute;
  return { from, to: from + 120 * minute };
});

/** Labels as a text, then time in seconds, then value. */
export type Values = Map<string, Map<number, number>>;

export function keyOf(labels: Record<string, string>): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Says the first difference between an answer and what it should be; null where there is none. */
export function difference(got: Values, want: Values): string | null {
  if (got.size !== want.size) {
    return `${got.size} series, should be ${want.size}`;
  }
  for (const [key, points] of want) {
    const own = got.get(key);
    if (own === undefined || own.size !== points.size) {
      return `${key} has ${own?.size} samples, should have ${points.size}`;
    }
    for (const [time, value] of points) {
      const found = own.get(time);
      if (found === undefined || Math.abs(found - value) > 1e-9 * Math.abs(value)) {
        return `${key} is ${found} at ${time}, should be ${value}`;
      }
    }
  }
  return null;
}
