import { describe, expect, it } from 'vitest';
import { type BasetenQuery } from '../../types';
import { drawnQueries } from '../panelQueries';
import { missingPercentiles } from './percentiles';

const query: BasetenQuery = {
  refId: 'A',
  key: 'from Explore',
  metric: 'baseten_end_to_end_response_time_seconds',
  calculation: 'quantile',
  filters: [{ label: 'model_name', operator: '=', values: ['$model'] }],
  groupBy: ['environment'],
  offset: '1d',
};
const type = 'baseten-metrics-datasource';
const missing = (others: BasetenQuery[], own = query) =>
  missingPercentiles(own, drawnQueries([own, ...others], own, type));
const quantiles = (others: BasetenQuery[], own = query) => missing(others, own).map(({ quantile }) => quantile);

describe('the percentiles that a panel lacks', () => {
  it('differ from the query in the percentile alone', () => {
    const { key, ...same } = query;
    expect(missing([])).toEqual([
      { ...same, quantile: 0.5 },
      { ...same, quantile: 0.99 },
    ]);
  });

  it.each<[string, number[], Partial<BasetenQuery>]>([
    ['p99 is there', [0.5], { quantile: 0.99 }],
    ['it is the same with the fields in words', [0.5], { quantile: 0.99, queryType: 'range', editorMode: 'builder' }],
    ['it filters otherwise', [0.5, 0.99], { quantile: 0.99, filters: [] }],
    ['it is drawn otherwise', [0.5, 0.99], { quantile: 0.99, queryType: 'instant' }],
    ['it is hidden', [0.5, 0.99], { quantile: 0.99, hide: true }],
    ['it is of another kind of data source', [0.5, 0.99], { quantile: 0.99, datasource: { type: 'prometheus' } }],
    ['it asks another server', [0.5, 0.99], { quantile: 0.99, datasource: { type, uid: 'other' } }],
    ['it is damaged', [0.5, 0.99], { quantile: 99 }],
  ])('beside another query: %s', (_, expected, other) => {
    expect(quantiles([{ ...query, refId: 'B', ...other }])).toEqual(expected);
  });

  it('are all three for a query of none of them, or one that is hidden', () => {
    expect(quantiles([], { ...query, quantile: 0.9 })).toEqual([0.5, 0.95, 0.99]);
    expect(missing([], { ...query, hide: true }).map(({ hide }) => hide)).toEqual([undefined, undefined, undefined]);
  });

  it('are none for a query that can’t be translated', () => {
    expect(missing([], { ...query, window: 'soon' })).toEqual([]);
  });

  it('name themselves in a legend of their own', () => {
    const legends = (legendFormat: string) =>
      missing([], { ...query, legendFormat }).map((added) => added.legendFormat);
    expect(legends('{{model_name}}')).toEqual(['p50 {{model_name}}', 'p99 {{model_name}}']);
    expect(legends('p95 of {{model_name}}')).toEqual(['p50 of {{model_name}}', 'p99 of {{model_name}}']);
    expect(legends('__auto')).toEqual(['__auto', '__auto']);
  });
});
