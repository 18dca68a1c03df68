import { entryTexts } from '../editor/texts/catalogTexts';
import { t } from '../i18n';
import { findEntry } from '../translator';
import { type NoFilter } from './cellFilters';

/** Why a click on a cell added no filter, in the language of the person. */
export function noFilterText({ why, key, metric = '' }: NoFilter): { title: string; text: string } {
  const title = t('no-filter.title', 'The filter was not added');
  if (why === 'not-of-metric') {
    const entry = findEntry(metric);
    const text = t(
      'no-filter.not-of-metric',
      '{{metric}} has no label {{label}}: filtered by it, there would be nothing.',
      {
        metric: entry ? entryTexts(entry).title : metric,
        label: key,
      }
    );
    return { title, text };
  }
  if (why === 'code') {
    const text = key
      ? t(
          'no-filter.code',
          'The query is PromQL, which is not changed by a click: add {{label}} to its selectors, or switch to the builder.',
          { label: key }
        )
      : t(
          'no-filter.code-any',
          'The query is PromQL, which is not changed by a click: add the label to its selectors, or switch to the builder.'
        );
    return { title, text };
  }
  return {
    title,
    text: key
      ? t('no-filter.no-label', '{{column}} is no label, so nothing can be filtered by it.', { column: key })
      : t('no-filter.no-label-any', 'This column is no label, so nothing can be filtered by it.'),
  };
}
