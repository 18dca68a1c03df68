/** The catalog: what can be asked for. It works with no server; what a server really has is shown on top of it. */
import { measureEntries } from './measures';
import { seriesEntries } from './series';
import type { Entry } from './types';

export type * from './types';
export { labelTitles } from './labels';

/** Every entry, in the order in which pickers show them. Ids are unique. */
export const catalog: Entry[] = [...seriesEntries, ...measureEntries];

const byId = new Map(catalog.map((entry) => [entry.id, entry]));

/** The entry with this id, a series name or a measure's id. */
export function findEntry(id: string): Entry | undefined {
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

/** Names under which the server holds the series of an entry, those of a measure's operands in their order. */
export function exportedSeries(entry: Entry): string[] {
  if (entry.kind === 'measure') {
    return entry.operands.reduce<string[]>((names, id) => {
      const operand = findEntry(id);
      const more = operand && operand.kind === 'series' ? exportedSeries(operand) : [];
      return names.concat(more.filter((name) => !names.includes(name)));
    }, []);
  }
  return entry.type === 'histogram' ? ['_bucket', '_sum', '_count'].map((suffix) => entry.id + suffix) : [entry.id];
}

const known = new Set(catalog.reduce<string[]>((labels, entry) => labels.concat(applicableLabels(entry)), []));

/** True for a label that some catalog entry has, as opposed to one that the server or a scrape adds (`cluster`, `job`). */
export function isCatalogLabel(label: string): boolean {
  return known.has(label);
}
