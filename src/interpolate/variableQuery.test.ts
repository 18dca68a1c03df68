import { describe, expect, it } from 'vitest';
import { readVariableQuery, writeVariableQuery } from './variableQuery';

describe('a text of a Prometheus data source', () => {
  it.each([
    ['label_values(environment)', { kind: 'values', label: 'environment' }],
    [
      'label_values(baseten_replicas_active, model_name)',
      { kind: 'values', label: 'model_name', metric: 'baseten_replicas_active', filters: [] },
    ],
    [
      'label_values(baseten_inference_requests_total{environment=~"$env", model_name!="a\\"b,c"}, status_code)',
      {
        kind: 'values',
        label: 'status_code',
        metric: 'baseten_inference_requests_total',
        filters: [
          { label: 'environment', operator: '=~', values: ['$env'] },
          { label: 'model_name', operator: '!=', values: ['a"b,c'] },
        ],
      },
    ],
    [
      'label_values(baseten_end_to_end_response_time_seconds_bucket, environment)',
      { kind: 'values', label: 'environment', metric: 'baseten_end_to_end_response_time_seconds', filters: [] },
    ],
    ['label_values(up{job="a,b"}, instance)', { kind: 'values', label: 'instance', selector: 'up{job="a,b"}' }],
    ['metrics(replicas)', { kind: 'metrics', pattern: 'replicas' }],
    ['query_result(topk(3, up))', { kind: 'query', expr: 'topk(3, up)' }],
    ['', {}],
  ])('%s', (text, expected) => {
    expect(readVariableQuery(text)).toEqual(expected);
    // As Grafana's Prometheus data source keeps it, and as Grafana spreads a text.
    expect(readVariableQuery({ refId: 'x', query: text })).toEqual(text === '' ? readVariableQuery({}) : expected);
    if (text !== '') {
      expect(readVariableQuery({ editorMode: 'builder', ...Object.fromEntries(Array.from(text).entries()) })).toEqual(
        expected
      );
    }
  });

  it('that is none of these is refused with what is allowed', () => {
    expect(() => readVariableQuery('label_names()')).toThrow(/"label_names\(\)" is none of label_values\(label\)/);
  });
});

describe('a query of this plugin', () => {
  it('keeps what it knows and asks for nothing where it is damaged', () => {
    const filters = [{ label: 'environment', operator: '=', values: ['$environment'] }];
    expect(readVariableQuery({ refId: 'variable-model', label: 'model_name', filters })).toMatchObject({
      kind: 'values',
      label: 'model_name',
      filters,
    });
    expect(readVariableQuery({ label: 7, filters: [null, 'x', { values: [] }] })).toMatchObject({ filters: [] });
    expect(readVariableQuery(undefined)).toEqual({});
  });
});

describe('what an editor writes', () => {
  it('keeps fields that only a later version knows, and nothing of a text', () => {
    const later = { refId: 'x', label: 'model_name', sort: { by: 'traffic' } };
    expect(writeVariableQuery(later, { label: 'environment' })).toEqual({ ...later, label: 'environment' });
    const model = { kind: 'values' as const, label: 'a' };
    expect(writeVariableQuery({ refId: 'x', query: 'label_values(a)', qryType: 1 }, model)).toEqual({
      refId: 'x',
      ...model,
    });
    expect(writeVariableQuery(Object.fromEntries(Array.from('metrics(a)').entries()), model)).toEqual({
      refId: 'variable',
      ...model,
    });
  });
});
