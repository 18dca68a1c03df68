import { Input } from '@grafana/ui';
import { useState } from 'react';

interface Props {
  id?: string;
  label: string;
  placeholder?: string;
  value: string | undefined;
  width?: number;
  /** Takes numbers only, from `min` on in whole steps of `step`. */
  number?: { min?: number; step?: number };
  /** Called when editing ends, not at each key; empty means the default. */
  onChange: (text: string | undefined) => void;
}

/** A text that takes effect when it is finished, by Enter or by leaving the field. */
export function TextField({ id, label, placeholder, value, width, number, onChange }: Props) {
  const [draft, setDraft] = useState(value ?? '');
  const [known, setKnown] = useState(value);
  // A value that changes from outside replaces what stands here; the field itself stays, and the cursor in it.
  if (known !== value) {
    setKnown(value);
    setDraft(value ?? '');
  }
  const finish = () => {
    const text = draft.trim() || undefined;
    if (text !== (value || undefined)) {
      onChange(text);
    }
  };
  return (
    <Input
      id={id}
      aria-label={label}
      placeholder={placeholder}
      width={width}
      {...(number ? { type: 'number', ...number } : {})}
      value={draft}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={finish}
      onKeyDown={(event) => {
        if (event.key === 'Enter') {
          finish();
        }
      }}
    />
  );
}
