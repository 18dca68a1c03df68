/** The one error that a bad query gives. */
import { toWellFormed } from './unicode';

const LONGEST_SHOWN = 120;

/** Writes a value for a message: short, on one line, and valid Unicode whatever came in. */
export function show(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch {
    // A cycle or a BigInt: can't come from JSON, but must not turn into another error.
  }
  const shown = toWellFormed(text === undefined ? typeof value : text);
  return shown.length > LONGEST_SHOWN ? toWellFormed(shown.slice(0, LONGEST_SHOWN)) + '…' : shown;
}

/**
 * A query that can't be translated. `message` is a whole sentence that names the field, its value and what is allowed;
 * the parts stand beside it, so that an editor can show the error at its field. It is the fault of the query, not of the
 * server or this plugin.
 */
export class QueryError extends Error {
  /** Path in the query JSON: `quantile`, `filters[0].values[1]`. */
  readonly field: string;
  /** The bad value as JSON, shortened. */
  readonly value: string;
  /** What is allowed, in words. */
  readonly allowed: string;

  constructor(field: string, value: unknown, allowed: string, message?: string) {
    super(message || `${field} is ${show(value)}; allowed: ${allowed}.`);
    // Set by hand: compiled down, a subclass of Error may lose its name.
    this.name = 'QueryError';
    this.field = field;
    this.value = show(value);
    this.allowed = allowed;
  }
}
