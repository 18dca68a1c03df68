/** Readers of single fields. What comes in is whatever a file or an older browser holds: nothing about its type is known. */
import { parseDuration } from '../promql/duration';
import { QueryError, show } from '../contract/errors';
import { hasLoneSurrogate } from '../contract/unicode';
import { parseMacro, wholeVariable, type Macro } from './variables';

export type Raw = Record<string, unknown>;

export function isRecord(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Null counts as missing: JSON writers emit it for fields that nobody set. */
export function isMissing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/** True for what means "not set" in a field of a number, or of one of a list: editors clear such a field to the empty text. */
export function isUnset(value: unknown): value is null | undefined | '' {
  return isMissing(value) || value === '';
}

/** The one of the options that a value is; undefined where it is none of them. */
export function oneOf<T>(options: readonly T[], value: unknown): T | undefined {
  // As unknowns, since the compiler lets a list of texts be searched for nothing but a text.
  const known: readonly unknown[] = options;
  return options[known.indexOf(value)];
}

/** Lists choices for a message: `a, b or c`. */
export function orList(options: readonly string[]): string {
  const last = options[options.length - 1] || '';
  return options.length < 2 ? last : `${options.slice(0, -1).join(', ')} or ${last}`;
}

/** The error for a dashboard variable that nobody resolved. */
export function variableError(field: string, text: string, name: string, allowed: string): QueryError {
  return new QueryError(
    field,
    text,
    allowed,
    `${field} is ${show(text)}: the dashboard variable ${name} has no value here, ` +
      `since alert rules and other queries without a dashboard can't use dashboard variables; write ${allowed} instead.`
  );
}

/** Throws where the whole of `text` is a dashboard variable. */
export function rejectVariable(field: string, text: string, allowed: string): void {
  const name = wholeVariable(text);
  if (name !== null) {
    throw variableError(field, text, name, allowed);
  }
}

/** A text that may hold anything a server can hold; a missing one is `''`. Lone surrogates have no UTF-8 form. */
export function readText(value: unknown, field: string, allowed: string): string {
  if (isMissing(value)) {
    return '';
  }
  if (typeof value !== 'string') {
    throw new QueryError(field, value, allowed);
  }
  if (hasLoneSurrogate(value)) {
    throw new QueryError(field, value, 'valid Unicode text, without lone surrogates');
  }
  return value;
}

/** One of a fixed list; a missing or empty one is `fallback`. */
export function readChoice<T extends string>(value: unknown, field: string, options: readonly T[], fallback: T): T {
  if (isUnset(value)) {
    return fallback;
  }
  const found = oneOf(options, value);
  if (found === undefined) {
    const allowed = orList(options);
    if (typeof value === 'string') {
      rejectVariable(field, value, allowed);
    }
    throw new QueryError(field, value, allowed);
  }
  return found;
}

/** A finite number in `[low, high]`; undefined where it is missing. */
export function readNumber(
  value: unknown,
  field: string,
  allowed: string,
  low = -Infinity,
  high = Infinity
): number | undefined {
  if (isUnset(value)) {
    return undefined;
  }
  if (typeof value === 'string') {
    rejectVariable(field, value, allowed);
  }
  if (typeof value !== 'number' || !isFinite(value) || value < low || value > high) {
    throw new QueryError(field, value, allowed);
  }
  return value;
}

/** True or false; a missing one is false. */
export function readFlag(value: unknown, field: string): boolean {
  if (isMissing(value)) {
    return false;
  }
  if (typeof value !== 'boolean') {
    throw new QueryError(field, value, 'true or false');
  }
  return value;
}

/** A list; a missing one is undefined, since an empty one may mean something else. */
export function readList(value: unknown, field: string, allowed: string): unknown[] | undefined {
  if (isMissing(value)) {
    return undefined;
  }
  if (!Array.isArray(value)) {
    if (typeof value === 'string') {
      rejectVariable(field, value, allowed);
    }
    throw new QueryError(field, value, allowed);
  }
  const list: unknown[] = value;
  return list;
}

/**
 * A Prometheus duration, or one of `macros` in its plain spelling; `''` where it is missing or empty, which means
 * "not set" as well: editors clear a field to the empty text.
 */
export function readDuration(value: unknown, field: string, macros: readonly Macro[]): string {
  if (isMissing(value) || value === '') {
    return '';
  }
  if (typeof value === 'string') {
    const macro = parseMacro(value);
    if (macro !== null && macros.includes(macro)) {
      return macro;
    }
    if (parseDuration(value) !== null) {
      return value;
    }
  }
  // What is allowed is only written where there is an error: it costs more than the look at the value.
  const example = 'a duration above zero such as 5m or 1h30m';
  const allowed = orList([example, ...macros]);
  const text = readText(value, field, allowed);
  if (parseMacro(text) === null) {
    rejectVariable(field, text, allowed);
  }
  throw new QueryError(field, value, allowed);
}
