import { useEffect, useState } from 'react';
import { t } from '../i18n';

export type LookupState<T> = { state: 'loading' } | { state: 'done'; value: T } | { state: 'failed'; message: string };

/** The words of an error of the backend; Grafana wraps them in the answer's body. */
export function errorText(error: unknown): string {
  if (typeof error === 'object' && error !== null) {
    const data = 'data' in error ? error.data : undefined;
    if (typeof data === 'object' && data !== null && 'message' in data && typeof data.message === 'string') {
      return data.message;
    }
    if ('message' in error && typeof error.message === 'string' && error.message) {
      return error.message;
    }
    if ('statusText' in error && typeof error.statusText === 'string' && error.statusText) {
      return error.statusText;
    }
  }
  return typeof error === 'string' && error ? error : t('editor.no-answer', 'no answer');
}

/**
 * Asks once for each `key` and drops answers that come after the key has changed. What was known stays on the screen
 * only until then: an answer for another key would be wrong.
 */
export function useLookup<T>(key: string, ask: () => Promise<T>): LookupState<T> {
  const [answer, setAnswer] = useState<{ key: string; result: LookupState<T> }>({ key, result: { state: 'loading' } });
  useEffect(() => {
    let late = false;
    const keep = (result: LookupState<T>) => {
      if (!late) {
        setAnswer({ key, result });
      }
    };
    ask().then(
      (value) => keep({ state: 'done', value }),
      (error: unknown) => keep({ state: 'failed', message: errorText(error) })
    );
    return () => {
      late = true;
    };
    // The key says everything that the question depends on; the closure is new at every render.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key]);
  return answer.key === key ? answer.result : { state: 'loading' };
}
