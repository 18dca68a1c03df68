/** Finds dashboard variables that nobody resolved, and the macros that the backend resolves. */

const NAME = '[A-Za-z_]\\w*';
/** The spellings of Grafana's variable syntax, https://grafana.com/docs/grafana/latest/dashboards/variables/variable-syntax/. */
const VARIABLE = `\\$(${NAME})|\\$\\{(${NAME})(?:\\.[^:}]+)?(?::[^}]*)?\\}|\\[\\[(${NAME})(?::[^\\]]*)?\\]\\]`;
const WHOLE = new RegExp(`^(?:${VARIABLE})$`);
const ANYWHERE = new RegExp(VARIABLE);

/**
 * Name of the variable that `text` is, as a whole: `$model`, `${model}`, `${model:regex}`, `[[model]]`. Null for any other
 * text: `US$5`, `$5` and `a-$b` are plain values, since a name starts with a letter and a part of a value is never a variable.
 */
export function wholeVariable(text: string): string | null {
  // Most texts are none, and a look at the first character is cheaper than the pattern.
  const first = text.charAt(0);
  if (first !== '$' && first !== '[') {
    return null;
  }
  const match = WHOLE.exec(text);
  return match ? match[1] || match[2] || match[3] || null : null;
}

/** The first variable anywhere in a text, as it is spelled there; null where there is none. */
export function anyVariable(text: string): string | null {
  if (text.indexOf('$') < 0 && text.indexOf('[[') < 0) {
    return null;
  }
  const match = ANYWHERE.exec(text);
  return match ? match[0] : null;
}

/** Ranges that only the backend knows. */
export type Macro = '$__rate_interval' | '$__interval' | '$__range';

const MACROS: Macro[] = ['$__rate_interval', '$__interval', '$__range'];

/** The macro that `text` is in either spelling (`$__range`, `${__range}`), in its plain form; null where it is none. */
export function parseMacro(text: string): Macro | null {
  return MACROS.filter((macro) => text === macro || text === '${' + macro.slice(1) + '}')[0] || null;
}
