/** What a filter holds after a choice: classes of status codes, several values pasted at once, switching off and on. */
import { type Filter } from '../promql';

const STATUS_LABEL = 'status_code';

/** A class of status codes as it is offered: the word, and the pattern that it stands for. */
export const statusClasses = [
  { word: '2xx', pattern: '2..', description: 'Every code that says success' },
  { word: '4xx', pattern: '4..', description: 'Every code that blames the caller' },
  { word: '5xx', pattern: '5..', description: 'Every code that blames the server' },
];

/** True for a label whose values come in classes. */
export function hasClasses(label: string): boolean {
  return label === STATUS_LABEL;
}

/**
 * A filter with these values, of which some may be patterns of classes. A class among literal values makes the filter
 * a pattern filter; the literal values are quoted, so they mean what they meant.
 */
export function withValues(filter: Filter, values: string[]): Filter {
  const isLiteral = filter.operator === '=' || filter.operator === '!=';
  const isClass = (value: string) => statusClasses.some(({ pattern }) => pattern === value);
  if (!isLiteral || !hasClasses(filter.label) || !values.some(isClass)) {
    return { ...filter, values };
  }
  const quoted = values.map((value) =>
    // A variable is filled in, and quoted, when the query runs.
    isClass(value) || value.startsWith('$') ? value : value.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&')
  );
  return { ...filter, operator: filter.operator === '=' ? '=~' : '!~', values: quoted };
}

/**
 * The values in pasted text: one a line. One line is parted at its commas, unless a known value holds a comma or the
 * values are patterns, where a comma may count repetitions. Blank and repeated ones are left out.
 */
export function splitPasted(text: string, known: string[], isPattern: boolean): string[] {
  const lines = text.split(/[\r\n]+/);
  const parts =
    isPattern || known.some((value) => value.includes(',')) ? lines : lines.flatMap((line) => line.split(','));
  return [...new Set(parts.map((part) => part.trim()).filter((part) => part !== ''))];
}

/** The filter switched off, or on again; a filter that is on says nothing of it. */
export function toggled(filter: Filter): Filter {
  const { disabled, ...rest } = filter;
  return disabled ? rest : { ...rest, disabled: true };
}
