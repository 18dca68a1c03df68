/** The catalog: what can be asked for. It works with no server; what a server really has is shown on top of it. */
import { measures } from './measures';
import { findSeries } from './operands';
import { seriesEntries } from './series';
import type { Entry } from './types';

export type * from './types';
export { labelTitles, labelPrefixes } from './labels';
export { applicableLabels, hasLabel, isCatalogLabel, takesLabel } from './operands';

/** Every entry, in the order in which pickers show them. Ids are unique. */
export const catalog: Entry[] = [...seriesEntries, ...measures];

const byId = new Map(catalog.map((entry) => [entry.id, entry]));

/** The entry with this id, a series name or a measure's id. */
export function findEntry(id: string): Entry | undefined {
  return byId.get(id);
}

/** Names under which the server holds the series of an entry, those of a measure's operands in their order. */
export function exportedSeries(entry: Entry): string[] {
  if (entry.kind === 'measure') {
    return entry.operands.reduce<string[]>((names, id) => {
      const operand = findSeries(id);
      const more = operand ? exportedSeries(operand) : [];
      return names.concat(more.filter((name) => !names.includes(name)));
    }, []);
  }
  return entry.type === 'histogram' ? ['_bucket', '_sum', '_count'].map((suffix) => entry.id + suffix) : [entry.id];
}
