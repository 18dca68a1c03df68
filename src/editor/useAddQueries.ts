import { useEffect, useRef } from 'react';
import { type BasetenQuery } from '../types';

interface Host {
  /** How many queries the panel has. */
  count: number;
  onAddQuery: ((query: BasetenQuery) => void) | undefined;
  onRunQuery: () => void;
}

/**
 * Adds queries to the panel one after the other, then runs them. Explore adds to the list that it showed last, so a
 * second one must wait until the first stands there, or it would take its place.
 */
export function useAddQueries({ count, onAddQuery, onRunQuery }: Host): (queries: BasetenQuery[]) => void {
  const waiting = useRef<{ queries: BasetenQuery[]; from: number }>(undefined);
  const addNext = (queries: BasetenQuery[]) => {
    const [next, ...rest] = queries;
    waiting.current = next ? { queries: rest, from: count } : undefined;
    if (next) {
      onAddQuery?.(next);
    } else {
      onRunQuery();
    }
  };
  useEffect(() => {
    if (waiting.current && count > waiting.current.from) {
      addNext(waiting.current.queries);
    }
  });
  return addNext;
}
