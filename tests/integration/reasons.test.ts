/** Why a panel is empty: reason by kind of query, each made to happen on real servers. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { QueryModel } from '../../src/translator';
import { askRaw } from './ask';
import { serve, uids, type Made } from './present';

const minute = 60_000;
const now = Math.floor(Date.now() / minute) * minute;
const from = now - 3 * 60 * minute;
const production = { environment: 'production' };

const requests = (labels: Record<string, string>, perMinute: number): Made => ({
  metric: { __name__: 'baseten_inference_requests_total', is_async: 'false', ...labels },
  value: (at) => 100 + ((at - from) / minute) * perMinute,
});
const gauge = (name: string, labels: Record<string, string>, value: Made['value']): Made => ({
  metric: { __name__: name, ...labels },
  value,
});
const latency = (labels: Record<string, string>, perMinute: number): Made[] =>
  ['0.5', '1', '2', '+Inf'].map((le) => ({
    metric: {
      __name__: 'baseten_end_to_end_response_time_seconds_bucket',
      le,
      is_async: 'false',
      status_code: '200',
      ...labels,
    },
    value: (at: number) => 10 + ((at - from) / minute) * perMinute,
  }));
const parts = (labels: Record<string, string>, perMinute: number): Made[] =>
  ['_sum', '_count'].map((suffix) => ({
    metric: {
      __name__: `baseten_end_to_end_response_time_seconds${suffix}`,
      is_async: 'false',
      status_code: '200',
      ...labels,
    },
    value: (at: number) => 10 + ((at - from) / minute) * perMinute,
  }));

const busy = { model_name: 'busy', ...production, rollout_phase: 'stable' };
const quiet = { model_name: 'quiet', ...production, rollout_phase: 'stable' };
const canary = { model_name: 'canary', ...production };
const series: Made[] = [
  requests({ ...busy, status_code: '200' }, 60),
  requests({ ...quiet, status_code: '200' }, 0),
  requests({ model_name: 'lost', ...production, rollout_phase: 'stable', status_code: '404' }, 5),
  requests({ ...canary, rollout_phase: 'stable', status_code: '200' }, 60),
  requests({ ...canary, rollout_phase: 'promoting', status_code: '200' }, 0),
  ...latency(busy, 60),
  ...parts(busy, 60),
  ...latency(quiet, 0),
  ...parts(quiet, 0),
  ...latency({ ...canary, rollout_phase: 'stable' }, 60),
  ...latency({ ...canary, rollout_phase: 'promoting' }, 0),
  gauge('baseten_replicas_active', busy, () => 2),
  gauge('baseten_replicas_active', { model_name: 'gone', ...production }, (at) =>
    at < now - 90 * minute ? 1 : undefined
  ),
  gauge('baseten_replicas_active', { model_name: 'zero', ...production }, () => 0),
  gauge('baseten_concurrent_requests', { model_name: 'zero', ...production }, () => 3),
  gauge(
    'baseten_replicas_starting',
    { model_name: 'busy', environment: 'eu-prod', exported_environment: 'production' },
    () => 0
  ),
  gauge('baseten_async_queue_size', busy, (at) => (at === now - 62 * minute ? 4 : undefined)),
];

const model = (name: string): QueryModel['filters'] => [{ label: 'model_name', operator: '=', values: [name] }];
const instant = { queryType: 'instant' } as const;
const is = (label: string, value: string): QueryModel['filters'] => [{ label, operator: '=', values: [value] }];

interface Case {
  name: string;
  query: QueryModel;
  code: string;
  text: RegExp;
  params?: object;
  range?: [number, number];
}

const requestsTotal = 'baseten_inference_requests_total';
const responseTime = 'baseten_end_to_end_response_time_seconds';
const cases: Case[] = [
  {
    name: 'a gauge that ended, as a range',
    query: { metric: 'baseten_replicas_active', filters: model('gone') },
    code: 'ended',
    text: /The last sample of baseten_replicas_active with these filters was at .*scales to zero/,
    params: { metric: 'baseten_replicas_active', last: now - 91 * minute },
  },
  {
    name: 'a gauge that ended, at once',
    query: { metric: 'baseten_replicas_active', filters: model('gone'), ...instant },
    code: 'ended',
    text: /scales to zero/,
  },
  {
    name: 'the highest of a gauge that ended',
    query: { metric: 'baseten_replicas_active', calculation: 'max_over_time', window: '10m', filters: model('gone') },
    code: 'ended',
    text: /scales to zero/,
  },
  {
    name: 'the highest sum of a gauge that ended',
    query: { metric: 'baseten_replicas_active', calculation: 'avg_over_time', window: '10m', filters: model('gone') },
    code: 'ended',
    text: /scales to zero/,
  },
  {
    name: 'code on a gauge that ended',
    query: { editorMode: 'code', expr: 'sum(baseten_replicas_active{model_name="gone"})' },
    code: 'ended',
    text: /scales to zero/,
  },
  {
    name: 'a share within a bound that there is not',
    query: { metric: responseTime, calculation: 'share_within', threshold: 0.7, filters: model('busy') },
    code: 'bound',
    text: /no bucket that ends at 0\.7\. Its bounds are 0\.5, 1, 2\./,
    params: { bound: '0.7', bounds: ['0.5', '1', '2'] },
  },
  {
    name: 'a measure with such a bound',
    query: { metric: 'good_within_objective', threshold: 7, window: '10m', groupBy: [] },
    code: 'bound',
    text: /no bucket that ends at 7\./,
  },
  {
    name: 'code with such a bound',
    query: { editorMode: 'code', expr: `rate(${responseTime}_bucket{le="0.7"}[5m])` },
    code: 'bound',
    text: /Its bounds are/,
  },
  {
    name: 'a gauge in the future',
    query: { metric: 'baseten_replicas_active' },
    range: [now + 60 * minute, now + 120 * minute],
    code: 'future',
    text: /lies in the future/,
  },
  {
    name: 'a measure in the future',
    query: { metric: 'error_ratio', ...instant },
    range: [now + 60 * minute, now + 120 * minute],
    code: 'future',
    text: /lies in the future/,
  },
  {
    name: 'the ratio of an idle model',
    query: { metric: 'error_ratio', window: '10m', filters: model('quiet') },
    code: 'traffic',
    text: /counted nothing/,
    params: { metric: requestsTotal },
  },
  {
    name: 'the success of an idle model',
    query: { metric: 'success_ratio', window: '10m', filters: model('quiet'), ...instant },
    code: 'traffic',
    text: /counted nothing/,
  },
  {
    name: 'a quantile of an idle model',
    query: { metric: responseTime, calculation: 'quantile', filters: model('quiet') },
    code: 'traffic',
    text: /a quantile needs traffic/,
  },
  {
    name: 'the mean of an idle model',
    query: { metric: responseTime, calculation: 'mean', filters: model('quiet') },
    code: 'traffic',
    text: /counted nothing/,
  },
  {
    name: 'the share of an idle model',
    query: { metric: responseTime, calculation: 'share_within', threshold: 1, filters: model('quiet') },
    code: 'traffic',
    text: /counted nothing/,
  },
  {
    name: 'code that divides nothing by nothing',
    query: {
      editorMode: 'code',
      expr: `rate(${responseTime}_sum{model_name="quiet"}[5m]) / rate(${responseTime}_count{model_name="quiet"}[5m])`,
    },
    code: 'traffic',
    text: /counted nothing/,
  },
  {
    name: 'a canary whose promoting side is idle',
    query: { metric: 'canary_error_ratio', window: '10m', filters: model('canary') },
    code: 'traffic',
    text: /^The promoting side had no traffic/,
    params: { side: 'promoting' },
  },
  {
    name: 'its latency',
    query: { metric: 'canary_latency', window: '10m', filters: model('canary') },
    code: 'traffic',
    text: /^The promoting side had no traffic/,
    params: { side: 'promoting' },
  },
  {
    name: 'no rollout at all',
    query: { metric: 'canary_error_ratio', window: '10m', filters: model('busy') },
    code: 'side',
    text: /no deployment whose rollout_phase is 'promoting'/,
    params: { side: 'promoting' },
  },
  {
    name: 'the only requests are not counted',
    query: { metric: 'error_ratio', window: '10m', filters: model('lost') },
    code: 'condition',
    text: /Error ratio looks only at .*status_code is '404'/,
  },
  {
    name: 'no replica to divide by',
    query: { metric: 'concurrency_per_replica', window: '10m', filters: model('zero') },
    code: 'zero',
    text: /was never above 0/,
  },
  {
    name: 'a second operand that is missing',
    query: { editorMode: 'code', expr: 'sum(baseten_replicas_active) + sum(baseten_gpu_memory_used)' },
    code: 'metric',
    text: /baseten_gpu_memory_used is not on this server/,
    params: { metric: 'baseten_gpu_memory_used' },
  },
  {
    name: 'an operand of a measure that is missing',
    query: { metric: 'gpus_in_use' },
    code: 'metric',
    text: /baseten_gpu_utilization is not on this server/,
  },
  {
    name: 'an environment that the scrape job names',
    query: { metric: 'baseten_replicas_starting', filters: is('environment', 'production') },
    code: 'relabelled',
    text: /stands in exported_environment\. Set honor_labels/,
    params: { label: 'environment', exported: 'exported_environment', value: 'production' },
  },
  {
    name: 'the same in code',
    query: { editorMode: 'code', expr: 'max(baseten_replicas_starting{environment="production"})' },
    code: 'relabelled',
    text: /honor_labels/,
  },
  {
    name: 'a comparison that nothing fulfils',
    query: { editorMode: 'code', expr: 'baseten_replicas_active > 100' },
    code: 'compared',
    text: /No value is > 100/,
  },
  {
    name: 'sides without common labels',
    query: {
      editorMode: 'code',
      expr: 'baseten_replicas_active{model_name="busy"} - baseten_replicas_active{model_name="zero"}',
    },
    code: 'unjoined',
    text: /none of them for the same labels/,
  },
  {
    name: 'absent where it is there',
    query: { editorMode: 'code', expr: 'absent(baseten_replicas_active)' },
    code: 'present',
    text: /it is there/,
  },
  {
    name: 'a single sample',
    query: { editorMode: 'code', expr: 'rate(baseten_async_queue_size[10m])' },
    range: [now - 63 * minute, now - 55 * minute],
    code: 'window',
    text: /never two in the window of 10m/,
  },
  {
    name: 'a past that there is not yet',
    query: { metric: 'baseten_replicas_active', offset: '1w' },
    code: 'range',
    text: /has no sample 7d before this time range/,
    params: { before: '7d', later: true },
  },
  {
    name: 'a range before there was anything',
    query: { metric: 'baseten_replicas_active' },
    range: [now - 48 * 60 * minute, now - 24 * 60 * minute],
    code: 'range',
    text: /has no sample in this time range/,
    params: { later: true },
  },
  {
    name: 'a filter against what a measure compares',
    query: { metric: 'canary_error_ratio', window: '10m', filters: is('rollout_phase', 'stable') },
    code: 'filter',
    text: /two conditions of this query: rollout_phase is 'stable', and rollout_phase is 'promoting'/,
  },
  {
    name: 'a quantile of buckets that were added up',
    query: {
      editorMode: 'code',
      expr: `histogram_quantile(0.9, sum by (model_name) (rate(${responseTime}_bucket[5m])))`,
    },
    code: 'unbucketed',
    text: /and sum by \(model_name\) leaves nothing to tell them apart by/,
    params: { by: 'sum by (model_name)' },
  },
  {
    name: 'another model',
    query: { metric: 'baseten_replicas_active', filters: model('bussy') },
    code: 'filter',
    text: /the server has 'busy'/,
  },
];

let stop: () => Promise<void> = () => Promise.resolve();
beforeAll(async () => {
  stop = await serve('reasons', { gateway: inject('gateway'), from, to: now, step: 60, series });
});
afterAll(() => stop());

describe.each(uids('reasons'))('on %s', (source) => {
  it.each(cases)('$name', async ({ query, code, text, params = {}, range = [now - 60 * minute, now] }) => {
    const { error, frames } = await askRaw({ source, query, from: range[0], to: range[1], stepMs: minute });
    expect(error).toBeUndefined();
    const why = frames?.[0]?.schema.meta?.custom?.whyEmpty;
    expect(why).toMatchObject({ reason: code, text: expect.stringMatching(text) });
    expect(why?.params ?? {}).toMatchObject(params);
  });
});
