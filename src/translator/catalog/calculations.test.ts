import { describe, expect, test } from 'vitest';
import { translate } from '../index';

const REQUESTS = 'baseten_inference_requests_total';
const LATENCY = 'baseten_end_to_end_response_time_seconds';
const CPU = 'baseten_container_cpu_usage_seconds_total';
const ACTIVE = 'baseten_replicas_active';
const GPU = 'baseten_gpu_utilization';

describe('calculations', () => {
  const table: Array<[name: string, query: object, expr: string]> = [
    ['a counter', { metric: REQUESTS }, `sum by (model_name, environment) (rate(${REQUESTS}[$__rate_interval]))`],
    ['one series', { metric: REQUESTS, groupBy: [] }, `sum(rate(${REQUESTS}[$__rate_interval]))`],
    [
      'a count in each step',
      { metric: REQUESTS, calculation: 'increase', groupBy: ['status_code'] },
      `sum by (status_code) (increase(${REQUESTS}[$__rate_interval]))`,
    ],
    [
      'a count over the range',
      { metric: REQUESTS, calculation: 'increase', groupBy: [], queryType: 'instant' },
      `sum(increase(${REQUESTS}[$__range]))`,
    ],
    [
      'the busiest replica',
      { metric: CPU, aggregation: 'max', groupBy: ['replica'], window: '10m' },
      `max by (replica) (rate(${CPU}[10m]))`,
    ],
    [
      'a quantile keeps le last',
      { metric: LATENCY, groupBy: ['model_name'] },
      `histogram_quantile(0.95, sum by (model_name, le) (rate(${LATENCY}_bucket[$__rate_interval])))`,
    ],
    [
      'a quantile of everything',
      { metric: LATENCY, groupBy: [], quantile: 0.999, queryType: 'instant' },
      `histogram_quantile(0.999, sum by (le) (rate(${LATENCY}_bucket[$__rate_interval])))`,
    ],
    [
      'le of the user is neither doubled nor shown',
      { metric: LATENCY, groupBy: ['le', 'model_id'] },
      `histogram_quantile(0.95, sum by (model_id, le) (rate(${LATENCY}_bucket[$__rate_interval])))`,
    ],
    [
      'a mean is the ratio of sums',
      { metric: LATENCY, calculation: 'mean', groupBy: ['model_id'], window: '5m' },
      `sum by (model_id) (rate(${LATENCY}_sum[5m])) / (sum by (model_id) (rate(${LATENCY}_count[5m])) > 0)`,
    ],
    [
      'observations per second',
      { metric: LATENCY, calculation: 'rate', groupBy: [] },
      `sum(rate(${LATENCY}_count[$__rate_interval]))`,
    ],
    [
      'a share within, however le is spelled',
      { metric: LATENCY, calculation: 'share_within', threshold: 2, groupBy: [], window: '5m' },
      `sum(rate(${LATENCY}_bucket{le=~"2|2\\\\.0"}[5m])) / (sum(rate(${LATENCY}_count[5m])) > 0)`,
    ],
    [
      'a share within a bound with one spelling',
      { metric: LATENCY, calculation: 'share_within', threshold: 0.5, groupBy: [], window: '5m' },
      `sum(rate(${LATENCY}_bucket{le="0.5"}[5m])) / (sum(rate(${LATENCY}_count[5m])) > 0)`,
    ],
    [
      'a share within a large bound',
      {
        metric: 'baseten_request_size_bytes',
        calculation: 'share_within',
        threshold: 1048576,
        groupBy: [],
        window: '5m',
      },
      'sum(rate(baseten_request_size_bytes_bucket{le=~"1048576|1048576\\\\.0|1\\\\.048576e\\\\+06"}[5m])) / (sum(rate(baseten_request_size_bytes_count[5m])) > 0)',
    ],
    [
      'a heatmap',
      { metric: LATENCY, calculation: 'heatmap' },
      `sum by (le) (increase(${LATENCY}_bucket[$__rate_interval]))`,
    ],
    ['a gauge', { metric: ACTIVE }, `sum by (model_name, environment) (${ACTIVE})`],
    ['a percentage', { metric: GPU, groupBy: ['gpu'] }, `avg by (gpu) (${GPU} >= 0 <= 100)`],
    [
      'the peak of a sum: the sum comes first',
      { metric: ACTIVE, calculation: 'max_over_time', groupBy: ['model_name'], window: '1h' },
      `max_over_time(sum by (model_name) (${ACTIVE})[1h:1m])`,
    ],
    [
      'the average of an average: the inner one comes first',
      { metric: GPU, calculation: 'avg_over_time', groupBy: [], window: '30m' },
      `avg_over_time(avg(${GPU} >= 0 <= 100)[30m:1m])`,
    ],
    [
      'the low of a highest: the inner one comes first',
      { metric: GPU, calculation: 'min_over_time', aggregation: 'max', groupBy: [], window: '30m' },
      `min_over_time(max(${GPU} >= 0 <= 100)[30m:1m])`,
    ],
    [
      'highest of highest: the plain form',
      { metric: ACTIVE, calculation: 'max_over_time', aggregation: 'max', groupBy: ['model_id'], window: '30m' },
      `max by (model_id) (max_over_time(${ACTIVE}[30m]))`,
    ],
    [
      'lowest of lowest: the plain form',
      { metric: ACTIVE, calculation: 'min_over_time', aggregation: 'min', groupBy: [], window: '30m' },
      `min(min_over_time(${ACTIVE}[30m]))`,
    ],
    [
      'highest of highest, without samples that are no percentage',
      { metric: GPU, calculation: 'max_over_time', aggregation: 'max', groupBy: ['gpu'], window: '30m' },
      `max_over_time(max by (gpu) (${GPU} >= 0 <= 100)[30m:1m])`,
    ],
    [
      'the past of a ratio: on every selector',
      { metric: LATENCY, calculation: 'mean', groupBy: [], window: '5m', offset: '1w' },
      `sum(rate(${LATENCY}_sum[5m] offset 1w)) / (sum(rate(${LATENCY}_count[5m] offset 1w)) > 0)`,
    ],
    ['the past of a gauge', { metric: ACTIVE, groupBy: [], offset: '1d' }, `sum(${ACTIVE} offset 1d)`],
    [
      'the past of a peak: on the subquery alone',
      { metric: ACTIVE, calculation: 'max_over_time', groupBy: [], window: '1h', offset: '1d' },
      `max_over_time(sum(${ACTIVE})[1h:1m] offset 1d)`,
    ],
    [
      'the range before this one',
      { metric: REQUESTS, calculation: 'increase', queryType: 'instant', groupBy: [], offset: '${__range}' },
      `sum(increase(${REQUESTS}[$__range] offset $__range))`,
    ],
    [
      'UTF-8 labels are quoted, plain ones are not',
      { metric: REQUESTS, groupBy: ['k8s.pod.name', 'model_name'], filters: [{ label: 'a b', values: ['x'] }] },
      `sum by ("k8s.pod.name", model_name) (rate(${REQUESTS}{"a b"="x"}[$__rate_interval]))`,
    ],
  ];
  test.each(table)('%s', (_, query, expr) => {
    expect(translate(query).expr).toBe(expr);
  });
});

