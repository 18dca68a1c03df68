import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { calculationRows } from './calculations';
import { offeredOn } from '../contract/query';
import { applicableLabels, catalog, exportedSeries, findEntry, isCatalogLabel, labelTitles } from './index';

interface MatrixMetric {
  name: string;
  type: string;
  required: string[];
  optional: string[];
}

/** Reads the support matrix as Baseten published it: a heading, a type and a list of labels for each metric. */
function readMatrix(): MatrixMetric[] {
  const text = readFileSync(new URL('./testdata/metrics-support-matrix.md', import.meta.url), 'utf8');
  return text
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const labels = [...section.matchAll(/<ParamField query="([^"]+)" type="label"( required)?>/g)];
      const names = (required: boolean) =>
        labels.filter((label) => (label[2] !== undefined) === required).map((label) => label[1] ?? '');
      return {
        name: /^`([^`]+)`/.exec(section)?.[1] ?? '',
        type: /^Type: `([^`]+)`/m.exec(section)?.[1] ?? '',
        required: names(true),
        optional: names(false),
      };
    });
}

describe('the support matrix', () => {
  const matrix = readMatrix();

  test('is read whole', () => {
    expect(matrix.map(({ name }) => name)).toEqual([
      'baseten_inference_requests_total',
      'baseten_end_to_end_response_time_seconds',
      'baseten_container_cpu_usage_seconds_total',
      'baseten_replicas_active',
      'baseten_replicas_starting',
      'baseten_container_cpu_memory_working_set_bytes',
      'baseten_gpu_memory_used',
      'baseten_gpu_utilization',
    ]);
  });

  test.each(matrix)(
    '$name has the type and the labels that it is published with',
    ({ name, type, required, optional }) => {
      const entry = findEntry(name);
      expect(entry).toMatchObject({
        kind: 'series',
        type,
        labels: required,
        optionalLabels: optional,
        origin: 'matrix',
      });
    }
  );

  test('is what the catalog calls it, and nothing else', () => {
    const claimed = catalog.filter((entry) => entry.kind === 'series' && entry.origin === 'matrix').map(({ id }) => id);
    expect(claimed.sort()).toEqual(matrix.map(({ name }) => name).sort());
  });
});

/** Unit of the plain value and of the rate, as the public docs describe each series. */
const UNITS: Record<string, [unit: string, rateUnit?: string]> = {
  baseten_inference_requests_total: ['short', 'reqps'],
  baseten_concurrent_requests: ['short'],
  baseten_ongoing_websocket_connections: ['short'],
  baseten_request_size_bytes: ['bytes', 'reqps'],
  baseten_response_size_bytes: ['bytes', 'reqps'],
  baseten_end_to_end_response_time_seconds: ['s', 'reqps'],
  baseten_time_to_first_byte_seconds: ['s', 'reqps'],
  baseten_replicas_active: ['short'],
  baseten_replicas_starting: ['short'],
  baseten_container_restarts_total: ['short', 'cps'],
  baseten_pod_readiness: ['short'],
  baseten_container_cpu_usage_seconds_total: ['s', 'suffix: cores'],
  baseten_container_cpu_memory_working_set_bytes: ['bytes'],
  baseten_gpu_memory_used: ['mbytes'],
  baseten_gpu_utilization: ['percent'],
  baseten_async_queue_size: ['short'],
  baseten_time_in_async_queue_seconds: ['s', 'reqps'],
  baseten_async_webhook_requests_total: ['short', 'reqps'],
  baseten_async_webhook_latency_seconds: ['s', 'reqps'],
  baseten_llm_input_tokens_total: ['short', 'suffix: tok/s'],
  baseten_llm_output_tokens_total: ['short', 'suffix: tok/s'],
  baseten_llm_input_tokens_per_request: ['short', 'reqps'],
  baseten_llm_output_tokens_per_request: ['short', 'reqps'],
  baseten_llm_tokens_per_second_per_request: ['suffix: tok/s', 'reqps'],
  baseten_llm_kv_cache_hit_rate: ['percentunit', 'reqps'],
  baseten_llm_spec_decode_num_accepted_tokens_total: ['short', 'suffix: tok/s'],
  baseten_llm_spec_decode_num_draft_tokens_total: ['short', 'suffix: tok/s'],
  baseten_llm_in_flight_tokens: ['short'],
  baseten_llm_avg_in_flight_tokens: ['short'],
  baseten_llm_num_requests: ['short'],
};

