/** Bucket bounds: every spelling of `le` under which a server may hold the same number. */
import type { Matcher } from './ast';
import { quoteMeta } from './escape';

/** Writes a number as Go's `strconv.FormatFloat(v, 'g', -1, 64)` does, the form that Go exporters use. */
function formatGo(value: number): string {
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) {
    return String(value);
  }
  const digits = String(Math.abs(power));
  return `${mantissa}e${power < 0 ? '-' : '+'}${digits.length < 2 ? '0' : ''}${digits}`;
}

/**
 * Spellings of a finite bucket bound: `2` and `2.0` (OpenMetrics, and Prometheus 3 when it scrapes), `1e+06`,
 * `1000000` and `1000000.0`. No two bounds of one histogram share a spelling.
 */
export function boundSpellings(bound: number): string[] {
  const plain = String(bound === 0 ? 0 : bound);
  const spellings = [plain];
  if (/^-?\d+$/.test(plain)) {
    spellings.push(`${plain}.0`);
  }
  const go = formatGo(bound === 0 ? 0 : bound);
  if (!spellings.includes(go)) {
    spellings.push(go);
  }
  return spellings;
}

/** Selects the bucket at a finite bound, however the server writes it. */
export function boundMatcher(bound: number): Matcher {
  const spellings = boundSpellings(bound);
  return spellings.length === 1
    ? { label: 'le', operator: '=', value: spellings[0] || '' }
    : { label: 'le', operator: '=~', value: spellings.map(quoteMeta).join('|') };
}
