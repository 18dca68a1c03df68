import { describe, expect, it } from 'vitest';
import { CHANGED, CHANGED_SHARED } from '../testing/arbitrary';
import { fieldsOf } from '../translator';
import { promqlOf } from './modes';
import { codeToBuilder, importQueries, readPromQL } from './importQueries';

describe('reading PromQL into the builder', () => {
  it('keeps dashboard variables, and leaves the operator to the builder', () => {
    const query = {
      refId: 'A',
      metric: 'baseten_replicas_active',
      filters: [{ label: 'model_name', operator: '=' as const, values: ['$model'] }],
      groupBy: ['model_name'],
    };
    const expr = promqlOf(query);
    expect(expr).toBe('sum by (model_name) (baseten_replicas_active{model_name=~"$model"})');
    expect(readPromQL(expr)).toEqual({
      query: {
        metric: 'baseten_replicas_active',
        calculation: 'value',
        aggregation: 'sum',
        filters: [{ label: 'model_name', operator: '=', values: ['$model'] }],
        groupBy: ['model_name'],
      },
    });
  });

  it('keeps nothing that the text would have said, and all that it says nothing about', () => {
    const before = {
      refId: 'A',
      ...CHANGED,
      ...CHANGED_SHARED,
      editorMode: 'code' as const,
      expr: 'sum(baseten_pod_readiness)',
    };
    const read = codeToBuilder(before);
    const shown = Object.entries(CHANGED_SHARED).filter(([name]) => fieldsOf('shown').some((field) => field === name));
    expect(read).toEqual({
      query: {
        refId: 'A',
        editorMode: 'builder',
        ...Object.fromEntries(shown),
        metric: 'baseten_pod_readiness',
        calculation: 'value',
        aggregation: 'sum',
        groupBy: [],
      },
    });
  });

  it('keeps variables that are durations', () => {
    const query = {
      refId: 'A',
      metric: 'baseten_inference_requests_total',
      groupBy: [],
      window: '$w',
      offset: '${past}',
    };
    const expr = promqlOf(query);
    expect(expr).toBe('sum(rate(baseten_inference_requests_total[$w] offset ${past}))');
    expect(readPromQL(expr)).toMatchObject({ query: { window: '$w', offset: '${past}', calculation: 'rate' } });
  });

  it('keeps what PromQL says nothing about, fields of later versions included', () => {
    const later = { later: { field: 1 } };
    expect(
      codeToBuilder({ refId: 'A', ...later, editorMode: 'code', expr: 'sum(baseten_replicas_active)' })
    ).toMatchObject({
      query: later,
    });
    expect(
      codeToBuilder({
        refId: 'B',
        editorMode: 'code',
        expr: 'max(baseten_gpu_utilization)',
        legendFormat: 'x',
        hide: true,
      })
    ).toEqual({
      query: {
        refId: 'B',
        editorMode: 'builder',
        metric: 'baseten_gpu_utilization',
        calculation: 'value',
        aggregation: 'max',
        groupBy: [],
        legendFormat: 'x',
        hide: true,
      },
    });
  });

  it('names the part without a place, variables as they were written', () => {
    expect(codeToBuilder({ refId: 'A', expr: 'sum without (replica) (m{a="$b"})' })).toEqual({
      reason: 'Grouping by all labels but some: without (replica).',
    });
  });
});

describe('queries of a Prometheus data source', () => {
  const imported = (queries: Parameters<typeof importQueries>[0]) =>
    importQueries(queries, 'baseten-metrics-datasource');

  it.each([
    ['ours, of a panel that mixes data sources', { type: 'baseten-metrics-datasource', uid: 'b' }],
    ['an expression', { type: '__expr__', uid: '__expr__' }],
    ['an expression of old', { uid: '__expr__' }],
  ])('leave %s as it is', (_, datasource) => {
    const query = { refId: 'B', datasource, metric: 'baseten_gpu_utilization', expression: '$A / 2', expr: 'up' };
    expect(imported([query])).toEqual([query]);
  });

  it.each([
    'sum by (le) (increase(baseten_end_to_end_response_time_seconds_bucket[$__rate_interval]))',
    'sum by (le) (rate(other_bucket[5m]))',
    'sum by (model_name) (baseten_replicas_active)',
  ])('stay a heatmap: %s', (expr) => {
    const [query] = imported([{ refId: 'A', expr, format: 'heatmap' }]);
    expect(query?.format === 'heatmap' || query?.calculation === 'heatmap').toBe(true);
  });

  it('become builder queries where the builder has a place for them, and code where not', () => {
    expect(
      imported([
        {
          refId: 'A',
          expr: 'avg by (gpu) (baseten_gpu_utilization)',
          legendFormat: '__auto',
          range: true,
          instant: false,
        },
        { refId: 'B', expr: 'up * 2', legendFormat: '{{job}}', instant: true, interval: '2m', format: 'table' },
        { refId: 'C', expr: '' },
        { refId: 'D', rawSql: 'select 1', hide: true },
      ])
    ).toEqual([
      { refId: 'A', metric: 'baseten_gpu_utilization', calculation: 'value', aggregation: 'avg', groupBy: ['gpu'] },
      {
        refId: 'B',
        editorMode: 'code',
        expr: 'up * 2',
        legendFormat: '{{job}}',
        interval: '2m',
        queryType: 'instant',
        format: 'table',
      },
      { refId: 'C' },
      { refId: 'D', hide: true },
    ]);
  });
});
