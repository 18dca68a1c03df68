// @vitest-environment jsdom
import { act, renderHook } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { type BasetenQuery } from '../types';
import { useAddQueries } from './useAddQueries';

/** Explore: what is added goes behind the list that was shown last, and arrives a moment later. */
function useExplore(ran: string[][]) {
  const [queries, setQueries] = useState<BasetenQuery[]>([{ refId: 'A' }]);
  const add = useAddQueries({
    count: queries.length,
    onAddQuery: (query) => {
      void Promise.resolve().then(() => setQueries([...queries, query]));
    },
    onRunQuery: () => ran.push(queries.map(({ refId }) => refId)),
  });
  return { add, queries, setQueries };
}

describe('adding several queries to Explore', () => {
  it('loses none of them, and runs them once all are there', async () => {
    const ran: string[][] = [];
    const { result } = renderHook(() => useExplore(ran));
    act(() => result.current.add([{ refId: 'B' }, { refId: 'C' }, { refId: 'D' }]));
    await act(() => new Promise((resolve) => setTimeout(resolve, 20)));
    expect(result.current.queries.map(({ refId }) => refId)).toEqual(['A', 'B', 'C', 'D']);
    expect(ran).toEqual([['A', 'B', 'C', 'D']]);
  });

  it('adds nothing more when a person adds a query later', async () => {
    const ran: string[][] = [];
    const { result } = renderHook(() => useExplore(ran));
    act(() => result.current.add([{ refId: 'B' }]));
    await act(() => new Promise((resolve) => setTimeout(resolve, 20)));
    act(() => result.current.setQueries((before) => [...before, { refId: 'E' }]));
    expect(result.current.queries.map(({ refId }) => refId)).toEqual(['A', 'B', 'E']);
    expect(ran).toHaveLength(1);
  });
});
