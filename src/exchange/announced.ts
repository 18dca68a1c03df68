/** What Grafana itself would show nothing of: a click would look broken. */
import { AppEvents } from '@grafana/data';
import { getAppEvents } from '@grafana/runtime';
import { part } from '../parts';
import { type BasetenQuery } from '../types';
import { type Cell, type NoFilter, whyNoFilter } from './cellFilters';

/** A part of the plugin; where it can't be had, Grafana shows a message of it. */
export function needed<Part>(fetch: () => Promise<Part>): Promise<Part> {
  return part(fetch, ({ title, text }) =>
    getAppEvents().publish({ type: AppEvents.alertError.name, payload: [title, text] })
  );
}

async function warn(reason: NoFilter) {
  const { noFilterText } = await needed(async () => {
    const [words, { loadTranslations }] = await Promise.all([import('./noFilterText'), import('../i18n')]);
    await loadTranslations();
    return words;
  });
  const { title, text } = noFilterText(reason);
  getAppEvents().publish({ type: AppEvents.alertWarning.name, payload: [title, text] });
}

/** The query with the filter, or as it is with a word on why. */
export function filtered(query: BasetenQuery, cell: Cell, filter: (cell: Cell) => BasetenQuery): BasetenQuery {
  const reason = whyNoFilter(query, cell);
  if (reason === undefined) {
    return filter(cell);
  }
  void warn(reason).catch(() => undefined);
  return query;
}
