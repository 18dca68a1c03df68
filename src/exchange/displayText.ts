/**
 * One line of what a builder query asks, for a closed row and for Explore's history: there it is all that tells one query
 * from another. Names and values stand as they are saved, so that a search finds them.
 */
import { isRecord } from '../translator';
import { type BasetenQuery } from '../types';

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** A filter in words; nothing where it is switched off, or none. */
function condition(filter: unknown): string {
  const { label, operator = '=', values, disabled } = isRecord(filter) ? filter : {};
  return typeof label === 'string' && disabled !== true
    ? `${label} ${String(operator)} ${texts(values).join(', ')}`
    : '';
}

/** Fields may hold anything in a query that was written by hand; what can't be read is left out. */
export function displayText(query: BasetenQuery, title: string): string {
  const { filters, groupBy, top, window }: Record<string, unknown> = { ...query };
  const { order, n } = isRecord(top) ? top : {};
  const labels = texts(groupBy).join(', ');
  const words = [
    title,
    ...(Array.isArray(filters) ? filters.map(condition) : []),
    labels === '' ? '' : `by ${labels}`,
    typeof n === 'number' ? `${order === 'bottom' ? 'bottom' : 'top'} ${n}` : '',
    typeof window === 'string' && window !== '' ? `window ${window}` : '',
  ];
  return words.filter((word) => word !== '').join(' · ');
}
