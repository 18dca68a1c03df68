/** Numbers as people type them. */

/**
 * A number with a decimal point or a decimal comma; undefined for anything else. Signs that group digits are refused, since
 * "1.000" and "1,000" are one or a thousand, depending on who writes.
 */
export function parseDecimal(text: string): number | undefined {
  const typed = text.trim().replace(',', '.');
  const isGrouped = /^[+-]?[1-9]\d{0,2}\.\d{3}$/.test(typed);
  if (isGrouped || !/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(typed)) {
    return undefined;
  }
  const number = Number(typed);
  return Number.isFinite(number) ? number : undefined;
}

/** A whole number, digits only; undefined for anything else. */
export function parseWhole(text: string): number | undefined {
  return /^\d{1,15}$/.test(text.trim()) ? Number(text.trim()) : undefined;
}
