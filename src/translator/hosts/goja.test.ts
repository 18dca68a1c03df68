import { beforeAll, describe, expect, test } from 'vitest';
import type { BasetenTranslator } from './goja';

let host: BasetenTranslator;

beforeAll(async () => {
  await import('./goja');
  const found: unknown = Reflect.get(globalThis, 'basetenTranslator');
  if (!isTranslator(found)) {
    return expect.fail('the entry sets no global');
  }
  host = found;
});

function isTranslator(value: unknown): value is BasetenTranslator {
  return (
    typeof value === 'object' && value !== null && 'translate' in value && 'selectors' in value && 'catalog' in value
  );
}

describe('the border to Go', () => {
  test('results and errors are JSON', () => {
    const query = JSON.stringify({ metric: 'baseten_replicas_active', groupBy: [] });
    expect(JSON.parse(host.translate(query, '{}'))).toMatchObject({
      result: { expr: 'sum(baseten_replicas_active)', queryType: 'range' },
    });
    expect(JSON.parse(host.translate(query, '{"fromAlert":true}'))).toMatchObject({ result: { queryType: 'instant' } });
    expect(JSON.parse(host.translate(query, ''))).toMatchObject({ result: { queryType: 'range' } });
    expect(JSON.parse(host.selectors('{"metric":"baseten_gpu_utilization"}'))).toEqual({
      result: ['baseten_gpu_utilization'],
    });
    expect(JSON.parse(host.translate('{"metric":"baseten_replicas_active","quantile":95}', '{}'))).toEqual({
      error: {
        field: 'quantile',
        value: '95',
        allowed: 'a number from 0 to 1, such as 0.95',
        message: 'quantile is 95; allowed: a number from 0 to 1, such as 0.95.',
      },
    });
  });

  test.each(['', '{', 'undefined', '[', '{"metric":"\\'])('%j is an error, not an exception', (text) => {
    expect(JSON.parse(host.translate(text, '{}'))).toMatchObject({ error: { field: 'query', allowed: 'JSON' } });
    expect(JSON.parse(host.selectors(text))).toMatchObject({ error: { field: 'request' } });
    expect(JSON.parse(host.translate('{}', text || '!'))).toMatchObject({ error: { field: 'context' } });
  });

  test('the catalog comes with the names of the exported series', () => {
    const entries: Array<{ id: string; type: string; series: string[] }> = JSON.parse(host.catalog());
    expect(entries.find(({ id }) => id === 'baseten_time_to_first_byte_seconds')).toMatchObject({
      type: 'histogram',
      series: [
        'baseten_time_to_first_byte_seconds_bucket',
        'baseten_time_to_first_byte_seconds_sum',
        'baseten_time_to_first_byte_seconds_count',
      ],
      calculations: ['quantile', 'mean', 'rate', 'share_within', 'heatmap'],
      aggregations: [],
    });
  });
});
