/** String literals and macros of PromQL text, on the way to the tree. */

const MACROS: Record<string, string> = { rate_interval: '991y', interval: '992y', range: '993y' };
const STRINGS = /("(?:\\[^]|[^"\\])*"|'(?:\\[^]|[^'\\])*'|`[^`]*`)/;
const MACRO = /\$(?:__(rate_interval|interval|range)\b|\{__(rate_interval|interval|range)\})/g;

/** Durations stand in for the macros, which the grammar doesn't know; string literals keep theirs. */
export function withoutMacros(text: string): string {
  return text
    .split(STRINGS)
    .map((piece, index) =>
      index % 2 === 1
        ? piece
        : piece.replace(MACRO, (_, bare?: string, braced?: string) => MACROS[bare ?? braced ?? ''] ?? '')
    )
    .join('');
}

/** The macro that a duration stands in for, or the duration itself. */
export function withMacro(duration: string): string {
  const name = Object.keys(MACROS).find((key) => MACROS[key] === duration);
  return name === undefined ? duration : `$__${name}`;
}

const SINGLE: Record<string, string> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([^]))/g;

/** The text of a literal in double quotes, single quotes or backticks. */
export function unquote(literal: string): string {
  const inside = literal.slice(1, -1);
  if (literal.startsWith('`')) {
    return inside;
  }
  return inside.replace(ESCAPE, (_, hex?: string, short?: string, long?: string, octal?: string, other?: string) => {
    const code = hex ?? short ?? long;
    if (code !== undefined) {
      return String.fromCodePoint(parseInt(code, 16));
    }
    return octal === undefined ? (SINGLE[other ?? ''] ?? other ?? '') : String.fromCharCode(parseInt(octal, 8));
  });
}
