/**
 * Whether anybody could evaluate a rule in the past. Where the export is refused, Grafana evaluates all the same, over what
 * the server still has: that is known until nothing arrived for three minutes. Where the server itself was away nobody
 * could, from its last scrape on, though it answers for some minutes more when it is asked afterwards.
 */
import { type BasetenQuery } from '../../../types';
import type { Grid, Values } from './values';

/** How far a server looks back for a sample. */
const LOOK_BACK_MS = 5 * 60_000;
/** What export_gone looks back. */
const GONE_AFTER_MS = 3 * 60_000;
/** So many scrape intervals between two scrapes: it was away for at least one of them, and didn't only come late. */
const MISSED = 2.5;
/** A scrape this old, in scrape intervals, may be the last one before it was away. */
const OLD = 1.5;
/** What Baseten recommends, where the data source says nothing. */
const USUAL_SCRAPE_MS = 60_000;

/** Whether the export arrived, and when something was scraped last, in seconds: Prometheus's `up` has a sample for each scrape. */
export const knownQueries = (refs: readonly [string, string], interval: string): [BasetenQuery, BasetenQuery] => [
  { refId: refs[0], metric: 'export_gone', queryType: 'range', interval },
  {
    refId: refs[1],
    editorMode: 'code',
    expr: 'max(timestamp(up))',
    queryType: 'range',
    format: 'time_series',
    interval,
  },
];

/** 1 where it is known; as long as what was asked for. */
export interface Known {
  /** For rules about models: the export had arrived, and somebody could evaluate. */
  models: Uint8Array;
  /** For rules about the export itself: somebody could evaluate. */
  export: Uint8Array;
}

/** A grid that goes on so far that a gap after its last evaluation is seen; never beyond the last evaluation of all. */
export function withAhead(grid: Grid, lastOfAll: number): Grid {
  return { ...grid, last: Math.min(lastOfAll, grid.last + Math.ceil(LOOK_BACK_MS / grid.stepMs) + 1) };
}

/**
 * @param gone the values of export_gone
 * @param scraped when something was scraped last
 * @param grid of the values
 */
export function knownOf(
  gone: readonly Values[],
  scraped: readonly Values[],
  grid: Grid,
  scrapeMs = USUAL_SCRAPE_MS
): Known {
  const { begin, stepMs, first, last } = grid;
  const count = last - first + 1;
  const arrived = new Uint8Array(count);
  for (const { values } of gone) {
    values.forEach((value, index) => {
      arrived[index] = value === 0 ? 1 : 0;
    });
  }
  const newest = scraped[0]?.values.map((seconds) => seconds * 1000);
  if (newest === undefined || newest.every(Number.isNaN)) {
    // Nothing is scraped here that `up` tells of. The minutes before a gap may be the first of the server's own.
    const models = arrived.slice();
    const before = Math.ceil(GONE_AFTER_MS / stepMs);
    for (let i = 1; i < count; i++) {
      if (arrived[i] === 0 && arrived[i - 1] === 1) {
        models.fill(0, Math.max(0, i - before), i);
      }
    }
    return { models, export: models };
  }
  const there = new Uint8Array(count);
  /** The scrape after the one that is the newest now; none where that is the last one of all, and gone where too late. */
  let next: number | 'none' | 'gone' = 'none';
  let later: number | 'none' = 'none';
  for (let i = count - 1; i >= 0; i--) {
    const now = newest[i] ?? NaN;
    if (Number.isNaN(now)) {
      next = 'gone';
      continue;
    }
    if (later !== 'none' && later > now) {
      next = later - now <= MISSED * scrapeMs ? later : 'gone';
    }
    later = now;
    const age = begin + (first + i) * stepMs - now;
    // Between evaluations that are further apart than scrapes the next scrape isn't seen.
    const isThere = stepMs > scrapeMs || next === 'none' ? age <= OLD * scrapeMs : next !== 'gone' || age <= 0;
    there[i] = isThere ? 1 : 0;
  }
  return { models: arrived.map((each, i) => each & (there[i] ?? 0)), export: there };
}
