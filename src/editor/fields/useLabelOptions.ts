import { t } from '../../i18n';
import { applicableLabels, type Entry } from '../../translator';
import { scopeOf, useEditor } from '../context';
import { SHORT_MS, within } from '../notices/deadline';
import { labelOption } from '../texts/terms';

type LabelOption = ReturnType<typeof labelOption>;

/** The name of a metric and the buckets of a histogram are no choice of a person. */
const HIDDEN = new Set(['__name__', 'le']);
/** What most people filter and group by. */
const USUAL = ['model_name', 'environment', 'deployment_id'];

function usualFirst(labels: string[]): string[] {
  return [...USUAL.filter((label) => labels.includes(label)), ...labels.filter((label) => !USUAL.includes(label))];
}

/**
 * The rows of a label picker. Text that is typed comes last, not first: somebody who types "model" and presses Enter
 * means the label in the list, not another one of that name.
 */
export function searchLabels(labels: string[], search: string): LabelOption[] {
  const typed = search.trim().toLowerCase();
  const found = labels
    .map(labelOption)
    .filter(({ value, label }) => value.toLowerCase().includes(typed) || label.toLowerCase().includes(typed));
  const rank = ({ value, label }: LabelOption) =>
    [value, label].some((text) => text.toLowerCase() === typed) ? 0 : label.toLowerCase().startsWith(typed) ? 1 : 2;
  const ranked = typed === '' ? found : [...found].sort((a, b) => rank(a) - rank(b));
  const isKnown = ranked.some((option) => rank(option) === 0);
  return typed === '' || isKnown
    ? ranked
    : [
        ...ranked,
        {
          value: search.trim(),
          label: search.trim(),
          description: t('editor.labels.another', 'Another label of this name'),
        },
      ];
}

/**
 * Labels to choose from: those of the catalog, which are known without a server, then those that only the server
 * knows (an engine metric's own, and what the scrape added).
 */
export function useLabelOptions(entry: Entry | undefined): (search: string) => Promise<LabelOption[]> {
  const context = useEditor();
  return async (search) => {
    const known = entry ? usualFirst(applicableLabels(entry)) : [];
    const scope = scopeOf(context, entry?.id, []);
    const asked = context.datasource.lookups.labels(scope).catch((): string[] => []);
    // The catalog's own labels do not wait for those that only the server knows.
    const found = await within(asked, SHORT_MS, []);
    const added = found.filter((label) => !known.includes(label) && !HIDDEN.has(label));
    return searchLabels([...known, ...added], search);
  };
}
