import type { DataQuery } from '@grafana/schema';

/** What the query view keeps in the URL, so that a reload or a link shows the same. */
export interface ViewState {
  queries?: DataQuery[];
  from?: string;
  to?: string;
}

function isQuery(value: unknown): value is DataQuery {
  return typeof value === 'object' && value !== null && 'refId' in value && typeof value.refId === 'string';
}

/** Reads the state; what can't be read counts as not there. */
export function readState(): ViewState {
  const params = new URLSearchParams(window.location.search);
  return {
    queries: readQueries(params.get('queries')),
    from: params.get('from') ?? undefined,
    to: params.get('to') ?? undefined,
  };
}

function readQueries(text: string | null): DataQuery[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text ?? '');
    return Array.isArray(parsed) && parsed.length > 0 && parsed.every(isQuery) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Writes the state without adding to the browser's history: every change of a query would be a step back. */
export function writeState(state: ViewState): void {
  const url = new URL(window.location.href);
  url.searchParams.set('queries', JSON.stringify(state.queries ?? []));
  url.searchParams.set('from', state.from ?? '');
  url.searchParams.set('to', state.to ?? '');
  window.history.replaceState(window.history.state, '', url);
}
