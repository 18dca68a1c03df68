import { describe, expect, it } from 'vitest';
import { type BasetenQuery } from '../types';
import { promqlOf, toBuilder, toCode } from './modes';

const query: BasetenQuery = { refId: 'A', metric: 'baseten_replicas_active', groupBy: [] };

describe('from builder to code', () => {
  it('takes the PromQL along and keeps the builder fields', () => {
    expect(toCode(query)).toEqual({ ...query, editorMode: 'code', expr: 'sum(baseten_replicas_active)' });
  });

  it.each<[string, Partial<BasetenQuery>, string]>([
    [
      'one variable',
      { filters: [{ label: 'l', operator: '=', values: ['$m'] }] },
      'sum(baseten_replicas_active{l=~"$m"})',
    ],
    [
      'a variable and text',
      { filters: [{ label: 'l', operator: '!=', values: ['a.b', '${m}'] }] },
      'sum(baseten_replicas_active{l!~"(?:a\\\\.b)|(?:${m})"})',
    ],
    ['a grouping', { groupBy: ['$by'] }, 'sum by ($by) (baseten_replicas_active)'],
    ['an offset', { offset: '$ago' }, 'sum(baseten_replicas_active offset $ago)'],
    [
      'a window, and a macro left alone',
      { metric: 'baseten_inference_requests_total', window: '$w' },
      'sum(rate(baseten_inference_requests_total[$w]))',
    ],
    [
      'a macro',
      { metric: 'baseten_inference_requests_total', window: '$__rate_interval' },
      'sum(rate(baseten_inference_requests_total[$__rate_interval]))',
    ],
  ])('leaves variables what they are: %s', (_, more, promql) => {
    expect(promqlOf({ ...query, ...more })).toBe(promql);
  });

  it('brings back text written by hand, and never loses it over an error', () => {
    expect(toCode(query, 'my(text)').expr).toBe('my(text)');
    expect(toCode({ ...query, metric: 'nope', expr: 'mine' }).expr).toBe('mine');
  });
});

it('from code to builder the text is no part of the query', () => {
  expect(toBuilder({ ...query, editorMode: 'code', expr: 'up' })).toEqual({ ...query, editorMode: 'builder' });
});
