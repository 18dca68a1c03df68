/** Reads patterns. Apart from the other readers, since RE2's checker is large and not everybody who reads a field reads patterns. */
import { QueryError, show } from '../contract/errors';
import { checkPattern } from '../promql/re2';
import { variableError } from './read';
import { variableInPattern, wholeVariable } from './variables';

/**
 * Throws where a text is no RE2 pattern, and where a variable stands in one: as a rule the pattern would match nothing, without a
 * word. `instead` says what to write for the variable.
 */
export function rejectBadPattern(field: string, pattern: string, allowed: string, instead = allowed): void {
  const complaint = checkPattern(pattern);
  if (complaint !== null) {
    throw new QueryError(field, pattern, allowed, `${field} is ${show(pattern)}, not an RE2 pattern: ${complaint}.`);
  }
  const name = wholeVariable(variableInPattern(pattern) ?? '');
  if (name !== null) {
    throw variableError(field, pattern, name, instead);
  }
}
