/**
 * Prometheus durations (`90s`, `1h30m`), without zero and negative ones.
 * Source: https://prometheus.io/docs/prometheus/latest/querying/basics/#float-literals-and-time-durations
 */

/** Largest first, as Prometheus wants them; years and weeks have a fixed length. Milliseconds. */
const UNITS: Array<[name: string, ms: number]> = [
  ['y', 365 * 24 * 3600 * 1000],
  ['w', 7 * 24 * 3600 * 1000],
  ['d', 24 * 3600 * 1000],
  ['h', 3600 * 1000],
  ['m', 60 * 1000],
  ['s', 1000],
  ['ms', 1],
];

const MS = UNITS.map(([, ms]) => ms);

const DURATION = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;

/** Prometheus holds durations as nanoseconds in 64 bits. */
export const LONGEST_MS = 9223372036854;

/** Milliseconds of a Prometheus duration; null where the text isn't one, is zero, or is longer than Prometheus can hold. */
export function parseDuration(text: string): number | null {
  // Most durations of a query are not set.
  const match = text === '' ? null : DURATION.exec(text);
  if (!match) {
    return null;
  }
  let total = 0;
  for (let i = 0; i < MS.length; i++) {
    const count = match[i + 1];
    if (count !== undefined) {
      total += Number(count) * (MS[i] ?? 0);
    }
  }
  return total > 0 && total <= LONGEST_MS ? total : null;
}

/** Writes whole milliseconds as a Prometheus duration, `5400000` → `1h30m`. Throws where they aren't whole and above zero. */
export function formatDuration(ms: number): string {
  if (!(ms > 0 && ms <= LONGEST_MS && Math.floor(ms) === ms)) {
    throw new Error(`${ms} ms can't be written as a Prometheus duration`);
  }
  let rest = ms;
  let text = '';
  for (const [name, size] of UNITS) {
    // People read 14d and 90d more easily than 2w and 12w6d, so years and weeks are only read, never written.
    const count = name === 'y' || name === 'w' ? 0 : Math.floor(rest / size);
    if (count > 0) {
      text += String(count) + name;
      rest -= count * size;
    }
  }
  return text;
}
