/**
 * Texts of alerts, as parts, so that each place prints what it can: Grafana knows the values of all queries and shows a
 * text also where a query gave none; Prometheus knows one value, and has it always.
 */

/** How a number is written, and the words where there is none. */
const FORMATS = {
  percent: { template: 'humanizePercentage', none: 'an unknown share' },
  whole: { template: 'printf "%.0f"', none: 'some' },
  tenths: { template: 'printf "%.1f"', none: 'some' },
} as const;

export interface ValuePart {
  /** The query's letter. */
  ref: string;
  as: keyof typeof FORMATS;
}

export interface LabelPart {
  label: string;
  /** The word where the alert has no such label, as one about missing data. */
  none: string;
}

type Part = string | ValuePart | LabelPart;

/** A sentence, or a clause of one. */
export type Text = readonly Part[];

/** Words with values and labels in between: ``text`${model}: ${percent('A')} of its requests fail` ``. */
export function text(words: TemplateStringsArray, ...parts: ReadonlyArray<Part | number>): Text {
  return words.flatMap((word, i) => {
    const part = parts[i];
    return [word, ...(part === undefined ? [] : [typeof part === 'number' ? String(part) : part])];
  });
}

/** A share as people read it, to the hundredth of a percent: objectives differ there. */
export const percent = (ref: string): ValuePart => ({ ref, as: 'percent' });
export const whole = (ref: string): ValuePart => ({ ref, as: 'whole' });
export const tenths = (ref: string): ValuePart => ({ ref, as: 'tenths' });
/** The model of the alert. */
export const model: LabelPart = { label: 'model_name', none: 'A model' };

function print(parts: Text, part: (part: ValuePart | LabelPart) => string): string {
  return parts.map((piece) => (typeof piece === 'string' ? piece : part(piece))).join('');
}

/** A text as a template of Grafana's, which shows it also for "no data" and for errors, when there are no values. */
export function grafanaText(texts: readonly Text[], between: string): string {
  const part = (piece: ValuePart | LabelPart) =>
    'label' in piece
      ? `{{ with $labels.${piece.label} }}{{ . }}{{ else }}${piece.none}{{ end }}`
      : `{{ with $values.${piece.ref} }}{{ ${FORMATS[piece.as].template} .Value }}{{ else }}${FORMATS[piece.as].none}{{ end }}`;
  return texts.map((one) => print(one, part)).join(between);
}

/** A text as a template of Prometheus's: sentences that need another value than that of the query `only` are left out. */
export function prometheusText(texts: readonly Text[], between: string, only: string): string {
  const part = (piece: ValuePart | LabelPart) =>
    'label' in piece ? `{{ $labels.${piece.label} }}` : `{{ ${FORMATS[piece.as].template} $value }}`;
  const knows = (one: Text) =>
    one.every((piece) => typeof piece === 'string' || !('ref' in piece) || piece.ref === only);
  return texts
    .filter(knows)
    .map((one) => print(one, part))
    .join(between);
}
