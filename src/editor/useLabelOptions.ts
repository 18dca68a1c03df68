import { applicableLabels, type Entry } from '../promql';
import { scopeOf, useEditor } from './context';
import { labelOption } from './words';

type LabelOption = ReturnType<typeof labelOption>;

/** Labels that the server adds to every series; nobody looks for them first. */
const HIDDEN = new Set(['__name__', 'le']);

/**
 * Labels to choose from: those of the catalog, which are known without a server, then those that only the server
 * knows (an engine metric's own, and what the scrape added).
 */
export function useLabelOptions(entry: Entry | undefined): (search: string) => Promise<LabelOption[]> {
  const context = useEditor();
  return async (search) => {
    const known = entry ? applicableLabels(entry) : [];
    let found: string[] = [];
    try {
      found = await context.datasource.lookups.labels(scopeOf(context, entry?.id, []));
    } catch {
      // The catalog's own labels are enough to go on with.
    }
    const labels = [...known, ...found.filter((label) => !known.includes(label) && !HIDDEN.has(label))];
    const typed = search.toLowerCase();
    return labels
      .map(labelOption)
      .filter(({ value, label }) => value.toLowerCase().includes(typed) || label.toLowerCase().includes(typed));
  };
}
