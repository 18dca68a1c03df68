import { describe, expect, it } from 'vitest';
import { type BasetenQuery } from '../types';
import { exportQueries } from './exportQueries';

describe('handing queries to another data source', () => {
  it('gives the selector, of builder and code queries alike, and nothing where there is none', () => {
    const environment = { label: 'environment', operator: '=' as const, values: ['production', ''] };
    expect(
      exportQueries([
        { refId: 'A', metric: 'baseten_replicas_active', filters: [environment] },
        { refId: 'B', editorMode: 'code', expr: 'sum(baseten_replicas_active{environment!="x"})' },
        { refId: 'C', editorMode: 'code', expr: 'up * 2' },
        { refId: 'D', metric: 'nope' },
      ])
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
