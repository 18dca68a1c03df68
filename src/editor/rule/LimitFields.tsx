import { FieldValidationMessage, RadioButtonGroup, Stack } from '@grafana/ui';
import { useState } from 'react';
import { t } from '../../i18n';
import { type Translation } from '../../translator';
import { parseDecimal } from '../fields/numbers';
import { TextField } from '../fields/TextField';
import { type Limit } from './alertRule';
import { meaningOf, whyNever } from './meaning';

/** A limit that may lack its value still. */
export type OpenLimit = Omit<Limit, 'value'> & { value: number | undefined };

interface Props {
  limit: OpenLimit;
  translation: Translation;
  onChange: (limit: OpenLimit) => void;
}

const textOf = (value: number | undefined) => (value === undefined ? '' : String(value));

/** When it fires: the threshold, its side, and how long; beside the number, what it means in the query's unit. */
export function LimitFields({ limit, translation, onChange }: Props) {
  const [typed, setTyped] = useState({ of: limit.value, text: textOf(limit.value) });
  // A value from elsewhere stands in the field, too.
  const text = typed.of === limit.value ? typed.text : textOf(limit.value);
  const value = parseDecimal(text);
  const meaning = value === undefined ? '' : meaningOf(value, translation);
  const never = value === undefined ? undefined : whyNever({ below: limit.below, value }, translation);
  const fires = limit.below ? t('editor.rule.below', 'Fires below') : t('editor.rule.threshold', 'Fires above');
  return (
    <>
      <Stack direction="row" gap={1} alignItems="center" wrap="wrap">
        {t('editor.rule.fires', 'Fires')}
        <RadioButtonGroup
          size="sm"
          aria-label={t('editor.rule.side', 'Side of the threshold')}
          options={[
            { value: false, label: t('editor.rule.side-above', 'above') },
            { value: true, label: t('editor.rule.side-below', 'below') },
          ]}
          value={limit.below}
          onChange={(below) => onChange({ ...limit, below })}
        />
        <TextField
          label={fires}
          placeholder={t('editor.rule.placeholder', 'a number')}
          width={12}
          number="decimal"
          value={textOf(limit.value)}
          onTyping={(text) => setTyped({ of: limit.value, text })}
          onChange={(text) => onChange({ ...limit, value: text === undefined ? undefined : Number(text) })}
        />
        <span data-testid="limit-meaning" aria-live="polite">
          {meaning === '' ? '' : `= ${meaning}`}
        </span>
        {t('editor.rule.for', 'for')}
        <TextField
          label={t('editor.rule.minutes', 'Minutes that it has to last')}
          width={8}
          number="whole"
          value={String(limit.minutes)}
          onChange={(text) => onChange({ ...limit, minutes: Number(text ?? 5) })}
        />
        {t('editor.rule.minutes-unit', 'minutes')}
      </Stack>
      {never !== undefined && <FieldValidationMessage>{never}</FieldValidationMessage>}
    </>
  );
}
