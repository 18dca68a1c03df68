/** What a request needs of Grafana's settings, ranges and time zones, in the form that the backend and Grafana read. */
import {
  type DataQueryRequest,
  type DataQueryResponse,
  dateTime,
  type ScopedVars,
  type TimeRange,
} from '@grafana/data';
import { durationOf } from './settingValues';
import { type BasetenQuery, DEFAULT_SCRAPE_INTERVAL } from './types';

const HOUR_MS = 3_600_000;

/** A time range in milliseconds. */
export interface Bounds {
  from: number;
  to: number;
}

/** The scrape interval in milliseconds; the default where the setting says none, or nothing that can be read. */
export function scrapeIntervalOf(setting: unknown): number {
  return durationOf(setting) ?? durationOf(DEFAULT_SCRAPE_INTERVAL) ?? 0;
}

/** A duration as Grafana wants its smallest step: whole seconds, since it knows no `1m30s`. */
export function inSeconds(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}

/** A time zone as the backend knows it: an IANA name, or `utc`. Grafana's own word for the browser's says nothing there. */
export function timeZoneOf(timezone: string): string {
  const isBrowsers = timezone === '' || timezone === 'browser';
  return isBrowsers ? new Intl.DateTimeFormat().resolvedOptions().timeZone : timezone;
}

/** The time range in milliseconds; the last hour where Grafana gives none. */
export function bounds(range: TimeRange | undefined): Bounds {
  const to = range?.to.valueOf() ?? Date.now();
  return { from: range?.from.valueOf() ?? to - HOUR_MS, to };
}

/** What went wrong with an answer, in the server's words. */
export function errorOf(answer: DataQueryResponse): string {
  // The base class says the failure of a whole request here and nowhere else.
  // oxlint-disable-next-line typescript/no-deprecated
  const found = answer.errors?.[0] ?? answer.error;
  return found?.message || found?.data?.message || found?.statusText || 'The query failed.';
}

let requests = 0;

/** A request for what PromQL gives at the end of a range, as a variable asks. */
export function instantRequest(
  expr: string,
  { from, to }: Bounds,
  scopedVars: ScopedVars
): DataQueryRequest<BasetenQuery> {
  const range = { from: dateTime(from), to: dateTime(to) };
  const target: BasetenQuery = { refId: 'variable', editorMode: 'code', expr, queryType: 'instant' };
  return {
    // Grafana cancels a request when another one of its name comes, so two variables must not share a name.
    requestId: `baseten-variable-${(requests += 1)}`,
    app: 'dashboard',
    interval: '1m',
    intervalMs: 60_000,
    maxDataPoints: 1,
    range: { ...range, raw: range },
    scopedVars,
    startTime: Date.now(),
    targets: [target],
    timezone: 'browser',
  };
}
