/**
 * The sentence that a notification of a copied rule begins with. It is a Go template, run by Grafana at each evaluation:
 * https://grafana.com/docs/grafana/latest/alerting/alerting-rules/templates/. Without data neither labels nor values are
 * there, so each of them stands behind a guard.
 */
import { formatAmount, labelTitles, labelPrefixes, type Translation } from '../../translator';

/** Annotations are Go templates: braces of a label's value would run as one in every notification. */
export function untemplated(text: string): string {
  return text.replaceAll('{{', '{{"{{"}}');
}

/** How a value is written, by the query's unit: a function of Grafana's templates, and what stands behind the number. */
const VALUES: Partial<Record<string, [pipe: string, after: string]>> = {
  s: ['humanizeDuration .Value', ''],
  percentunit: ['humanizePercentage .Value', ''],
  percent: ['printf "%.1f" .Value', '%'],
  bytes: ['humanize1024 .Value', 'B'],
  mbytes: ['printf "%.0f" .Value', ' MiB'],
  reqps: ['printf "%.2f" .Value', ' requests per second'],
  cps: ['printf "%.2f" .Value', ' per second'],
  h: ['printf "%.1f" .Value', ' h'],
};

function writing({ unit, decimals }: Translation): [pipe: string, after: string] {
  const suffix = unit.startsWith('suffix:') ? unit.slice('suffix:'.length) : '';
  return VALUES[unit] ?? [`printf "%.${decimals ?? 2}f" .Value`, suffix];
}

/** The value of the query `refId` as it is now. */
function valueNow(refId: string, translation: Translation): string {
  const [pipe, after] = writing(translation);
  return `{{ with $values.${refId} }}{{ ${pipe} }}${after}{{ else }}unknown{{ end }}`;
}

/** The threshold with its unit, for people. */
function limitOf(threshold: number, translation: Translation): string {
  const [pipe, after] = writing(translation);
  // What Grafana's templates can't write as people do, the translator can.
  return pipe.startsWith('printf') ? `${threshold}${after}` : formatAmount(threshold, translation.unit);
}

function reference(label: string): string {
  // A dot in a name would be read as a field of a field.
  return /^[a-zA-Z_]\w*$/.test(label) ? `$labels.${label}` : `index $labels ${JSON.stringify(label)}`;
}

/** One label of the alert's series, such as `{{ with $labels.deployment_id }}deployment {{ . }}{{ end }}`. */
function labelNow(label: string, isFirst: boolean): string {
  const word = untemplated(labelTitles.get(label) ?? label);
  const text = labelPrefixes.get(label) === '' ? '{{ . }}' : `${word} {{ . }}`;
  const otherwise = isFirst ? `{{ else }}(no ${word})` : '';
  return `{{ with ${reference(label)} }}${isFirst ? '' : ', '}${text}${otherwise}{{ end }}`;
}

/** Which series it is about: the grouping's labels, then the values that the filters ask for. */
function subject(refId: string, { kind, labels, filterNames }: Translation): string {
  if (kind === 'code') {
    // Only the answer tells which labels there are; those of the rule itself are not among the value's.
    return `{{ with $values.${refId} }}{{ with .Labels }}{{ . }}: {{ end }}{{ end }}`;
  }
  const series = labels.map((label, at) => labelNow(label, at === 0)).join('');
  const whole = [series, ...filterNames.map(untemplated)].filter((part) => part !== '').join(', ');
  return whole === '' ? '' : `${whole}: `;
}

/**
 * What fires, of which model, its value and the threshold: "Whisper, deployment wx4: End-to-end response time, p95, is 4.2s,
 * above 2 s".
 * @param refId the rule's query
 * @param limit its value is in the query's unit
 */
export function summaryOf(
  refId: string,
  translation: Translation,
  { below, value }: { below: boolean; value: number }
): string {
  const name = untemplated(translation.title || 'the query');
  const is = name.includes(', ') ? ', is' : ' is';
  return `${subject(refId, translation)}${name}${is} ${valueNow(refId, translation)}, ${below ? 'below' : 'above'} ${limitOf(value, translation)}`;
}
