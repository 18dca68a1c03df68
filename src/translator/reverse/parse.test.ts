import { readdirSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { translate } from '../translate';
import type { TranslateContext, Translation } from '../contract/translation';
import { fromPromQL } from '.';

interface Entry {
  name: string;
  query: { editorMode?: string; metric?: string; calculation?: string; hide?: boolean; interval?: string };
  context?: TranslateContext;
  result?: { expr: string; kind?: string };
}

const folder = new URL('../corpus/', import.meta.url);
const corpus = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .flatMap((file): Entry[] => JSON.parse(readFileSync(new URL(file, folder), 'utf8')))
  .filter(({ query, result }) => result !== undefined && result.expr !== '' && query.editorMode !== 'code');

/** What a text can say of a translation: not its legend, and not whether it is asked once or step by step. */
function meaning({ expr, metric, qualifier, unit, decimals, labels, window, stepAtLeast }: Translation) {
  return { expr, metric, qualifier, unit, decimals, labels, window, stepAtLeast };
}

describe('PromQL back to a builder query', () => {
  it('gives every text of the corpus back, as a query of the same metric and calculation', () => {
    const lost: string[] = [];
    for (const { name, query, result, context } of corpus) {
      const expr = result?.expr ?? '';
      const read = fromPromQL(expr, context);
      const written = translate(query, context);
      const { queryType } = written;
      const same =
        'query' in read &&
        read.query.metric === query.metric &&
        isDeepStrictEqual(
          meaning(translate({ ...read.query, queryType, interval: query.interval }, context)),
          meaning(written)
        );
      if (!same) {
        lost.push(`${name}: ${expr} → ${JSON.stringify(read)}`);
      }
    }
    expect(corpus.length).toBeGreaterThan(800);
    expect(lost).toEqual([]);
  }, 120_000);

  it.each<[string, object]>([
    ['avg by (gpu) (baseten_gpu_utilization{replica="r"})', { calculation: 'value', aggregation: 'avg' }],
    ['avg by (gpu) (baseten_gpu_utilization{replica="r"} >= 0 <= 100)', { calculation: 'value', aggregation: 'avg' }],
    ['max by (gpu) (max_over_time(baseten_gpu_utilization[1h]))', { calculation: 'max_over_time', window: '1h' }],
    [
      'max_over_time(max by (gpu) (baseten_gpu_utilization >= 0 <= 100)[1h:1m])',
      { calculation: 'max_over_time', window: '1h' },
    ],
    [
      'count(max by (deployment_id, replica, gpu) (baseten_gpu_utilization) and on (deployment_id, replica, gpu) max by (deployment_id, replica, gpu) (max_over_time(baseten_gpu_utilization[30m])) < 5) or 0 * count(max by (deployment_id, replica, gpu) (baseten_gpu_utilization))',
      { metric: 'idle_gpus' },
    ],
  ])('reads a gauge with and without the samples that are none: %s', (text, query) => {
    expect(fromPromQL(text)).toMatchObject({ query });
  });

  it.each([
    [
      'sum by ("status_code") (rate({"baseten_inference_requests_total", model_name="Llama", "is_async"=`true`}[5m]))',
      {
        metric: 'baseten_inference_requests_total',
        calculation: 'rate',
        filters: [
          { label: 'model_name', operator: '=', values: ['Llama'] },
          { label: 'is_async', operator: '=', values: ['true'] },
        ],
        groupBy: ['status_code'],
        aggregation: 'sum',
        window: '5m',
      },
    ],
    [
      "sum(rate(baseten_inference_requests_total{ model_name = 'Llama' }[5m])) by (status_code)",
      {
        metric: 'baseten_inference_requests_total',
        calculation: 'rate',
        filters: [{ label: 'model_name', operator: '=', values: ['Llama'] }],
        groupBy: ['status_code'],
        aggregation: 'sum',
        window: '5m',
      },
    ],
    [
      'avg(baseten_gpu_utilization{model_name=~"a\\\\.b|c"} offset 1d)',
      {
        metric: 'baseten_gpu_utilization',
        calculation: 'value',
        filters: [{ label: 'model_name', operator: '=', values: ['a.b', 'c'] }],
        groupBy: [],
        aggregation: 'avg',
        offset: '1d',
      },
    ],
    [
      // The order that Grafana's own builder and most dashboards write.
      'histogram_quantile(0.9, sum by(le, model_name) (rate(baseten_time_to_first_byte_seconds_bucket[5m])))',
      {
        metric: 'baseten_time_to_first_byte_seconds',
        calculation: 'quantile',
        groupBy: ['model_name'],
        quantile: 0.9,
        window: '5m',
      },
    ],
    [
      'sum(rate(baseten_time_to_first_byte_seconds_bucket{le="1.0"}[5m])) / ' +
        '(sum(rate(baseten_time_to_first_byte_seconds_count[5m])) > 0)',
      {
        metric: 'baseten_time_to_first_byte_seconds',
        calculation: 'share_within',
        groupBy: [],
        threshold: 1,
        window: '5m',
      },
    ],
    [
      'sum(baseten_replicas_active{environment=~"|production",model_name!~"a|a"})',
      {
        metric: 'baseten_replicas_active',
        calculation: 'value',
        filters: [
          { label: 'environment', operator: '=~', values: ['|production'] },
          { label: 'model_name', operator: '!~', values: ['a|a'] },
        ],
        groupBy: [],
        aggregation: 'sum',
      },
    ],
  ])('reads what a person writes: %s', (text, query) => {
    expect(fromPromQL(text)).toEqual({ query });
  });

  it.each([
    ['sum(up)', 'up is no series of the catalog.'],
    [
      'sum(rate(baseten_inference_requests_total[5m])) * 60',
      /none of the builder's calculations; it comes nearest to Inference requests/,
    ],
    ['rate(baseten_inference_requests_total[5m])', /none of the builder's calculations/],
    ['sum without (replica) (baseten_replicas_active)', /all labels but some: without \(replica\)/],
    ['baseten_replicas_active @ 17', /fixed point in time/],
    ['a * on (x) group_left (y) b', /way to match series/],
    ['sum(baseten_replicas_active', /could not be read from character/],
    ['', /could not be read from character 1 on|There is no PromQL/],
    ['{a="b"}', /without the name of one series/],
  ])('says what has no place: %s', (text, reason) => {
    const read = fromPromQL(text);
    expect('reason' in read ? read.reason : JSON.stringify(read)).toMatch(reason);
  });

  it('reads the deepest back that the builder writes', () => {
    const query = {
      metric: 'wanted_short_minutes',
      groupBy: ['model_name'],
      maxReplicas: 64,
      offset: '5m',
      top: { order: 'top', n: 1 },
    };
    expect(fromPromQL(translate(query).expr)).toEqual({ query });
  });

  it('survives long and deep texts', () => {
    expect(fromPromQL('('.repeat(200) + 'up' + ')'.repeat(200))).toHaveProperty('reason');
    expect(fromPromQL(`sum(baseten_replicas_active{a="${'x'.repeat(100_000)}"})`)).toHaveProperty('query');
  });
});
