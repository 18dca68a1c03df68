import { describe, expect, it } from 'vitest';
import { applicability, recommended } from './drilldowns';
import { type BasetenQuery } from './types';

const replicas: BasetenQuery = { refId: 'A', metric: 'baseten_replicas_active' };
const code: BasetenQuery = { refId: 'B', editorMode: 'code', expr: 'up' };
const later: BasetenQuery = { refId: 'C', metric: '$metric' };
const filter = (key: string, origin?: 'dashboard') => ({
  key,
  operator: '=',
  value: 'x',
  ...(origin ? { origin } : {}),
});

describe('filters and keys of a dashboard', () => {
  it.each<[string, BasetenQuery[], boolean]>([
    ['a metric that lacks it', [replicas], false],
    [
      'a metric that has it beside one that lacks it',
      [replicas, { refId: 'D', metric: 'baseten_gpu_utilization' }],
      true,
    ],
    ['PromQL', [replicas, code], true],
    ['a metric that is a variable', [later], true],
    ['no query that is known', [], true],
  ])('a filter on gpu reaches %s: it is said', (_, queries, applicable) => {
    expect(applicability({ queries, filters: [filter('gpu')] })).toMatchObject([{ key: 'gpu', applicable }]);
  });

  it('a filter on a label of the scrape reaches every query, and keeps where it came from', () => {
    expect(applicability({ queries: [replicas], filters: [filter('cluster', 'dashboard')] })).toEqual([
      { key: 'cluster', origin: 'dashboard', applicable: true },
    ]);
  });

  it('a key that nothing can be grouped by is named with the reason; PromQL groups by itself', () => {
    const reason = 'No query here can be grouped by model_name.';
    expect(applicability({ queries: [code], groupByKeys: ['model_name'] })).toEqual([
      { key: 'model_name', applicable: false, reason },
    ]);
    expect(applicability({ queries: [code, replicas], groupByKeys: ['model_name'] })).toEqual([
      { key: 'model_name', applicable: true },
    ]);
  });

  it('what is recommended to group by is what tells lines apart and is not said yet', () => {
    expect(recommended({ queries: [replicas] })).toEqual({
      groupByKeys: ['model_name', 'environment', 'deployment_id'],
    });
    expect(recommended({ queries: [replicas], filters: [filter('model_name')], groupByKeys: ['environment'] })).toEqual(
      {
        groupByKeys: ['deployment_id'],
      }
    );
    expect(recommended({ queries: [code] })).toEqual({});
  });
});
