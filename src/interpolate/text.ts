/** Variables in plain text fields: legend, durations, names. */
import { isMacro, replaceSpellings, type Variables } from './variables';

/** Fills variables into a text; several values are joined by `separator`. Macros and unknown names stay as they are. */
export function interpolateText(text: string, variables: Variables, separator = ', '): string {
  if (typeof text !== 'string') {
    return text;
  }
  return replaceSpellings(text, (spelling) =>
    isMacro(spelling) ? spelling.text : variables.replaceText(spelling, separator)
  );
}
