import { type ComboboxOption } from '@grafana/ui';
import { useState } from 'react';
import { t } from '../../i18n';
import { Picker } from '../../picker';
import { parseDecimal } from './numbers';
import { DEFAULT_QUANTILE, percentile } from '../../translator';
import { EditorField } from '../layout';

/** The common ones. */
const common = (): ComboboxOption[] => [
  {
    value: '0.5',
    label: percentile(0.5),
    description: t('editor.quantile.p50', 'Half of the requests stay below: the median'),
  },
  { value: '0.9', label: percentile(0.9), description: t('editor.quantile.p90', 'Nine of ten requests stay below') },
  { value: '0.95', label: percentile(0.95), description: t('editor.quantile.p95', '19 of 20 requests stay below') },
  { value: '0.99', label: percentile(0.99), description: t('editor.quantile.p99', '99 of 100 requests stay below') },
];

/** Reads "p99.9", "99.9", "99,9 %" or "0.999" as a quantile from 0 to 1; undefined for anything else. */
export function parseQuantile(text: string): number | undefined {
  const match = /^\s*(p?)\s*([\d.,]+)\s*(%?)\s*$/i.exec(text);
  const number = parseDecimal(match?.[2] ?? '');
  if (!match || number === undefined) {
    return undefined;
  }
  const isPercent = match[1] !== '' || match[3] !== '' || number > 1;
  // 99.9 / 100 has a binary tail that nobody typed.
  const quantile = isPercent ? Number((number / 100).toPrecision(12)) : number;
  return quantile <= 1 ? quantile : undefined;
}

interface Props {
  id: string;
  value: number | undefined;
  onChange: (quantile: number) => void;
}

/** Which percentile: the common ones, or any other that is typed. */
export function QuantileField({ id, value = DEFAULT_QUANTILE, onChange }: Props) {
  const [isRefused, setRefused] = useState(false);
  // A value of a file that is no number is shown as it is; the error below says what is wrong.
  const label = typeof value === 'number' ? percentile(value) : String(value);
  return (
    <EditorField label={t('editor.quantile.label', 'Percentile')} width={12}>
      <Picker
        id={id}
        label={t('editor.quantile.label', 'Percentile')}
        customValueDescription={t('editor.quantile.another', 'Another percentile, such as p99.9')}
        problem={
          isRefused ? t('editor.quantile.refused', 'Write a percentile from 0 to 100, such as p99.9.') : undefined
        }
        options={common()}
        value={{ value: String(value), label }}
        onChange={(text) => {
          const quantile = parseQuantile(text);
          setRefused(quantile === undefined);
          if (quantile !== undefined) {
            onChange(quantile);
          }
        }}
      />
    </EditorField>
  );
}
