/** The rows of the metric picker, and the search over them. */
import { type ComboboxOption } from '@grafana/ui';
import { numberText, t } from '../../i18n';
import { catalog, type Entry } from '../../translator';
import { type ServerCatalog } from '../../lookups';
import { entryTexts } from '../texts/catalogTexts';
import { unitText } from '../texts/terms';

const PLACES: Array<(entry: Entry) => string> = [
  (entry) => `${entry.title} ${entryTexts(entry).title}`,
  (entry) => entry.id,
  (entry) => `${entry.group} ${entry.description} ${Object.values(entryTexts(entry)).join(' ')}`,
];

/**
 * Entries that hold every word of the search in title, series name, group or description; those that hold them in the
 * title come first, then those in the series name. Without a search, all of them.
 */
export function searchEntries(entries: Entry[], search: string): Entry[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) {
    return entries;
  }
  const rank = (entry: Entry) => {
    let seen = '';
    for (const [place, text] of PLACES.entries()) {
      seen += ` ${text(entry).toLowerCase()}`;
      if (words.every((word) => seen.includes(word))) {
        return place;
      }
    }
    return PLACES.length;
  };
  const ranked = entries.map((entry) => ({ entry, place: rank(entry) })).filter(({ place }) => place < PLACES.length);
  return ranked.sort((a, b) => a.place - b.place).map(({ entry }) => entry);
}

/** Whether the server has a metric, in words; empty while nobody knows. */
export function presenceText(id: string, server: ServerCatalog | undefined): string {
  const found = server && !server.error ? server.metrics.find((metric) => metric.id === id) : undefined;
  if (!found) {
    return '';
  }
  if (!found.present) {
    return t('editor.metric.absent', 'not on this server yet');
  }
  return found.series > 0
    ? t('editor.metric.series', '{{number}} series here', { number: numberText(found.series) })
    : t('editor.metric.present', 'on this server');
}

/** One row: title, and under it unit, series name and whether this server has it. */
export function metricOption(entry: Entry, server: ServerCatalog | undefined): ComboboxOption {
  const parts = [unitText(entry.unit), entry.id, presenceText(entry.id, server)];
  const { title, group } = entryTexts(entry);
  return { value: entry.id, label: title, group, description: parts.filter(Boolean).join(' · ') };
}

/** The picker's rows for a search, grouped as the catalog is. */
export function metricOptions(search: string, server: ServerCatalog | undefined): ComboboxOption[] {
  return searchEntries(catalog, search).map((entry) => metricOption(entry, server));
}
