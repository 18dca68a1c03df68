// @vitest-environment jsdom
import { act, renderHook } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { type BasetenQuery } from '../types';
import { onto, useNewest } from './useNewest';

describe('two changes that were both made of the query that was shown', () => {
  const shown: BasetenQuery = { refId: 'A', metric: 'm', groupBy: ['a'], window: '5m' };

  it.each<[string, BasetenQuery, BasetenQuery, BasetenQuery]>([
    [
      'of two fields',
      { ...shown, quantile: 0.99 },
      { ...shown, groupBy: [] },
      { ...shown, quantile: 0.99, groupBy: [] },
    ],
    [
      'of one field: the last counts',
      { ...shown, window: '1h' },
      { ...shown, window: '2h' },
      { ...shown, window: '2h' },
    ],
    [
      'one takes a field away',
      { ...shown, quantile: 0.99 },
      { refId: 'A', metric: 'm', groupBy: ['a'] },
      { refId: 'A', metric: 'm', groupBy: ['a'], quantile: 0.99 },
    ],
    [
      'the second changes nothing',
      { ...shown, quantile: 0.99 },
      { ...shown, groupBy: ['a'] },
      { ...shown, quantile: 0.99 },
    ],
  ])('%s', (_, first, second, expected) => {
    expect(onto(first, shown, second)).toEqual(expected);
    const { result } = renderHook(() => {
      const [query, setQuery] = useState(shown);
      return { query, change: useNewest(query, setQuery) };
    });
    const { change } = result.current;
    act(() => {
      change(first);
      change(second);
    });
    expect(result.current.query).toEqual(expected);
  });

  it('a change made of what is shown is handed on as it is', () => {
    const handed: BasetenQuery[] = [];
    const { result } = renderHook(() => useNewest(shown, (query) => handed.push(query)));
    const next = { ...shown, window: '1h' };
    act(() => result.current(next));
    expect(handed[0]).toBe(next);
  });
});
