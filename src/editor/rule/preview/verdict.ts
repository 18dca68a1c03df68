import { ENOUGH_KNOWN, type Report } from '../../../backtest';
import { numberText, t } from '../../../i18n';
import { DAYS } from './past';

/** What may be said of the pages: nothing where too little is known. */
export function verdict({ known, pages }: Report): string {
  const percent = Math.floor(100 * known);
  const count = pages.length;
  if (known < ENOUGH_KNOWN && count === 0) {
    return t('editor.week.unsaid', 'Nobody can tell how often it would have rung: only {{percent}}% is known.', {
      percent,
    });
  }
  const perDay = numberText(Math.round((10 * count) / (DAYS * Math.max(known, 1 / DAYS))) / 10);
  return known < ENOUGH_KNOWN
    ? t(
        'editor.week.at-least',
        'Pages in 7 days: at least {{pages}}, {{perDay}} a day in the {{percent}}% that are known',
        {
          pages: count,
          percent,
          perDay,
        }
      )
    : t('editor.week.verdict', 'Pages in 7 days: {{pages}}, {{perDay}} a day', { pages: count, perDay });
}