describe('top', () => {
  const top5 = { order: 'top', n: 5 };
  const table: Array<[name: string, query: object, expr: string]> = [
    [
      'is ranked once over the range',
      { metric: REQUESTS, groupBy: ['model_name'], top: top5, window: '5m' },
      `sum by (model_name) (rate(${REQUESTS}[5m])) and topk(5, sum by (model_name) (rate(${REQUESTS}[$__range] @ end())))`,
    ],
    [
      'ranks a gauge by its average',
      { metric: GPU, groupBy: ['gpu'], top: { order: 'bottom', n: 3 } },
      `avg by (gpu) (${GPU} >= 0 <= 100) and bottomk(3, avg_over_time(avg by (gpu) (${GPU} >= 0 <= 100)[$__range:$__interval] @ end()))`,
    ],
    [
      'ranks a peak by the peak of the range',
      { metric: ACTIVE, calculation: 'max_over_time', groupBy: ['model_id'], window: '5m', top: top5 },
      `max_over_time(sum by (model_id) (${ACTIVE})[5m:1m]) and topk(5, max_over_time(sum by (model_id) (${ACTIVE})[$__range:1m] @ end()))`,
    ],
    [
      'keeps the offset in the rank',
      { metric: LATENCY, groupBy: ['model_id'], window: '5m', offset: '1d', top: top5 },
      `histogram_quantile(0.95, sum by (model_id, le) (rate(${LATENCY}_bucket[5m] offset 1d))) and topk(5, histogram_quantile(0.95, sum by (model_id, le) (rate(${LATENCY}_bucket[$__range] @ end() offset 1d))))`,
    ],
    [
      'needs no range when it looks at now',
      { metric: REQUESTS, groupBy: ['model_name'], top: top5, window: '5m', queryType: 'instant' },
      `topk(5, sum by (model_name) (rate(${REQUESTS}[5m])))`,
    ],
    [
      'has nothing to rank in one series',
      { metric: REQUESTS, groupBy: [], top: top5, window: '5m' },
      `sum(rate(${REQUESTS}[5m]))`,
    ],
    [
      'is the highest unless it says otherwise',
      { metric: REQUESTS, groupBy: ['model_name'], top: { n: 1 }, window: '5m', queryType: 'instant' },
      `topk(1, sum by (model_name) (rate(${REQUESTS}[5m])))`,
    ],
  ];
  test.each(table)('%s', (_, query, expr) => {
    expect(translate(query).expr).toBe(expr);
  });
});
