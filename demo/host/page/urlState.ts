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

/** What one sees first: how long requests take, not an empty page. */
const FIRST_SIGHT = {
  refId: 'A',
  metric: 'baseten_end_to_end_response_time_seconds',
  calculation: 'quantile',
  quantile: 0.95,
  groupBy: ['model_name'],
};

/** Reads the state; what can't be read counts as not there. The bare address, as `npm start` prints it, opens on a graph. */
export function readState(): ViewState {
  if (window.location.search === '') {
    return { queries: [FIRST_SIGHT], from: 'now-6h', to: 'now' };
  }
  const params = new URLSearchParams(window.location.search);
  const pane = readPane(params.get('panes'));
  if (pane) {
    return pane;
  }
  return {
    queries: readQueries(params.get('queries')),
    from: params.get('from') ?? undefined,
    to: params.get('to') ?? undefined,
  };
}

/** What Grafana's own links to Explore say: one pane. */
function readPane(text: string | null): ViewState | undefined {
  try {
    const panes: Record<string, { queries?: unknown; range?: { from?: string; to?: string } }> = JSON.parse(text ?? '');
    const [pane] = Object.values(panes);
    return pane && { queries: readQueries(JSON.stringify(pane.queries)), ...pane.range };
  } catch {
    return undefined;
  }
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
