import { useEffect, useRef } from 'react';
import { type BasetenQuery } from '../types';

/** What `after` makes of `before`, made of `newest`. */
export function onto(newest: BasetenQuery, before: BasetenQuery, after: BasetenQuery): BasetenQuery {
  const result = { ...newest };
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (JSON.stringify(Reflect.get(before, name)) === JSON.stringify(Reflect.get(after, name))) {
      continue;
    }
    if (name in after) {
      Reflect.set(result, name, Reflect.get(after, name));
    } else {
      Reflect.deleteProperty(result, name);
    }
  }
  return result;
}

/**
 * Hands on a query that was made of `query`, so that a change made before the page drew the last one does not undo that
 * one: a quick person, or an answer that comes in meanwhile, starts from what was shown.
 */
export function useNewest(query: BasetenQuery, onChange: (query: BasetenQuery) => void) {
  const newest = useRef(query);
  useEffect(() => {
    newest.current = query;
  }, [query]);
  return (next: BasetenQuery, before = query) => {
    newest.current = newest.current === before ? next : onto(newest.current, before, next);
    onChange(newest.current);
  };
}
