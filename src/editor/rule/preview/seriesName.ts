import { type Labels } from '../../../backtest';
import { t } from '../../../i18n';
import { labelWord } from '../../texts/catalogWords';

/** A series by its labels. */
export function seriesName(labels: Labels): string {
  const parts = Object.entries(labels).map(([label, value]) => `${labelWord(label)} ${value}`);
  return parts.join(', ') || t('editor.week.whole', 'all together');
}
