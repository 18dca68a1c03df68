/** Filters: read from the query JSON as they are stored, raw, then rendered as matchers. Patterns are escaped here, quotes by the printer. */
import { hasLabel, isCatalogLabel } from '../catalog/operands';
import type { Entry } from '../catalog/types';
import { QueryError } from '../contract/errors';
import { hasLoneSurrogate } from '../contract/unicode';
import { quoteMeta } from '../promql/escape';
import type { Matcher } from '../contract/matcher';
import type { Filter } from '../contract/query';
import { isMissing, isRecord, oneOf, readChoice, readFlag, readList, readText, rejectVariable } from './read';
import { rejectBadPattern } from './patterns';
import type { Notice } from '../contract/translation';
import { wholeVariable } from './variables';

/** The operators of filters, in the order of lists of them. */
export const FILTER_OPERATORS = ['=', '!=', '=~', '!~'] as const;
const LIST = 'a list of {label, operator, values}';
const VALUES = 'a list of texts, each in quotes';
const VALUE = 'a text, in quotes even where it is a number such as "500"';

/** A filter with the path it stands at, so that an error can name it. */
export interface ReadFilter extends Filter {
  field: string;
  /** The query's own, not one of the dashboard's. */
  own: boolean;
}

/** Reads `filters` or `adhocFilters`. Those that are switched off or have no values ask for nothing and are left out. */
export function readFilters(value: unknown, field: 'filters' | 'adhocFilters'): ReadFilter[] {
  const list = readList(value, field, LIST);
  if (list === undefined) {
    return [];
  }
  const filters = list.map((item, i) => readFilter(item, `${field}[${i}]`, field === 'filters'));
  return filters.every(asks) ? filters : filters.filter(asks);
}

function asks({ disabled, values }: ReadFilter): boolean {
  return !disabled && values.length > 0;
}

function readFilter(item: unknown, field: string, own: boolean): ReadFilter {
  if (!isRecord(item)) {
    throw new QueryError(field, item, 'an object {label, operator, values}');
  }
  // Paths are only written where there is an error: they cost more than the look at the value.
  const { label, operator, values, disabled } = item;
  const isPlain = typeof label === 'string' && !hasLoneSurrogate(label) && Array.isArray(values);
  const list = isPlain ? values : readList(values, `${field}.values`, VALUES) || [];
  return {
    field,
    own,
    label: isPlain ? label : readText(label, `${field}.label`, 'the name of a label'),
    operator: oneOf(FILTER_OPERATORS, operator) || readChoice(operator, `${field}.operator`, FILTER_OPERATORS, '='),
    values: list.map((text: unknown, i) => {
      if (typeof text === 'string' && !hasLoneSurrogate(text)) {
        return text;
      }
      if (isMissing(text)) {
        throw new QueryError(`${field}.values[${i}]`, text, VALUE);
      }
      return readText(text, `${field}.values[${i}]`, VALUE);
    }),
    disabled: isMissing(disabled) ? false : readFlag(disabled, `${field}.disabled`),
  };
}

/**
 * Renders one filter: the matcher's operator follows from the number of values, so that a filter can't fail to match
 * because one value became two. Throws a {@link QueryError} for a label that can't be filtered on, a variable that is
 * left as a value, and a pattern that RE2 rejects.
 */
