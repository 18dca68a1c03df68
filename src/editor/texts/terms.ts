/** Words of the editor for what the query JSON calls otherwise. */
import { t } from '../../i18n';
import { type FilterOperator } from '../../translator';
import { labelText } from './catalogTexts';

/** An operator of filters in words. */
export const operatorTexts: Record<FilterOperator, () => { label: string; description: string }> = {
  '=': () => ({
    label: t('editor.operator.is', 'is'),
    description: t('editor.operator.is-about', 'Any of these values, letter by letter'),
  }),
  '!=': () => ({
    label: t('editor.operator.is-not', 'is not'),
    description: t('editor.operator.is-not-about', 'None of these values'),
  }),
  '=~': () => ({
    label: t('editor.operator.matches', 'matches'),
    description: t('editor.operator.matches-about', 'Any of these patterns (RE2), from start to end'),
  }),
  '!~': () => ({
    label: t('editor.operator.matches-not', "doesn't match"),
    description: t('editor.operator.matches-not-about', 'None of these patterns (RE2)'),
  }),
};

/** A label as an option: the word, and under it the name that PromQL has for it. */
export function labelOption(label: string): { value: string; label: string; description?: string } {
  const word = labelText(label);
  return word === label ? { value: label, label } : { value: label, label: word, description: label };
}

/** The unit of an entry for people: `s` is hardly a word. */
const unitTexts: Partial<Record<string, () => string>> = {
  s: () => t('editor.unit.seconds', 'seconds'),
  mbytes: () => 'MiB',
  percent: () => '%',
  percentunit: () => t('editor.unit.ratio', 'ratio'),
  reqps: () => t('editor.unit.requests', 'requests/s'),
  cps: () => t('editor.unit.per-second', 'per second'),
  short: () => t('editor.unit.count', 'count'),
  h: () => t('editor.unit.hours', 'hours'),
};

/** A Grafana unit id in words; empty where there is nothing to say. */
export function unitText(unit: string): string {
  return unitTexts[unit]?.() ?? unit.replace(/^suffix:\s*/, '');
}
