/** Settings as a file may hold them: numbers as text, and durations as bare seconds. The backend reads them alike. */
import { parseDuration } from './translator';

const SECONDS = /^\d+(?:\.\d+)?$/;

/** Milliseconds of a duration (`60s`) or of a number of seconds; undefined where it is empty, null where it is neither. */
export function durationOf(value: unknown): number | null | undefined {
  if (value === undefined || value === null || (typeof value === 'string' && value.trim() === '')) {
    return undefined;
  }
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
  if (SECONDS.test(text)) {
    return Number(text) > 0 ? Math.round(Number(text) * 1000) : null;
  }
  return parseDuration(text);
}

/** A whole number above zero, also from a text; undefined for anything else, which means its default. */
export function countOf(value: unknown): number | undefined {
  // Digits only: "1.000" is one or a thousand, depending on who writes.
  const number = typeof value === 'string' && /^\s*\d+\s*$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number > 0 ? number : undefined;
}
