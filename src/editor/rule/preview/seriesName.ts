import { type Labels } from '../../../backtest';
import { t } from '../../../i18n';
import { labelText } from '../../texts/catalogTexts';

/** A series by its labels. */
export function seriesName(labels: Labels): string {
  const parts = Object.entries(labels).map(([label, value]) => `${labelText(label)} ${value}`);
  return parts.join(', ') || t('editor.week.whole', 'all together');
}
