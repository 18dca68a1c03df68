import { describe, expect, test } from 'vitest';
import { lookupSelectors, QueryError } from './index';

const LATENCY = 'baseten_end_to_end_response_time_seconds';

describe('lookupSelectors', () => {
  const table: Array<[name: string, request: object, selectors: string[]]> = [
    ['all of Baseten', {}, ['{__name__=~"baseten_.+"}']],
    [
      'all of Baseten, narrowed',
      { metric: '', filters: [{ label: 'environment', operator: '=', values: ['', 'production'] }] },
      ['{__name__=~"baseten_.+",environment=~"production|"}'],
    ],
    ['a gauge', { metric: 'baseten_replicas_active' }, ['baseten_replicas_active']],
    ['a histogram, by its cheapest series', { metric: LATENCY }, [`${LATENCY}_count`]],
    ['the buckets of a histogram', { metric: LATENCY, histogram: 'bucket' }, [`${LATENCY}_bucket`]],
    ['a gauge has no buckets', { metric: 'baseten_replicas_active', histogram: 'bucket' }, ['baseten_replicas_active']],
    [
      'escaped as a query is, without the label that is looked up',
      {
        metric: LATENCY,
        exclude: 'model_name',
        filters: [
          { label: 'model_name', operator: '=', values: ['a'] },
          { label: 'deployment_id', operator: '!=', values: ['a"b', 'c.d'] },
          { label: 'model_name', operator: '=~', values: ['('] },
          { label: 'k8s.pod', operator: '=', values: ['p'], disabled: true },
        ],
      },
      [`${LATENCY}_count{deployment_id!~"a\\"b|c\\\\.d"}`],
    ],
  ];
  test.each(table)('%s', (_, request, selectors) => {
    expect(lookupSelectors(request)).toEqual(selectors);
  });

  test.each<[unknown, string]>([
    [null, 'request'],
    [{ metric: 'up' }, 'metric'],
    [{ filters: 'x' }, 'filters'],
    [{ filters: [{ label: 'a', values: ['$model'] }] }, 'filters[0].values[0]'],
    [{ metric: LATENCY, histogram: 'sum' }, 'histogram'],
    [{ exclude: 5 }, 'exclude'],
  ])('%j is refused at %s', (request, field) => {
    expect(() => lookupSelectors(request)).toThrow(QueryError);
    expect(() => lookupSelectors(request)).toThrow(new RegExp(`^${field.replace(/[[\]]/g, '\\$&')} is`));
  });
});
