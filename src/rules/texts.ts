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

/** A label of the one series that a query of the rule's `tells` has for the alert. */
export interface ToldPart {
  told: string;
}

type Part = string | ValuePart | LabelPart;

/** A sentence, or a clause of one. */
export type Text = readonly Part[];

/** A clause that is said only where this query of the rule's `tells` has a series for the alert. */
export interface Told {
  of: string;
  parts: ReadonlyArray<string | ToldPart>;
}

/** Words with values and labels in between: ``text`${model}: ${percent('A')} of its requests fail` ``. */
export function text(words: TemplateStringsArray, ...parts: ReadonlyArray<Part | number>): Text {
  return words.flatMap((word, i) => {
    const part = parts[i];
    return [word, ...(part === undefined ? [] : [typeof part === 'number' ? String(part) : part])];
  });
}

/** Words with labels of the series of a query that only tells: ``told('W')`mostly ${own('status_code')}` ``. */
export const told =
  (of: string) =>
  (words: TemplateStringsArray, ...parts: readonly ToldPart[]): Told => ({
    of,
    parts: words.flatMap((word, i) => [word, ...(parts[i] === undefined ? [] : [parts[i]])]),
  });

/** The label of that series. */
export const own = (label: string): ToldPart => ({ told: label });

/** An objective or a limit, 0 to 1, as the shares beside it are written. */
export const asPercent = (share: number): string => `${Number((share * 100).toPrecision(6))}%`;

/** A share as people read it, to the hundredth of a percent: objectives differ there. */
export const percent = (ref: string): ValuePart => ({ ref, as: 'percent' });
export const whole = (ref: string): ValuePart => ({ ref, as: 'whole' });
export const tenths = (ref: string): ValuePart => ({ ref, as: 'tenths' });
/** The model of the alert. */
export const model: LabelPart = { label: 'model_name', none: 'A model' };

/** Most of what fails: its code and its deployment, of the query `W`. */
export const mostlyCode = told('W')`most of them with ${own('status_code')} on the deployment ${own('deployment_id')}`;

/** Most of what is late or waits: its deployment, of the query `W`. */
export const mostlyOn = told('W')`above all on the deployment ${own('deployment_id')}`;

function print(parts: Text, part: (part: ValuePart | LabelPart) => string): string {
  return parts.map((piece) => (typeof piece === 'string' ? piece : part(piece))).join('');
}

const isTold = (text: Text | Told): text is Told => 'of' in text;

/** A clause that only some alerts have: what stands between it and the one before goes with it. */
function grafanaTold({ of, parts }: Told, between: string): string {
  const words = parts.map((part) => (typeof part === 'string' ? part : `{{ .Labels.${part.told} }}`)).join('');
  return `{{ with $values.${of} }}${between}${words}{{ end }}`;
}

/** A text as a template of Grafana's, which shows it also for "no data" and for errors, when there are no values. */
export function grafanaText(texts: ReadonlyArray<Text | Told>, between: string): string {
  const part = (piece: ValuePart | LabelPart) =>
    'label' in piece
      ? `{{ with $labels.${piece.label} }}{{ . }}{{ else }}${piece.none}{{ end }}`
      : `{{ with $values.${piece.ref} }}{{ ${FORMATS[piece.as].template} .Value }}{{ else }}${FORMATS[piece.as].none}{{ end }}`;
  return texts
    .map((one, i) => (isTold(one) ? grafanaTold(one, between) : (i === 0 ? '' : between) + print(one, part)))
    .join('');
}

/** A clause for which Prometheus has to ask: `query` is PromQL with `%q` for the name of the alert's model. */
function prometheusTold({ parts }: Told, between: string, query: string): string {
  const words = parts.map((part) => (typeof part === 'string' ? part : `{{ .Labels.${part.told} }}`)).join('');
  // Between backquotes nothing is escaped, and PromQL needs none of them.
  return `{{ range printf \`${query}\` $labels.model_name | query }}${between}${words}{{ end }}`;
}

/**
 * A text as a template of Prometheus's: clauses that need another value than that of the query `only` are left out.
 * @param queries the PromQL of the queries that tell, by letter
 */
export function prometheusText(
  texts: ReadonlyArray<Text | Told>,
  between: string,
  only: string,
  queries: Readonly<Record<string, string>> = {}
): string {
  const part = (piece: ValuePart | LabelPart) =>
    'label' in piece ? `{{ $labels.${piece.label} }}` : `{{ ${FORMATS[piece.as].template} $value }}`;
  const knows = (one: Text) =>
    one.every((piece) => typeof piece === 'string' || !('ref' in piece) || piece.ref === only);
  return texts
    .filter((one) => isTold(one) || knows(one))
    .map((one, i) =>
      isTold(one) ? prometheusTold(one, between, queries[one.of] ?? '') : (i === 0 ? '' : between) + print(one, part)
    )
    .join('');
}
