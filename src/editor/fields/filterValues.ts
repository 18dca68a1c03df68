/** What a filter holds after a choice: classes of status codes, several values pasted at once, switching off and on. */
import { t } from '../../i18n';
import { type Filter, quoteMeta, wholeVariable } from '../../translator';

const STATUS_LABEL = 'status_code';

/** A class of status codes as it is offered: the word, and the pattern that it stands for. */
export const statusClasses: Array<{ word: string; pattern: string; about: () => string }> = [
  { word: '2xx', pattern: '2..', about: () => t('editor.filters.2xx', 'Success') },
  { word: '4xx', pattern: '4..', about: () => t('editor.filters.4xx', 'The caller’s fault') },
  { word: '5xx', pattern: '5..', about: () => t('editor.filters.5xx', 'The server’s fault') },
];

/** True for a label whose values come in classes. */
export function hasClasses(label: string): boolean {
  return label === STATUS_LABEL;
}

/**
 * A filter with these values, of which some may be words of classes. A class among literal values makes the filter a
 * pattern filter; the literal values are quoted, so they mean what they meant.
 */
export function withValues(filter: Filter, values: string[]): Filter {
  const classOf = (value: string) => statusClasses.find(({ word }) => word === value.toLowerCase());
  if (!hasClasses(filter.label) || !values.some(classOf)) {
    return { ...filter, values };
  }
  const isLiteral = filter.operator === '=' || filter.operator === '!=';
  const operators = { '=': '=~', '!=': '!~', '=~': '=~', '!~': '!~' } as const;
  const patterns = values.map(
    // A variable is filled in, and quoted, when the query runs.
    (value) => classOf(value)?.pattern ?? (isLiteral && wholeVariable(value) === null ? quoteMeta(value) : value)
  );
  return { ...filter, operator: operators[filter.operator], values: [...new Set(patterns)] };
}

/** The parts of a line between its commas. A part in double quotes may hold commas; `""` in it is one quote. */
function parts(line: string): string[] {
  const found = line.matchAll(/(?:^|,)\s*(?:"((?:[^"]|"")*)"\s*(?=,|$)|([^,]*))/g);
  return [...found].map(([, quoted, plain = '']) => (quoted === undefined ? plain : quoted.replaceAll('""', '"')));
}

/**
 * The values in pasted text: one a line, and several on a line between commas, unless a known value holds a comma or
 * the values are patterns, where a comma may count repetitions. Blank and repeated ones are left out.
 */
export function splitPasted(text: string, known: string[], isPattern: boolean): string[] {
  const whole = isPattern || (known.some((value) => value.includes(',')) && !text.includes('"'));
  const values = text.split(/[\r\n]+/).flatMap((line) => (whole ? line : parts(line)));
  return [...new Set(values.map((value) => value.trim()).filter((value) => value !== ''))];
}

/** The filter switched off, or on again; a filter that is on says nothing of it. */
export function toggled(filter: Filter): Filter {
  const { disabled, ...rest } = filter;
  return disabled ? rest : { ...rest, disabled: true };
}
