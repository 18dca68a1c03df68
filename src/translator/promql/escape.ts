/** Quoting for PromQL and RE2. The only place where text that a person chose becomes part of a query. */

/** Code units that can't stand for themselves inside quotes, or that would break the one-line rule of the output. */
function needsEscape(unit: number): boolean {
  return (
    unit < 0x20 ||
    (unit >= 0x7f && unit <= 0x9f) ||
    // Line and paragraph separator end a line for many readers.
    unit === 0x2028 ||
    unit === 0x2029 ||
    // Go's source readers drop a byte order mark.
    unit === 0xfeff ||
    // Prometheus's lexer takes a raw U+FFFD for broken UTF-8.
    unit === 0xfffd
  );
}

/** ASCII without quotes, backslashes and control characters: most names and values, which need no look at each character. */
const PLAIN = /^[ !#-[\]-~]*$/;

function hex4(unit: number): string {
  return ('000' + unit.toString(16)).slice(-4);
}

/**
 * Quotes text as a PromQL string literal in double quotes. The text must be well-formed Unicode
 * (see `hasLoneSurrogate`); escapes are those that Prometheus shares with Go.
 */
export function quoteString(text: string): string {
  if (PLAIN.test(text)) {
    return `"${text}"`;
  }
  let quoted = '"';
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '"' || char === '\\') {
      quoted += '\\' + char;
    } else if (char === '\n') {
      quoted += '\\n';
    } else if (needsEscape(text.charCodeAt(i))) {
      quoted += '\\u' + hex4(text.charCodeAt(i));
    } else {
      quoted += char;
    }
  }
  return quoted + '"';
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
