import { describe, expect, test } from 'vitest';
import { findEntry, lookupSelectors, QueryError } from './index';
import { lookupSeries } from './lookup';

const REQUESTS = 'baseten_inference_requests_total';
const ACTIVE = 'baseten_replicas_active';
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
      'a measure, on each of its series, with the filters whose labels that one has',
      {
        metric: 'requests_per_replica',
        filters: [
          { label: 'status_code', values: ['200'] },
          { label: 'model_name', values: ['a'] },
          { label: 'cluster', values: ['eu'] },
        ],
      },
      [`${REQUESTS}{status_code="200",model_name="a",cluster="eu"}`, `${ACTIVE}{model_name="a",cluster="eu"}`],
    ],
    ['a measure of a histogram', { metric: 'latency_burn' }, [`${LATENCY}_count`, REQUESTS]],
    ['its buckets', { metric: 'latency_burn', histogram: 'bucket' }, [`${LATENCY}_bucket`, REQUESTS]],
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
    [{ metric: LATENCY, filters: [{ label: 'le', values: ['1'] }] }, 'filters[0].label'],
  ])('%j is refused at %s', (request, field) => {
    expect(() => lookupSelectors(request)).toThrow(QueryError);
    expect(() => lookupSelectors(request)).toThrow(new RegExp(`^${field.replace(/[[\]]/g, '\\$&')} is`));
  });

  test.each<[unknown, string]>([
    [null, 'request is null; allowed: an object {metric, filters, exclude}.'],
    [{ metric: 5 }, 'metric is 5; allowed: the id of a catalog metric.'],
    [{ exclude: 5 }, 'exclude is 5; allowed: the name of a label.'],
  ])('%j says what is allowed', (request, message) => {
    expect(() => lookupSelectors(request)).toThrow(message);
  });
});

test.each([
  [ACTIVE, [ACTIVE]],
  [LATENCY, [`${LATENCY}_count`]],
  ['latency_burn', [`${LATENCY}_count`, REQUESTS]],
])('%s is looked up by one of its series each', (id, series) => {
  expect(lookupSeries(findEntry(id) ?? expect.fail(id))).toEqual(series);
});
