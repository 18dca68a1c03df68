/** PromQL on one line, as Prometheus itself writes it. */
import { NoPlaceError, parseExpr, printExpr } from '../../translator';

const TOKENS = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|[\w.:$]+|[-+*/%^=<>!~@]+/g;

/** Every word, number and operator, sorted, since grouping may move; strings only by their number, since quotes may change. */
function words(text: string): string {
  const found = text.match(TOKENS) ?? [];
  return found
    .map((token) => (/^["'`]/.test(token) ? '""' : token))
    .sort()
    .join('\n');
}

/**
 * The text in one shape. It stays as it is where it can't be read as a whole, where it has comments, or where the shape
 * would lose or change a single word of it.
 */
export function format(text: string): string {
  try {
    const shaped = printExpr(parseExpr(text));
    return words(shaped) === words(text) ? shaped : text;
  } catch (error) {
    if (error instanceof NoPlaceError) {
      return text;
    }
    throw error;
  }
}
