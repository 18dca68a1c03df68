/**
 * Quoting for PromQL and RE2. The translator writes text that a person chose by these functions alone; variables in PromQL that a
 * person wrote are filled in by src/interpolate/code.ts.
 */

/**
 * What can't stand for itself inside quotes, or would break the one-line rule of the output: quotes, backslashes and control
 * characters; line and paragraph separators, which end a line for many readers; a byte order mark, which Go's source readers
 * drop; a raw U+FFFD, which Prometheus's lexer takes for broken UTF-8.
 */
const ESCAPED = /["\\\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffd]/g;

/** ASCII that stands for itself: most names and values. Anchored, so that goja looks at each character once. */
const PLAIN = /^[ !#-[\]-~]*$/;

function hex4(unit: number): string {
  return ('000' + unit.toString(16)).slice(-4);
}

/**
 * Quotes text as a PromQL string literal in double quotes. The text must be well-formed Unicode
 * (see `hasLoneSurrogate`); escapes are those that Prometheus shares with Go.
 */
export function quoteString(text: string): string {
  if (text.length < LONG) {
    return quoted(text);
  }
  if (text !== lastLong) {
    lastLong = text;
    lastQuoted = quoted(text);
  }
  return lastQuoted;
}

/** A selection of many models stands in each selector of a query, and in each query of its rules: it is quoted once. */
const LONG = 256;
let lastLong = '';
let lastQuoted = '""';

function quoted(text: string): string {
  return `"${PLAIN.test(text) ? text : text.replace(ESCAPED, escaped)}"`;
}

function escaped(char: string): string {
  if (char === '"' || char === '\\') {
    return '\\' + char;
  }
  return char === '\n' ? '\\n' : '\\u' + hex4(char.charCodeAt(0));
}

const LEGACY_LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
/** Words that the lexer reads as a number or a keyword where a label of a grouping is expected. */
const RESERVED_IN_GROUPING = /^(?:inf|nan|without)$/i;
const LONGEST_RESERVED = 'without'.length;

/**
 * Writes a label name. Names that old servers understand stay bare; others (dots, spaces, any Unicode) are quoted,
 * which Prometheus reads since 3.0.
 */
export function quoteLabel(name: string): string {
  return LEGACY_LABEL.test(name) && (name.length > LONGEST_RESERVED || !RESERVED_IN_GROUPING.test(name))
    ? name
    : quoteString(name);
}

/** Escapes literal text so that RE2 matches exactly it; the characters are those of Go's `regexp.QuoteMeta`. */
export function quoteMeta(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}
