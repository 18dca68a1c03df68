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

/** Without the square spelling, which in a pattern is a class of characters. */
const IN_PATTERN = new RegExp(`\\$(${NAME})|\\$\\{(${NAME})(?:\\.[^:}]+)?(?::[^}]*)?\\}`, 'y');
const NAMED_CLASS = /\[:\^?[a-z]+:\]/y;

/** Where the class of characters that opens at `start` of a pattern ends. */
function endOfClass(pattern: string, start: number): number {
  let i = start + 1;
  if (pattern.charAt(i) === '^') {
    i += 1;
  }
  // A bracket that comes first is one of the characters.
  for (let first = true; i < pattern.length && (first || pattern.charAt(i) !== ']'); first = false) {
    NAMED_CLASS.lastIndex = i;
    const named = NAMED_CLASS.exec(pattern);
    i += named ? named[0].length : pattern.charAt(i) === '\\' ? 2 : 1;
  }
  return i + 1;
}

/** A variable as a pattern has it. */
export interface PatternVariable {
  name: string;
  /** As it is written: `$name`, `${name:format}`. */
  text: string;
}

/**
 * The first variable in an RE2 pattern, be it the whole or a part; null where there is none. An end of text before
 * letters matches nothing, so nobody means that; `\$name`, `[$name]` and `\Q$name\E` are plain characters.
 * The backend asks this too, for the patterns of PromQL that a person wrote.
 */
export function variableInPattern(pattern: string): PatternVariable | null {
  const whole = wholeVariable(pattern);
  if (whole !== null || pattern.indexOf('$') < 0) {
    return whole === null ? null : { name: whole, text: pattern };
  }
  for (let i = 0; i < pattern.length;) {
    const char = pattern.charAt(i);
    if (char === '\\') {
      const end = pattern.charAt(i + 1) === 'Q' ? pattern.indexOf('\\E', i) : i;
      i = end < 0 ? pattern.length : end + 2;
    } else if (char === '[') {
      i = endOfClass(pattern, i);
    } else {
      IN_PATTERN.lastIndex = i;
      const match = char === '$' ? IN_PATTERN.exec(pattern) : null;
      if (match) {
        return { name: match[1] || match[2] || '', text: match[0] };
      }
      i += 1;
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
  if (text.charAt(0) !== '$') {
    return null;
  }
  return MACROS.filter((macro) => text === macro || text === '${' + macro.slice(1) + '}')[0] || null;
}
