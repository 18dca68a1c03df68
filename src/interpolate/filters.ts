/** Variables in the values of filters: what a filter asks for once they are known. */
import { type AdHocVariableFilter } from '@grafana/data';
import { type Filter, type FilterOperator, isRecord, quoteMeta } from '../translator';
import { interpolateText } from './text';
import {
  isMacro,
  NONE,
  replaceSpellings,
  type Resolved,
  type Spelling,
  type Variables,
  wholeSpelling,
} from './variables';

const asPattern: Record<FilterOperator, FilterOperator> = { '=': '=~', '!=': '!~', '=~': '=~', '!~': '!~' };

function isPattern(operator: FilterOperator): boolean {
  return operator === '=~' || operator === '!~';
}

/** What a variable holds; undefined where there is none of the name, and for macros. */
function known(spelling: Spelling, variables: Variables): Exclude<Resolved, { kind: 'unknown' }> | undefined {
  const resolved: Resolved = isMacro(spelling) ? { kind: 'unknown' } : variables.resolve(spelling);
  return resolved.kind === 'unknown' ? undefined : resolved;
}

/** A pattern of which an empty variable left nothing but anchors and groups. */
const NOTHING_LEFT = /^[\^$()?:]*$/;

/**
 * A pattern with variables inside: their values are text, not patterns. Undefined where an empty one leaves nothing to
 * match, which would select the empty label where the variable as a whole selects everything.
 */
function fillPattern(pattern: string, variables: Variables): string | undefined {
  let emptied = false;
  // An anchor before letters looks like a variable; where no such variable exists it stays what it was. A value with a
  // dollar comes back escaped when a query is filled in twice.
  const fill = (spelling: Spelling) => {
    const resolved = known(spelling, variables);
    if (!resolved) {
      return undefined;
    }
    const piece = resolved.kind === 'pattern' ? `(?:${resolved.pattern})` : asAlternatives(resolved);
    emptied ||= piece === '';
    return piece;
  };
  const out = replaceSpellings(pattern, fill, { pattern: true });
  return emptied && NOTHING_LEFT.test(out) ? undefined : out;
}

/**
 * A pattern on status codes. Codes are digits, so what a variable holds is a code or a pattern such as `5..|429`: neither
 * is escaped. Without a value it is the query's default.
 */
export function interpolateStatus(pattern: string, variables: Variables): string {
  const whole = wholeSpelling(pattern);
  return replaceSpellings(pattern, (spelling) => {
    const resolved = known(spelling, variables);
    if (!resolved) {
      return undefined;
    }
    const codes =
      resolved.kind === 'all' && !resolved.chain
        ? '.*'
        : resolved.kind === 'pattern'
          ? resolved.pattern
          : resolved.values.join('|');
    return whole ? codes : `(?:${codes})`;
  });
}

function asAlternatives(resolved: Extract<Resolved, { values: string[] }>): string {
  if (resolved.kind === 'all' && !resolved.chain) {
    return '.*';
  }
  if (resolved.values.length === 0) {
    return '';
  }
  const values = resolved.values.map(quoteMeta);
  return values.length === 1 ? (values[0] ?? '') : `(?:${values.join('|')})`;
}

/**
 * One filter with its variables filled in; undefined where it asks for nothing any more (All, or an empty variable).
 * A custom all-value turns a comparison into a pattern, the other values escaped.
 */
export function interpolateFilter(filter: Filter, variables: Variables): Filter | undefined {
  const operator = filter.operator ?? '=';
  const values = Array.isArray(filter.values) ? filter.values : [];
  const label = interpolateText(filter.label, variables, '');
  const found: Array<{ text: string; pattern: boolean }> = [];
  for (const value of values) {
    const spelling = typeof value === 'string' ? wholeSpelling(value) : undefined;
    const resolved: Resolved = spelling ? variables.resolve(spelling) : { kind: 'unknown' };
    switch (resolved.kind) {
      case 'all':
        if (resolved.chain) {
          // Where the chain itself can't stand here, its values do.
          found.push(...resolved.values.map((text) => ({ text, pattern: false })));
          break;
        }
        if (operator === '=' || operator === '=~') {
          return undefined;
        }
        // No condition of its own, but what stands beside it is still left out.
        break;
      case 'pattern':
        found.push({ text: resolved.pattern, pattern: true });
        break;
      case 'values':
        found.push(...resolved.values.map((text) => ({ text, pattern: false })));
        break;
      case 'unknown': {
        const text = isPattern(operator) && typeof value === 'string' ? fillPattern(value, variables) : value;
        if (text !== undefined) {
          found.push({ text, pattern: isPattern(operator) });
        }
      }
    }
  }
  if (values.length > 0 && found.length === 0) {
    return undefined;
  }
  const patterns = isPattern(operator) || found.some((value) => value.pattern);
  const escaped = (text: string) => (typeof text === 'string' ? quoteMeta(text) : text);
  const unique = new Set(found.map((value) => (patterns && !value.pattern ? escaped(value.text) : value.text)));
  return { ...filter, label, operator: patterns ? asPattern[operator] : operator, values: [...unique] };
}

