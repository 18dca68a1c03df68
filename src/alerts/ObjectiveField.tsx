import { FieldValidationMessage, Input } from '@grafana/ui';
import { useState } from 'react';
import { parseDecimal } from '../editor/fields/numbers';
import { t } from '../i18n';
import { bounds as boundsInWords, FIELDS } from '../objectives';

/** The objectives that stand in the table; the others are in the document's text. */
export type Shown = 'availability' | 'latencySeconds' | 'latencyShare' | 'concurrencyPerReplica';

interface Props {
  label: string;
  field: Shown;
  /** Bounds of the buckets, for what has to be one. */
  bounds: readonly number[];
  value: number | 'none' | undefined;
  /** What an empty field means. */
  missing?: number | 'none';
  /** Called when editing ends; undefined means what everybody has. */
  onChange: (value: number | 'none' | undefined) => void;
}

/** The value that was typed, or what is wrong with it. */
export function readObjective(
  field: Shown,
  text: string,
  bounds: readonly number[]
): { value: number | 'none' | undefined } | { problem: string } {
  const typed = text.trim();
  if (typed === '') {
    return { value: undefined };
  }
  const row = FIELDS[field];
  if (row.type !== 'number') {
    return { value: undefined };
  }
  if (typed.toLowerCase() === 'none' && row.orNone === true) {
    return { value: 'none' };
  }
  const number = parseDecimal(typed);
  if (
    number === undefined ||
    (row.above !== undefined && number <= row.above) ||
    (row.below !== undefined && number >= row.below)
  ) {
    return { problem: t('alerts.field.allowed', 'Allowed: {{allowed}}', { allowed: boundsInWords(row) }) };
  }
  if (field === 'latencySeconds' && bounds.length > 0 && !bounds.includes(number)) {
    const near = [...bounds].sort((a, b) => Math.abs(a - number) - Math.abs(b - number)).slice(0, 2);
    return {
      problem: t('alerts.field.bound', 'No bucket ends there; the nearest do at {{bounds}}', {
        bounds: near.sort((a, b) => a - b).join(', '),
      }),
    };
  }
  return { value: number };
}

/** One objective of a model, which takes effect when it is finished. */
export function ObjectiveField({ label, field, bounds, value, missing, onChange }: Props) {
  const own = value === undefined ? '' : String(value);
  const [draft, setDraft] = useState(own);
  const [known, setKnown] = useState(own);
  const [problem, setProblem] = useState<string>();
  if (known !== own) {
    setKnown(own);
    setDraft(own);
    setProblem(undefined);
  }
  const finish = () => {
    const read = readObjective(field, draft, bounds);
    if ('problem' in read) {
      setProblem(read.problem);
      return;
    }
    setProblem(undefined);
    if (read.value === undefined && missing === undefined) {
      setDraft(own);
    } else if (read.value !== value) {
      onChange(read.value);
    }
  };
  return (
    <>
      <Input
        aria-label={label}
        width={14}
        value={draft}
        placeholder={missing === undefined ? undefined : String(missing)}
        invalid={problem !== undefined}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onBlur={finish}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            event.preventDefault();
            finish();
          }
        }}
      />
      {problem !== undefined && <FieldValidationMessage>{problem}</FieldValidationMessage>}
    </>
  );
}
