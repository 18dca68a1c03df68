/** Variables in a pattern of names, as Grafana's Prometheus data source fills them into `metrics(pattern)`. */
import { isMacro, replaceSpellings, type Resolved, type Variables } from '../interpolate/variables';
import { quoteMeta } from '../translator';

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
  return replaceSpellings(text, (spelling) => {
    if (isMacro(spelling)) {
      return undefined;
    }
    if (spelling.format !== undefined) {
      return variables.replaceText(spelling, '|');
    }
    const resolved = variables.resolve(spelling);
    return resolved.kind === 'unknown' ? spelling.text : render(resolved);
  });
}
