import { describe, expect, it } from 'vitest';
import { findEntry, QueryError, translate } from '../../translator';
import { type BasetenQuery } from '../../types';
import { fixesOf } from './fixes';

const metric = 'baseten_end_to_end_response_time_seconds';

/** The error of a query as it may stand in a file. */
function errorOf(query: object): QueryError {
  try {
    translate(query);
  } catch (error) {
    if (error instanceof QueryError) {
      return error;
    }
  }
  throw new Error('no QueryError');
}

function damaged(fields: object): BasetenQuery {
  return { refId: 'A', metric, ...fields };
}

describe('the fix of a typo', () => {
  it.each([
    { editorMode: 'bulider' },
    { calculation: 'qantile' },
    { aggregation: 'summ', metric: 'baseten_replicas_active' },
    { quantile: 95 },
    { quantile: '0.95' },
    { threshold: 'two', metric: 'idle_gpus' },
    { badStatus: '5(', metric: 'error_ratio' },
    { validStatus: 7, metric: 'error_ratio' },
    { window: '5 minutes' },
    { top: { order: 'highest', n: 5 } },
    { top: { order: 'top', n: 0 } },
    { top: 5 },
    { offset: 'yesterday' },
    { queryType: 'instnat' },
    { format: 'tabel' },
    { legendFormat: 3 },
    { interval: '1 min' },
    { filters: 'model_name' },
    { groupBy: 'model_name' },
    { groupBy: ['model_name', 7] },
    { filters: [{ label: 'model_name', operator: '==', values: ['a'] }] },
    { filters: [null] },
    { filters: [{ label: 'status_code', operator: '=', values: [500] }] },
    { filters: [{ label: 'status_code', operator: '=~', values: ['5('] }] },
  ])('in %j gives a query without that error', (fields) => {
    const query = damaged(fields);
    const error = errorOf(query);
    const [fix, ...more] = fixesOf(error, query, query);
    expect(more).toEqual([]);
    expect(fix?.label).toBeTruthy();
    if (fix) {
      let left = '';
      try {
        translate(fix.query);
      } catch (next) {
        left = next instanceof QueryError ? next.field : String(next);
      }
      expect(left).not.toBe(error.field);
    }
  });

  it('in the metric offers the nearest ones by their titles', () => {
    const query = damaged({ metric: 'baseten_replica_active' });
    const fixes = fixesOf(errorOf(query), query, query);
    expect(fixes[0]?.query.metric).toBe('baseten_replicas_active');
    expect(fixes[0]?.label).toBe(`Use ${findEntry('baseten_replicas_active')?.title}`);
    expect(fixes.length).toBeLessThanOrEqual(3);
  });

  it('keeps everything else', () => {
    const query = damaged({ quantile: 95, filters: [{ label: 'a', operator: '=', values: ['$b'] }], mine: true });
    const filled = { ...query, filters: [] };
    expect(fixesOf(errorOf(filled), query, filled)[0]?.query).toEqual({ ...query, quantile: undefined });
  });

  it('is none where variables moved the places of the list', () => {
    const query = damaged({
      filters: [
        { label: 'a', operator: '=', values: ['$all'] },
        { label: 'b', operator: '=~', values: ['('] },
      ],
    });
    const filled = { ...query, filters: query.filters?.slice(1) };
    expect(fixesOf(errorOf(filled), query, filled)).toEqual([]);
  });
});

it('a share without a threshold can become a percentile', () => {
  const query = damaged({ calculation: 'share_within' });
  const [fix] = fixesOf(errorOf(query), query, query);
  expect(translate(fix?.query).qualifier).toBe('p95');
});