function renderFilter(filter: ReadFilter, hasBuckets: boolean): Matcher {
  const labelField = `${filter.field}.label`;
  if (filter.label === '') {
    throw new QueryError(labelField, filter.label, 'the name of a label');
  }
  rejectVariable(labelField, filter.label, 'the name of a label');
  if (filter.label === '__name__') {
    throw new QueryError(labelField, filter.label, 'any label but __name__, since metric names the series');
  }
  if (filter.label === 'le' && hasBuckets) {
    throw new QueryError(labelField, filter.label, 'any label but le, since the calculation needs every bucket');
  }
  const { label } = filter;
  const patterns = filter.operator === '=~' || filter.operator === '!~';
  filter.values.forEach((value, i) => {
    if (patterns) {
      rejectBadPattern(`${filter.field}.values[${i}]`, value, 'an RE2 pattern', 'the value itself');
    } else if (wholeVariable(value) !== null) {
      rejectVariable(`${filter.field}.values[${i}]`, value, 'the value itself');
    }
  });
  const values = withoutRepetition(filter.values);
  const first = values[0] || '';
  if (values.length === 1) {
    return { label, operator: filter.operator, value: first };
  }
  if (patterns) {
    return { label, operator: filter.operator, value: values.map((pattern) => `(?:${pattern})`).join('|') };
  }
  // The empty alternative comes last, where a reader sees it: "production|" is production or none.
  const texts = (values.includes('') ? values.filter((value) => value !== '') : values).map(quoteMeta);
  if (texts.length < values.length) {
    texts.push('');
  }
  return { label, operator: filter.operator === '=' ? '=~' : '!~', value: texts.join('|') };
}

function withoutRepetition(values: string[]): string[] {
  const different = new Set(values);
  return different.size === values.length ? values : Array.from(different);
}

/**
 * Renders filters as matchers, in their order, each once. `entry` says whether `le` belongs to the calculation; without it
 * any label can be filtered on, since nothing is known of the series.
 */
export function renderFilters(filters: ReadFilter[], entry?: Entry): Matcher[] {
  const hasBuckets = entry !== undefined && (entry.kind === 'measure' || entry.type === 'histogram');
  const matchers = filters.map((filter) => renderFilter(filter, hasBuckets));
  return matchers.length === 1 ? matchers : matchers.reduce<Matcher[]>(addMatcher, []);
}

/** The matchers and one more, unless it is there already. */
export function addMatcher(matchers: Matcher[], more: Matcher): Matcher[] {
  const isThere = matchers.some(
    ({ label, operator, value }) => label === more.label && operator === more.operator && value === more.value
  );
  return isThere ? matchers : [...matchers, more];
}

/** A name has room for 40 characters of a filter. */
const TOO_LONG = /^([\s\S]{40})[\s\S]+$/u;

/**
 * Filters of the query itself as names of series show them: the value alone where one value is asked for. A label that names
 * show anyway is left out, and so are the dashboard's filters, which all queries beside it have too.
 */
export function filterNames(filters: ReadFilter[], shown: string[]): string[] {
  const named = filters.filter(({ label, own }) => own && !shown.includes(label));
  return named.length === 0 ? [] : withoutRepetition(named.flatMap(filterName));
}

function filterName({ label, operator, values }: ReadFilter): string[] {
  // A value that is there twice is asked for once, and named once.
  const given = withoutRepetition(values).filter((value) => value !== '');
  if (given.length === 0) {
    return [];
  }
  const isPlain = operator === '=' && given.length === 1;
  const name = (isPlain ? '' : label + operator) + given.join('|');
  return [name.replace(TOO_LONG, '$1…')];
}

/** True where an entry is known to lack a label that other entries have. A label that no entry has may come from the scrape. */
export function lacksLabel(entry: Entry, label: string): boolean {
  const discovers = entry.kind === 'series' && entry.discoverLabels;
  return !discovers && isCatalogLabel(label) && !hasLabel(entry, label);
}

/** Warnings about filters and grouping on labels that a series doesn't have: legal, but hardly what somebody wants. */
export function labelNotices(entry: Entry, matchers: Matcher[], groupBy: string[]): Notice[] {
  const lacking = (label: string) => lacksLabel(entry, label);
  const filtered = matchers.filter(({ label }) => lacking(label));
  const grouped = groupBy.filter(lacking);
  if (filtered.length + grouped.length === 0) {
    return [];
  }
  const texts = filtered
    .map(({ label }) => `${label}: the filter on it compares with the empty text.`)
    .concat(grouped.map((label) => `${label}: grouping by it changes nothing.`));
  return withoutRepetition(texts).map((text) => ({
    severity: 'warning',
    text: `${entry.title} (${entry.id}) has no label ${text}`,
  }));
}
