/** The rows of the metric picker. */
import { type ComboboxOption } from '@grafana/ui';
import { numberText, t } from '../../i18n';
import { type Entry } from '../../translator';
import { type ServerCatalog } from '../../lookups';
import { entryTexts } from '../texts/catalogTexts';
import { unitText } from '../texts/terms';
import { searchMetrics } from './metricSearch';
import { infoOption } from './valueOptions';

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

/**
 * The picker's rows: all, grouped as the catalog is, or those that a search finds, the likeliest first. Groups would put
 * these in another order.
 */
export function metricOptions(search: string, server: ServerCatalog | undefined): ComboboxOption[] {
  const { entries, isCost } = searchMetrics(search);
  const rows = entries.map((entry) => metricOption(entry, server));
  if (search.trim() === '') {
    return rows;
  }
  const ranked = rows.map(({ group: _, ...row }) => row);
  if (isCost) {
    return [infoOption(t('editor.metric.no-costs', 'Costs are not exported. What is billed by time:')), ...ranked];
  }
  return ranked.length > 0
    ? ranked
    : [
        infoOption(
          t('editor.metric.no-options', 'No metric has these words. Try requests, errors, latency, GPU, tokens')
        ),
      ];
}
