import { describe, expect, it } from 'vitest';
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
});
