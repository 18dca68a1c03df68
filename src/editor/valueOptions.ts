/** The rows of a value picker. */
import { type ComboboxOption } from '@grafana/ui';
import { NONE } from '../interpolate';
import { type LabelValues } from '../lookups';
import { hasClasses, statusClasses } from './filterValues';
import { rememberedFirst } from './lastEnvironment';

/** Grafana's list takes an empty value for none at all, so the absent label has a name inside of it that no label has. */
const EMPTY = '\u0000';

/** A value as an option; the absent or empty label is "(none)". */
export function valueOption(value: string): ComboboxOption {
  return value === ''
    ? { value: EMPTY, label: NONE, description: 'Series without this label' }
    : { value, label: value };
}

/** The values that options stand for. */
export function optionValues(options: Array<ComboboxOption>): string[] {
  return options.map(({ value }) => (value === EMPTY ? '' : value));
}

/** Variables that fit the search first, then "(none)" where series lack the label, classes, then the server's values. */
export function valueOptions(answer: LabelValues, variables: string[], search: string, label = ''): ComboboxOption[] {
  const typed = search.toLowerCase();
  const options: ComboboxOption[] = variables
    .filter((name) => name.toLowerCase().includes(typed))
    .map((name) => ({ value: name, label: name, description: 'Dashboard variable' }));
  if (answer.hasEmpty && NONE.includes(typed)) {
    options.push(valueOption(''));
  }
  if (hasClasses(label)) {
    const fitting = statusClasses.filter(({ word, pattern }) => word.includes(typed) || pattern.startsWith(typed));
    options.push(...fitting.map(({ word, pattern, description }) => ({ value: pattern, label: word, description })));
  }
  options.push(
    ...rememberedFirst(
      label,
      answer.values.filter((value) => value !== '')
    ).map(valueOption)
  );
  if (answer.truncated) {
    options.push(infoOption(`More exist than the ${answer.values.length} shown: type to narrow`));
  }
  return options;
}

/** A row that only says something. */
export function infoOption(text: string): ComboboxOption {
  return { value: `\u0000${text}`, label: text, infoOption: true };
}