describe('every series', () => {
  const series = catalog.filter((entry) => entry.kind === 'series');

  test('is one of those that are published, once', () => {
    const hint =
      'Write each series with its units, from the public docs, into UNITS of src/translator/catalog/catalog.test.ts, then run: npx vitest run src/translator/catalog';
    expect(series.map(({ id }) => id).sort(), hint).toEqual(Object.keys(UNITS).sort());
    expect(new Set(catalog.map(({ id }) => id)).size).toBe(catalog.length);
  });

  test.each(series)('$id is complete', (entry) => {
    const [unit, rateUnit] = UNITS[entry.id] ?? [];
    expect([entry.unit, entry.rateUnit]).toEqual([unit, rateUnit]);
    expect(entry.title).not.toBe('');
    expect(entry.description).toMatch(/\.$/);
    expect(entry.labels).toEqual(expect.arrayContaining(['model_id', 'model_name', 'deployment_id']));
    expect(entry.optionalLabels).toEqual(['environment', 'rollout_phase']);
    expect(entry.discoverLabels).toBe(entry.id.startsWith('baseten_llm_'));
    expect(entry.calculations.length).toBeGreaterThan(0);
    for (const calculation of entry.calculations) {
      expect(offeredOn[calculation]).toContain(entry.type);
    }
  });

  test.each(series.filter(({ type }) => type === 'counter'))(
    '$id is a counter by name and never shown raw',
    (entry) => {
      expect(entry.id).toMatch(/_total$/);
      expect([...entry.calculations].sort()).toEqual(['increase', 'rate']);
      expect(entry.aggregations[0]).toBe('sum');
    }
  );

  test('percentages are never summed, and averaged unless asked otherwise', () => {
    expect(findEntry('baseten_gpu_utilization')?.aggregations).toEqual(['avg', 'max', 'min', 'count']);
  });

  test('CPU can be compared between replicas', () => {
    expect(findEntry('baseten_container_cpu_usage_seconds_total')?.aggregations).toEqual(['sum', 'avg', 'max', 'min']);
  });
});

test('every calculation has a name of its own and says what it is', () => {
  const titles = calculationRows.map(({ title }) => title);
  expect(titles.every((title) => /^[A-Z]/.test(title))).toBe(true);
  expect(new Set(titles).size).toBe(calculationRows.length);
  expect(calculationRows.filter(({ description }) => !/^[A-Z].*\.$/.test(description))).toEqual([]);
});

test('a histogram is exported as three series, any other as itself', () => {
  const names = (id: string) => exportedSeries(findEntry(id) ?? expect.fail(id));
  expect(names('baseten_time_to_first_byte_seconds')).toEqual([
    'baseten_time_to_first_byte_seconds_bucket',
    'baseten_time_to_first_byte_seconds_sum',
    'baseten_time_to_first_byte_seconds_count',
  ]);
  expect(names('baseten_replicas_active')).toEqual(['baseten_replicas_active']);
});

test('every label has a word for people', () => {
  const labels = catalog.flatMap(applicableLabels);
  expect([...labelTitles.keys()].sort()).toEqual([...new Set(labels)].sort());
  expect(isCatalogLabel('gpu')).toBe(true);
  expect(isCatalogLabel('cluster')).toBe(false);
});

test('a property that every object has is no metric', () => {
  expect(findEntry('constructor')).toBeUndefined();
  expect(findEntry('__proto__')).toBeUndefined();
});
