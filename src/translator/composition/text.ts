/** Short words for names and messages. No locale functions: browser and server must write the same. */
import type { Aggregation } from '../contract/query';

const AGGREGATION_WORDS: Record<Aggregation, string> = {
  sum: 'sum',
  avg: 'average',
  min: 'lowest',
  max: 'highest',
  count: 'number of series',
};

/** "average" for `avg`, and so on. */
export function aggregationText(aggregation: Aggregation): string {
  return AGGREGATION_WORDS[aggregation];
}

/** Rounds away what binary fractions add: 0.57 × 100 is 56.99999999999999. */
function tidy(value: number): string {
  return String(Number(value.toPrecision(12)));
}

/** "p95" for 0.95, "p99.9" for 0.999. */
export function percentile(quantile: number): string {
  return `p${tidy(quantile * 100)}`;
}

const BYTE_UNITS: Array<[name: string, size: number]> = [
  ['GiB', 1024 * 1024 * 1024],
  ['MiB', 1024 * 1024],
  ['KiB', 1024],
];

/** An amount with the unit that people write: `2 s`, `16 MiB`, `50 tok/s`. `unit` is a Grafana unit id. */
export function formatAmount(value: number, unit: string): string {
  if (unit === 's') {
    return value !== 0 && Math.abs(value) < 1 ? `${tidy(value * 1000)} ms` : `${tidy(value)} s`;
  }
  if (unit === 'bytes') {
    const whole = BYTE_UNITS.find(([, size]) => value >= size && value % size === 0);
    return whole ? `${value / whole[1]} ${whole[0]}` : `${tidy(value)} B`;
  }
  if (unit === 'percent' || unit === 'percentunit') {
    return `${tidy(unit === 'percent' ? value : value * 100)}%`;
  }
  return tidy(value) + (unit.indexOf('suffix:') === 0 ? unit.slice('suffix:'.length) : '');
}
