/** The rows of a value picker. */
import { type ComboboxOption } from '@grafana/ui';
import { t } from '../../i18n';
import { NONE } from '../../interpolate';
import { type LabelValues } from '../../lookups';
import { type Filter } from '../../translator';
import { codeMeaning } from '../texts/catalogTexts';
import { hasClasses, statusClasses } from './filterValues';
import { rememberedFirst } from './lastEnvironment';

/** Grafana's list takes an empty value for none at all, so the absent label has a name inside of it that no label has. */
const EMPTY = '\u0000';

/** A value as an option; the absent or empty label is "(none)". */
export function valueOption(value: string): ComboboxOption {
  return value === ''
    ? { value: EMPTY, label: NONE, description: t('editor.values.none-about', 'Series without this label') }
    : { value, label: value };
}

/** A dashboard's variable as an option, by its name with the sign before it. */
export function variableOption(name: string): ComboboxOption {
  return { value: name, label: name, description: t('editor.values.variable', 'Dashboard variable') };
}

/** A value that a filter holds as an option: a class of codes by its word. */
export function filterOption({ label, operator }: Filter, value: string): ComboboxOption {
  const isPattern = operator === '=~' || operator === '!~';
  const known = isPattern && hasClasses(label) ? statusClasses.find(({ pattern }) => pattern === value) : undefined;
  return valueOption(known ? known.word : value);
}

/** The values that options stand for; "(none)" may also have been typed. */
export function optionValues(options: Array<ComboboxOption>): string[] {
  return options.map(({ value }) => (value === EMPTY || value === NONE ? '' : value));
}

/** That there are more, then variables that fit the search, then "(none)" where series lack the label, classes, then the server's values. */
export function valueOptions(answer: LabelValues, variables: string[], search: string, label = ''): ComboboxOption[] {
  const typed = search.toLowerCase();
  const options: ComboboxOption[] = [];
  if (answer.notice) {
    options.push(infoOption(noticeText(answer.notice)));
  }
  // Nobody would find it behind a thousand values.
  if (answer.truncated) {
    options.push(
      infoOption(
        t('editor.values.more', 'More exist than the {{shown}} shown: type to narrow', { shown: answer.values.length })
      )
    );
  }
  options.push(...variables.filter((name) => name.toLowerCase().includes(typed)).map(variableOption));
  if (answer.hasEmpty && NONE.includes(typed)) {
    options.push(valueOption(''));
  }
  if (hasClasses(label)) {
    const classes = statusClasses.filter(({ word, pattern }) => word.includes(typed) || pattern.startsWith(typed));
    options.push(...classes.map(({ word, about }) => ({ value: word, label: word, description: about() })));
  }
  const option = (value: string) => {
    const description = hasClasses(label) ? codeMeaning(value) : answer.about?.[value];
    return { value, label: value, ...(description ? { description } : {}) };
  };
  // What is typed letter by letter is meant before what only contains it: Enter takes the first.
  const isThere = search !== '' && answer.values.includes(search);
  if (isThere) {
    options.push(option(search));
  }
  // A loop, since there may be 100,000: the arguments of one call have to fit on the stack.
  for (const value of rememberedFirst(label, answer.values)) {
    if (value !== '' && !(isThere && value === search)) {
      options.push(option(value));
    }
  }
  return options;
}

/** What a look-up left out. The backend says one thing only, so it can be worded here. */
export function noticeText(notice: string): string {
  return notice.startsWith('The filters are too long')
    ? t(
        'editor.values.widened',
        'The filters are too long for a URL, and this server takes no POST: what is listed is there for any filter.'
      )
    : notice;
}

/** A row that only says something. */
export function infoOption(text: string): ComboboxOption {
  return { value: `\u0000${text}`, label: text, infoOption: true };
}