/** A filter that asks for something. What it holds may still be of any type: the translator names what is wrong. */
function isOn(value: unknown): value is Filter {
  return isRecord(value) && !value.disabled;
}

/** Filters with their variables filled in; those that ask for nothing any more are left out. */
export function interpolateFilters<T>(
  filters: T[],
  variables: Variables,
  takes: Takes = () => true
): Array<T | Filter> {
  return filters.flatMap((filter): Array<T | Filter> => {
    if (!isOn(filter)) {
      return [filter];
    }
    const chain = chainBehind(filter, variables, takes);
    return chain ?? [interpolateFilter(filter, variables)].filter((kept) => kept !== undefined);
  });
}

/** Whether the series that are filtered can have a label. */
type Takes = (label: string) => boolean;

/** Chains of variables are short; one that leads back to itself has no end. */
const LONGEST_CHAIN = 8;

/**
 * All of a chained variable is what chained it: its own filters, which hold for what comes tomorrow too, where its values
 * are those of today. Undefined for any other filter, and where the series lack a label of the chain.
 */
function chainBehind(filter: Filter, variables: Variables, takes: Takes, depth = 0): Filter[] | undefined {
  const [value, ...more] = Array.isArray(filter.values) ? filter.values : [];
  const spelling = typeof value === 'string' && more.length === 0 ? wholeSpelling(value) : undefined;
  const isPositive = filter.operator === undefined || filter.operator === '=' || filter.operator === '=~';
  if (!spelling || isMacro(spelling) || !isPositive || depth > LONGEST_CHAIN) {
    return undefined;
  }
  const resolved = variables.resolve(spelling);
  const chain = resolved.kind === 'all' ? resolved.chain : undefined;
  if (!chain?.every(({ label }) => takes(label))) {
    return undefined;
  }
  return chain.flatMap((link) => {
    const further = chainBehind(link, variables, takes, depth + 1);
    return further ?? [interpolateFilter(link, variables)].filter((kept) => kept !== undefined);
  });
}

/** Variables in PromQL whose All stays today's values: what chained them has no place in the text. */
export function pinnedInText(text: string, variables: Variables): string[] {
  const found = new Set<string>();
  replaceSpellings(text, (spelling) => {
    const resolved = known(spelling, variables);
    if (resolved?.kind === 'all' && resolved.chain) {
      found.add(spelling.text);
    }
    return undefined;
  });
  return [...found];
}

/**
 * Variables whose All stays today's values in these filters, since the series lack a label of what chained it: what comes
 * tomorrow is not among them.
 */
export function pinnedVariables(filters: Filter[], variables: Variables, takes: Takes): string[] {
  return filters.flatMap((filter) => {
    const spellings = filter.disabled ? [] : filter.values.map(wholeSpelling);
    return spellings.flatMap((spelling) => {
      const resolved = spelling && !isMacro(spelling) ? variables.resolve(spelling) : undefined;
      const isPinned = resolved?.kind === 'all' && resolved.chain && !chainBehind(filter, variables, takes);
      return spelling && isPinned ? [spelling.text] : [];
    });
  });
}

const adhocOperators = new Map<string, FilterOperator>([
  ['=', '='],
  ['!=', '!='],
  ['=~', '=~'],
  ['!~', '!~'],
  ['=|', '='],
  ['!=|', '!='],
]);

/**
 * Ad-hoc filters with an operator that labels don't have: Grafana offers `<` and `>` for every data source. They go on as
 * they are, so that the query is refused; without them it would show more than was asked for.
 */
export function foreignAdHoc(filters: AdHocVariableFilter[]): Array<Record<string, unknown>> {
  return filters
    .filter(({ key, operator }) => key && operator && !adhocOperators.has(operator))
    .map(({ key, operator, value }) => ({ label: key, operator, values: [value] }));
}

/** The dashboard's ad-hoc filters as filters of a query, variables not filled in yet. Half-typed ones are left out. */
export function fromAdHoc(filters: AdHocVariableFilter[]): Filter[] {
  return filters.flatMap(({ key, operator, value, values }) => {
    const known = adhocOperators.get(operator);
    if (!key || !known) {
      return [];
    }
    const several = operator.endsWith('|') && values && values.length > 0;
    const chosen = several ? values : [value];
    // A picker can't offer the empty value itself, so "(none)" stands for it.
    const meant = isPattern(known) ? chosen : chosen.map((text) => (text === NONE ? '' : text));
    return [{ label: key, operator: known, values: meant }];
  });
}
