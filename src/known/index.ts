/**
 * The catalog for those who can't wait for it. It comes as a chunk of its own, asked for when a data source is made and
 * waited for by the first query, so that Grafana loads little with the plugin's module. The backend has all of it: what
 * is sent without it means the same.
 */
import type * as facts from './facts';

type Known = typeof facts;

let asked: Promise<Known> | undefined;
let known: Known | undefined;

/** Fetches the catalog, once. Undefined where it can't be fetched; the next call tries again. */
export function learn(): Promise<Known | undefined> {
  // eslint-disable-next-line no-restricted-syntax -- caught below
  asked ??= import('./facts').then((found) => (known = found));
  return asked.catch(() => {
    asked = undefined;
    return undefined;
  });
}

/** The catalog where it is there: after the first query of the page. */
export function whatIsKnown(): Known | undefined {
  return known;
}
