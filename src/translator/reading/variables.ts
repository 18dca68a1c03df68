/** Finds dashboard variables that nobody resolved, and the macros that the backend resolves. */

const NAME = String.raw`[A-Za-z_]\w*`;
/**
 * The spellings of Grafana's variable syntax, https://grafana.com/docs/grafana/latest/dashboards/variables/variable-syntax/.
 * A field or format ends before the next variable: else a text that opens many would be read to its end for each.
 */
const WITH_DOLLAR = String.raw`\$(${NAME})|\$\{(${NAME})(?:\.[^:}$]+)?(?::[^}$]*)?\}`;
const VARIABLE = String.raw`${WITH_DOLLAR}|\[\[(${NAME})(?::[^[\]]*)?\]\]`;
const WHOLE = new RegExp(`^(?:${VARIABLE})$`);
const ANYWHERE = new RegExp(VARIABLE);

/**
 * Name of the variable that `text` is, as a whole: `$model`, `${model}`, `${model:regex}`, `[[model]]`. Null for any other
 * text: `US$5`, `$5` and `a-$b` are plain values, since a name starts with a letter and a part of a value is never a variable.
 */
export function wholeVariable(text: string): string | null {
  // Most texts are none, and a look at the first character is cheaper than the pattern.
  const first = text[0];
  if (first !== '$' && first !== '[') {
    return null;
  }
  const match = WHOLE.exec(text);
  return match ? match[1] || match[2] || match[3] || null : null;
}

/** The first variable anywhere in a text, as it is spelled there; null where there is none. */
export function anyVariable(text: string): string | null {
  const match = ANYWHERE.exec(text);
  return match ? match[0] : null;
}

/**
 * What can't hold a variable in a pattern, and behind it a variable: what `\Q` quotes, a character behind a backslash, a class up
 * to the bracket that closes it (one that comes first is one of its characters). The square spelling is a class.
 */
const IN_PATTERN = new RegExp(
  [
    String.raw`\\Q[\s\S]*?(?:\\E|$)`,
    String.raw`\\[\s\S]`,
    String.raw`\[\^?\]?(?:\[:\^?[a-z]+:\]|\\[\s\S]|[^\]\\])*`,
    `(${WITH_DOLLAR})`,
  ].join('|'),
  'g'
);

/**
 * The first variable in an RE2 pattern, be it the whole or a part, as it is written there: `$name`, `${name:format}`; null
 * where there is none. An end of text before letters matches nothing, so nobody means that; `\$name`, `[$name]` and
 * `\Q$name\E` are plain characters. The backend asks this too, for the patterns of PromQL that a person wrote.
 */
export function variableInPattern(pattern: string): string | null {
  if (wholeVariable(pattern) !== null) {
    return pattern;
  }
  if (!pattern.includes('$')) {
    return null;
  }
  for (const [, variable] of pattern.matchAll(IN_PATTERN)) {
    if (variable) {
      return variable;
    }
  }
  return null;
}

/** Ranges that only the backend knows. */
export type Macro = '$__rate_interval' | '$__interval' | '$__range';

const MACROS: Macro[] = ['$__rate_interval', '$__interval', '$__range'];

/** The macro that `text` is in either spelling (`$__range`, `${__range}`), in its plain form; null where it is none. */
export function parseMacro(text: string): Macro | null {
  // Most texts are durations.
  if (text[0] !== '$') {
    return null;
  }
  return MACROS.filter((macro) => text === macro || text === '${' + macro.slice(1) + '}')[0] || null;
}
