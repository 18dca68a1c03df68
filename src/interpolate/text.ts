/** Variables in plain text fields: legend, durations, names. */
import { isMacro, spellingAt, type Variables } from './variables';

/** Fills variables into a text; several values are joined by `separator`. Macros and unknown names stay as they are. */
export function interpolateText(text: string, variables: Variables, separator = ', '): string {
  if (typeof text !== 'string') {
    return text;
  }
  let out = '';
  for (let i = 0; i < text.length;) {
    const char = text.charAt(i);
    const spelling = char === '$' || char === '[' ? spellingAt(text, i) : undefined;
    if (!spelling) {
      out += char;
      i += 1;
      continue;
    }
    out += isMacro(spelling) ? spelling.text : variables.replaceText(spelling, separator);
    i += spelling.text.length;
  }
  return out;
}
