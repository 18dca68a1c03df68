/** Variables in a pattern of names, as Grafana's Prometheus data source fills them into `metrics(pattern)`. */
import { isMacro, type Resolved, spellingAt, type Variables } from '../interpolate/variables';
import { quoteMeta } from '../promql/escape';

function render(resolved: Exclude<Resolved, { kind: 'unknown' }>): string {
  if (resolved.kind === 'pattern') {
    return `(?:${resolved.pattern})`;
  }
  if (resolved.kind === 'all') {
    return '.*';
  }
  // A variable that holds one value only may well be a pattern that was typed into a text box.
  const values = resolved.several ? resolved.values.map(quoteMeta) : resolved.values;
  return values.length === 1 ? (values[0] ?? '') : values.length === 0 ? '' : `(?:${values.join('|')})`;
}

/** Fills variables into a pattern: several values become alternatives. Unknown names stay, since `$` is an anchor too. */
export function interpolatePattern(text: string, variables: Variables): string {
  let out = '';
  for (let i = 0; i < text.length;) {
    const char = text.charAt(i);
    const spelling = char === '$' || char === '[' ? spellingAt(text, i) : undefined;
    if (!spelling || isMacro(spelling)) {
      out += char;
      i += 1;
      continue;
    }
    if (spelling.format !== undefined) {
      out += variables.replaceText(spelling, '|');
    } else {
      const resolved = variables.resolve(spelling);
      out += resolved.kind === 'unknown' ? spelling.text : render(resolved);
    }
    i += spelling.text.length;
  }
  return out;
}
