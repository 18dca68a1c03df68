/** What a number that somebody types as a threshold means in the query's unit. */
import { formattedValueToString, getValueFormat } from '@grafana/data';
import { t } from '../../i18n';
import { type Translation } from '../../translator';

/**
 * The value as a panel writes it, "500%" or "5 s". A panel's decimals are left to Grafana here, since a threshold between two
 * shown values is meant as it is typed; zeros that nobody typed are left out.
 */
export function formatted(value: number, unit: string): string {
  const parts = getValueFormat(unit)(value);
  return formattedValueToString({ ...parts, text: parts.text.replace(/\.0+$|(\.\d*[1-9])0+$/, '$1') });
}

/** What the number means in the query's unit; empty where that is no more than the number itself, or nobody knows. */
export function meaningOf(value: number, { unit }: Pick<Translation, 'unit'>): string {
  if (unit === '') {
    return '';
  }
  const text = formatted(value, unit);
  return text === String(value) ? '' : text;
}

/** The most that the query can be: 1 of a ratio, 100 of a percentage; undefined where there is no bound. */
function mostOf({ unit, metric, max }: Pick<Translation, 'unit' | 'metric' | 'max'>): number | undefined {
  // The one share of a threshold that may be passed, and not of a whole.
  return unit === 'percentunit' && metric !== 'saturation' ? 1 : unit === 'percent' ? max : undefined;
}

/** Why a rule with this threshold could never fire, and how the number is written; undefined where nothing speaks against it. */
export function whyNever(
  { below, value }: { below: boolean; value: number },
  translation: Pick<Translation, 'unit' | 'metric' | 'max'>
): string | undefined {
  const most = mostOf(translation);
  if (most === undefined || (below ? value <= most : value < most)) {
    return undefined;
  }
  const percent = value <= 100 ? value : 5;
  return t('editor.rule.at-most', 'This is a share, and at most 100%: {{percent}}% is written {{number}}.', {
    percent,
    // Without the last digits of binary fractions: 1.1 / 100 is not 0.011.
    number: Number(((percent / 100) * most).toPrecision(12)),
  });
}

/** A value of two digits right beyond what there was, so that a rule would have been silent. */
export function roundBeyond(value: number, below: boolean): number {
  const step = 10 ** (Math.floor(Math.log10(Math.abs(value) || 1)) - 1);
  const steps = Number((value / step).toPrecision(12));
  return Number(((below ? Math.floor(steps) : Math.ceil(steps)) * step).toPrecision(12));
}
