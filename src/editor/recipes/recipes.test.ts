import { describe, expect, it } from 'vitest';
import { translate } from '../../translator';
import { type BasetenQuery } from '../../types';
import { CHANGED, CHANGED_SHARED } from '../../testing/arbitrary';
import { cooked, recipes } from './recipes';

function recipe(question: string) {
  const found = recipes.find((candidate) => candidate.question === question);
  if (!found) {
    throw new Error(`no recipe ${question}`);
  }
  return found;
}

describe('recipes', () => {
  it.each(recipes.map((recipe) => [recipe.question, recipe.query] as const))('%s', (_, query) => {
    const { kind, expr, notices, metric } = translate(query);
    expect(kind).toBe('builder');
    expect(metric).toBe(query.metric);
    expect(expr).not.toBe('');
    expect(notices).toEqual([]);
  });

  it('leave nothing of the query before but its filters', () => {
    const { query, ...found } = recipe('Are GPUs idle?');
    const before: BasetenQuery = { refId: 'A', ...CHANGED, ...CHANGED_SHARED };
    const { filters } = CHANGED_SHARED;
    expect(cooked(before, { query, ...found })).toEqual({ refId: 'A', editorMode: 'builder', ...query, filters });
  });

  it('are a dozen different questions', () => {
    expect(recipes).toHaveLength(12);
    expect(new Set(recipes.map(({ question }) => question)).size).toBe(12);
    expect(new Set(recipes.map(({ query }) => translate(query).expr)).size).toBe(12);
  });

  it('asks the percentile of slow models by model alone', () => {
    expect(translate(recipe('Which model is slow?').query).expr).toBe(
      'histogram_quantile(0.95, sum by (model_name, le) (rate(baseten_end_to_end_response_time_seconds_bucket[$__rate_interval])))'
    );
  });
});

describe('a recipe in place of a query', () => {
  const before: BasetenQuery & { mine: string } = {
    refId: 'B',
    datasource: { uid: 'x' },
    hide: false,
    mine: 'a field of somebody else',
    metric: 'baseten_inference_requests_total',
    calculation: 'rate',
    top: { order: 'bottom', n: 3 },
    groupBy: ['status_code'],
    legendFormat: '{{status_code}}',
    offset: '1d',
    filters: [
      { label: 'environment', operator: '=', values: ['production'] },
      { label: 'status_code', operator: '=~', values: ['5..'] },
    ],
  };

  it('takes its own choices, and keeps the filters that fit and what is not the builder’s', () => {
    expect(cooked(before, recipe('Are GPUs idle?'))).toEqual({
      refId: 'B',
      datasource: { uid: 'x' },
      hide: false,
      mine: 'a field of somebody else',
      editorMode: 'builder',
      metric: 'idle_gpus',
      filters: [{ label: 'environment', operator: '=', values: ['production'] }],
    });
  });

  it('leaves no trace of filters where none fits', () => {
    const only = { ...before, filters: before.filters?.slice(1) };
    expect(cooked(only, recipe('Are GPUs idle?'))).not.toHaveProperty('filters');
    expect(cooked({ refId: 'A' }, recipe('Which model fails?'))).toEqual({
      refId: 'A',
      editorMode: 'builder',
      metric: 'error_ratio',
      groupBy: ['model_name'],
    });
  });
});
