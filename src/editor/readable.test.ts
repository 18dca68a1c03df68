import { describe, expect, it } from 'vitest';
import { type BasetenQuery } from '../types';
import { edited, readable } from './readable';

/** A query as it may stand in a file. */
function damaged(fields: object): BasetenQuery {
  return { refId: 'A', ...fields };
}

describe('a query with fields of any type', () => {
  const query = damaged({
    metric: 7,
    quantile: {},
    top: 'five',
    legendFormat: 3,
    offset: { days: 1 },
    groupBy: [null, 'model_name', 7],
    filters: [null, { label: 7, operator: '==', values: 'a' }, { label: 'x', values: [500, null], disabled: true }],
    mine: 'kept',
  });

  it('is shown as far as it can be', () => {
    expect(readable(query)).toEqual({
      refId: 'A',
      metric: '7',
      legendFormat: '3',
      groupBy: ['model_name', '7'],
      filters: [
        { label: '', operator: '=', values: [] },
        { label: '7', operator: '=', values: ['a'] },
        { label: 'x', operator: '=', values: ['500'], disabled: true },
      ],
      mine: 'kept',
    });
    expect(readable(damaged({ filters: 'x', groupBy: 'y' }))).toEqual({ refId: 'A' });
  });

  it('keeps what an edit does not touch', () => {
    const shown = readable(query);
    expect(edited(query, shown, { ...shown, legendFormat: undefined, window: '5m' })).toEqual({
      ...query,
      legendFormat: undefined,
      window: '5m',
    });
    expect(edited(query, shown, { ...shown, groupBy: [] })).toEqual({ ...query, groupBy: [] });
  });
});

it('a query without a fault is shown and edited as it is', () => {
  const query = damaged({
    metric: 'error_ratio',
    quantile: 0.9,
    top: { order: 'top', n: 2 },
    filters: [{ label: 'a', operator: '!=', values: [''] }],
  });
  const shown = readable(query);
  expect(shown).toEqual(query);
  expect(edited(query, shown, { ...shown, top: undefined })).not.toHaveProperty('top');
});
