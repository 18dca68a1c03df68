import { AbstractLabelOperator } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { type BasetenQuery } from '../types';
import { exportQueries } from './exportQueries';
import { fromSelectors } from './fromSelectors';
import { importQueries } from './importQueries';

describe('handing queries to another data source', () => {
  it('gives the selector, of builder and code queries alike, and nothing where there is none', () => {
    const environment = { label: 'environment', operator: '=' as const, values: ['production', ''] };
    expect(
      exportQueries([
        { refId: 'A', metric: 'baseten_replicas_active', filters: [environment] },
        { refId: 'B', editorMode: 'code', expr: 'sum(baseten_replicas_active{environment!="x"})' },
        { refId: 'C', editorMode: 'code', expr: 'up * 2' },
        { refId: 'D', metric: 'nope' },
      ]).map(({ refId, labelMatchers }) => ({ refId, labelMatchers }))
    ).toEqual([
      {
        refId: 'A',
        labelMatchers: [
          { name: '__name__', operator: 'Equal', value: 'baseten_replicas_active' },
          { name: 'environment', operator: 'EqualRegEx', value: 'production|' },
        ],
      },
      {
        refId: 'B',
        labelMatchers: [
          { name: '__name__', operator: 'Equal', value: 'baseten_replicas_active' },
          { name: 'environment', operator: 'NotEqual', value: 'x' },
        ],
      },
      { refId: 'C', labelMatchers: [] },
      { refId: 'D', labelMatchers: [] },
    ]);
  });

  const filters = [{ label: 'model_name', operator: '=' as const, values: ['$model'] }];
  it.each<[string, Partial<BasetenQuery>]>([
    ['a builder query', { metric: 'baseten_replicas_active', filters }],
    ['one with a window', { metric: 'baseten_inference_requests_total', window: '$window', filters }],
    ['a code query', { editorMode: 'code', expr: 'sum(baseten_replicas_active{model_name=~"$model"})' }],
  ])('leaves variables to it, which may hold several values: %s', (_, query) => {
    const [exported] = exportQueries([{ refId: 'A', ...query }]);
    expect(exported?.labelMatchers[1]).toEqual({ name: 'model_name', operator: 'EqualRegEx', value: '$model' });
  });
});

describe('coming back from another data source', () => {
  const query: BasetenQuery = {
    refId: 'A',
    metric: 'baseten_end_to_end_response_time_seconds',
    calculation: 'quantile',
    quantile: 0.99,
    filters: [{ label: 'model_name', operator: '=', values: ['Llama "70B"', 'a.b'] }],
    top: { order: 'top', n: 3 },
    legendFormat: '{{model_name}}',
  };
  /** What Grafana's own Prometheus makes of what it is handed: https://github.com/grafana/grafana/blob/v12.3.0/packages/grafana-prometheus/src/language_utils.ts */
  const asPrometheus = ({ refId, labelMatchers }: (typeof exported)[number]) => {
    const operators = { Equal: '=', NotEqual: '!=', EqualRegEx: '=~', NotEqualRegEx: '!~' };
    const selector = labelMatchers.map(({ name, operator, value }) => `${name}${operators[operator]}"${value}"`);
    return { refId, expr: `{${selector.join(', ')}}`, range: true };
  };
  const exported = exportQueries([query]);
  const [there] = exported.map(asPrometheus);

  it('restores the query as it was', () => {
    expect(there?.expr).toBe(
      '{__name__="baseten_end_to_end_response_time_seconds_bucket", model_name=~"Llama \\"70B\\"|a\\\\.b"}'
    );
    expect(importQueries([there!], 'baseten-metrics-datasource')).toEqual([query]);
  });

  it('restores it too where the other editor wrote the selector anew', () => {
    const expr = 'baseten_end_to_end_response_time_seconds_bucket{model_name=~"Llama \\"70B\\"|a\\\\.b"}';
    expect(importQueries([{ ...there!, expr }], 'baseten-metrics-datasource')).toEqual([query]);
  });

  it.each<[string, object]>([
    ['another selector', { expr: 'baseten_end_to_end_response_time_seconds_bucket{model_name="Whisper"}' }],
    ['a function around it', { expr: `rate(${there!.expr}[5m])` }],
    ['the letter of another query', { refId: 'B' }],
  ])('takes what stands there where that was changed: %s', (_, change) => {
    const [back] = importQueries([{ ...there!, ...change }], 'baseten-metrics-datasource');
    expect(back).not.toHaveProperty('top');
    expect(back?.legendFormat).toBeUndefined();
  });

  it('hands the PromQL on beside the selector', () => {
    expect(exported[0]?.expr).toContain('histogram_quantile(0.99, sum by (model_name, environment, le)');
    expect(exportQueries([{ refId: 'B', editorMode: 'code', expr: 'up * 2' }])[0]?.expr).toBe('up * 2');
  });
});

describe('queries of a data source that knows labels and no PromQL', () => {
  it('become filters on the labels that Baseten has', () => {
    const matcher = (name: string, operator: AbstractLabelOperator, value: string) => ({ name, operator, value });
    expect(
      fromSelectors([
        {
          refId: 'A',
          labelMatchers: [
            matcher('app', AbstractLabelOperator.Equal, 'web'),
            matcher('environment', AbstractLabelOperator.NotEqualRegEx, 'a\\\\.b|\\"x\\"'),
          ],
        },
        { refId: 'B', labelMatchers: [matcher('__name__', AbstractLabelOperator.Equal, 'baseten_replicas_active')] },
        { refId: 'C', labelMatchers: [] },
      ])
    ).toEqual([
      { refId: 'A', filters: [{ label: 'environment', operator: '!~', values: ['a\\.b|"x"'] }] },
      { refId: 'B', metric: 'baseten_replicas_active' },
      { refId: 'C' },
    ]);
  });
});
