/** What is known of the exported series alone, without the measures made of them. */
import { seriesEntries } from './series';
import type { Entry, SeriesEntry } from './types';

const byId = new Map(seriesEntries.map((entry) => [entry.id, entry]));

/** The exported series with this id. */
export function findSeries(id: string): SeriesEntry | undefined {
  return byId.get(id);
}

/** Labels that can be filtered and grouped on: the required ones first. Engine metrics may have more on the server. */
export function applicableLabels(entry: Entry): string[] {
  return entry.labels.concat(entry.optionalLabels);
}

/** True where an entry can be filtered and grouped on a label. */
export function hasLabel(entry: Entry, label: string): boolean {
  return entry.labels.includes(label) || entry.optionalLabels.includes(label);
}

// Measures have only labels that their series have.
const known = new Set(seriesEntries.flatMap(applicableLabels));

/** True for a label that some catalog entry has, as opposed to one that the server or a scrape adds (`cluster`, `job`). */
export function isCatalogLabel(label: string): boolean {
  return known.has(label);
}

/** True where a label can be used on an entry. Those that no metric of the catalog has come from the scrape. */
export function takesLabel(entry: Entry, label: string): boolean {
  const discovers = entry.kind === 'series' && entry.discoverLabels;
  return discovers || !isCatalogLabel(label) || hasLabel(entry, label);
}
