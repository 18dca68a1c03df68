/** Writes PromQL of any layout on one line. */
import { quoteString } from './escape';

/** String literals (a backtick one may span lines), comments, and line breaks with the blanks around them. */
const TOKENS = /"(?:\\[^]|[^"\\])*"|'(?:\\[^]|[^'\\])*'|`([^`]*)`|#[^\n\r]*|[ \t]*[\r\n][ \t\r\n]*/g;

/**
 * Joins the lines of an expression: comments are dropped, line breaks become a blank, and those inside a raw string become
 * an escape, so that its meaning stays.
 */
export function toSingleLine(expr: string): string {
  return expr
    .replace(TOKENS, (token: string, raw: string | undefined) => {
      const first = token.charAt(0);
      if (first === '`') {
        return /[\r\n]/.test(token) ? quoteString((raw || '').replace(/\r/g, '')) : token;
      }
      if (first === '"' || first === "'") {
        // No string in quotes may span lines: this is no PromQL, and stays wrong in one line.
        return token.replace(/[\r\n]+/g, ' ');
      }
      return ' ';
    })
    .trim();
}
