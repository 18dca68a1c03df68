import { FieldValidationMessage, Input } from '@grafana/ui';
import { useState } from 'react';
import { t } from '../../i18n';
import { wholeVariable } from '../../translator';
import { parseDecimal, parseWhole } from './numbers';

/** Numbers with a decimal point, whole ones from 1 on, and counts, which may be 0. */
type NumberKind = 'decimal' | 'whole' | 'count';

interface Props {
  id?: string;
  label: string;
  placeholder?: string;
  value: string | undefined;
  width?: number;
  /** Takes numbers of this kind only, with a decimal point or comma; what else is typed is refused in words. */
  number?: NumberKind;
  /** Takes the name of a dashboard variable as well. */
  takesVariables?: boolean;
  /** Called when editing ends, not at each key; empty means the default. Numbers come with a decimal point. */
  onChange: (text: string | undefined) => void;
  /** Called at each key, for what stands beside the field. */
  onTyping?: (text: string) => void;
}

/** What a typed text stands for; undefined where it is no number of the kind. */
function meant(text: string, { number, takesVariables = false }: Props): string | undefined {
  if (number === undefined || (takesVariables && wholeVariable(text) !== null)) {
    return text;
  }
  const read = number === 'decimal' ? parseDecimal(text) : parseWhole(text);
  return read === undefined || (number === 'whole' && read < 1) ? undefined : String(read);
}

/** What a field says that took no number. */
export function notANumber(number: NumberKind = 'decimal'): string {
  if (number === 'count') {
    return t('editor.number.count', 'Write a whole number from 0 on.');
  }
  return number === 'whole'
    ? t('editor.number.whole', 'Write a whole number from 1 on.')
    : t('editor.number.decimal', 'Write a number such as 2.5, without signs that group its digits.');
}

/** The keys that a phone offers; a variable needs letters. */
function inputModeOf({ number, takesVariables = false }: Props) {
  if (number === undefined || takesVariables) {
    return undefined;
  }
  return number === 'decimal' ? 'decimal' : 'numeric';
}

/** A text that takes effect when it is finished, by Enter or by leaving the field. */
export function TextField(props: Props) {
  const { id, label, placeholder, value, width, number, onChange, onTyping } = props;
  const [draft, setDraft] = useState(value ?? '');
  const [known, setKnown] = useState(value);
  const [isRefused, setRefused] = useState(false);
  // A value that changes from outside replaces what stands here; the field itself stays, and the cursor in it.
  if (known !== value) {
    setKnown(value);
    setDraft(value ?? '');
    setRefused(false);
  }
  const finish = () => {
    const typed = draft.trim();
    const text = typed === '' || typed === value ? typed : meant(typed, props);
    setRefused(text === undefined);
    if (text !== undefined && text !== (value ?? '')) {
      onChange(text || undefined);
    }
  };
  return (
    <div>
      <Input
        id={id}
        aria-label={label}
        placeholder={placeholder}
        width={width}
        inputMode={inputModeOf(props)}
        invalid={isRefused}
        value={draft}
        onChange={(event) => {
          setDraft(event.currentTarget.value);
          onTyping?.(event.currentTarget.value);
        }}
        onBlur={finish}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            finish();
          }
        }}
      />
      {isRefused && <FieldValidationMessage>{notANumber(number)}</FieldValidationMessage>}
    </div>
  );
}
