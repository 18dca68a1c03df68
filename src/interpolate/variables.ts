/** What a dashboard variable stands for, asked of Grafana. The one place that knows Grafana's ways of saying it. */
import { type ScopedVars, type TypedVariableModel } from '@grafana/data';
import { type TemplateSrv } from '@grafana/runtime';
import { type Filter, isRecord } from '../translator';
import { readVariableQuery } from './variableQuery';

/** Text that a picker shows for the empty value, and that stands for it wherever a value is a whole "(none)". */
export const NONE = '(none)';
/** Grafana's own token for "All"; it must never reach a server. */
const ALL_TOKEN = '$__all';

/** Formats of a variable that say how several values become one text, which a filter needs nobody to say. */
const LIST_FORMATS = new Set(['', 'raw', 'regex', 'pipe']);

/** Macros that only the backend can resolve, since only it knows step and scrape interval. They leave as they are written. */
const MACRO = /^__(?:interval|rate_interval|range)(?:_ms|_s)?$/;

/** A variable or macro as it stands in a text. */
export interface Spelling {
  /** `$name`, `${name.field:format}`, `[[name:format]]`. */
  text: string;
  name: string;
  field?: string;
  format?: string;
}

const SPELLING =
  /\$([A-Za-z_]\w*)|\$\{([A-Za-z_]\w*)(?:\.([^:}]+))?(?::([^}]*))?\}|\[\[([A-Za-z_]\w*)(?::([^\]]*))?\]\]/y;

/** The variable that starts at `index` of `text`; undefined where none does. */
export function spellingAt(text: string, index: number): Spelling | undefined {
  SPELLING.lastIndex = index;
  const match = SPELLING.exec(text);
  const name = match?.[1] ?? match?.[2] ?? match?.[5];
  if (!match || name === undefined) {
    return undefined;
  }
  return { text: match[0], name, field: match[3], format: match[4] ?? match[6] };
}

/**
 * A text with something else in place of its variables. Where `fill` gives nothing the text stays, and is read on behind its
 * first sign. In a `pattern` what is escaped is plain text: `\$name` is a dollar before a name.
 */
export function replaceSpellings(
  text: string,
  fill: (spelling: Spelling) => string | undefined,
  { pattern = false } = {}
): string {
  let out = '';
  for (let i = 0; i < text.length;) {
    const char = text.charAt(i);
    const spelling = char === '$' || char === '[' ? spellingAt(text, i) : undefined;
    const filled = spelling && fill(spelling);
    if (spelling && filled !== undefined) {
      out += filled;
      i += spelling.text.length;
      continue;
    }
    const length = pattern && char === '\\' ? 2 : 1;
    out += text.slice(i, i + length);
    i += length;
  }
  return out;
}

/** The variable that `text` is as a whole; undefined where it is anything else (`US$5`, `a-$b`). */
export function wholeSpelling(text: string): Spelling | undefined {
  const spelling = spellingAt(text, 0);
  return spelling && spelling.text.length === text.length ? spelling : undefined;
}

/** True for macros that the backend resolves. */
export function isMacro(spelling: Spelling): boolean {
  return MACRO.test(spelling.name);
}

export type Resolved =
  /** No such variable: the text stays as it is. */
  | { kind: 'unknown' }
  /**
   * Everything that there is, or all that the filters of `chain` leave, which may name variables too: those are the
   * condition then. `values` are the options, for places where only a list will do.
   */
  | { kind: 'all'; values: string[]; chain?: Filter[] }
  /** Values that were chosen; none where the variable is empty. `several`: the variable may hold more than one. */
  | { kind: 'values'; values: string[]; several: boolean }
  /** A custom all-value: a pattern that its author wrote. */
  | { kind: 'pattern'; pattern: string };

function texts(value: unknown): string[] {
  if (Array.isArray(value)) {
    return value.flatMap(texts);
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [String(value)] : [];
}

function flag(holder: unknown, name: string): boolean {
  return (
    typeof holder === 'object' && holder !== null && Object.entries(holder).some(([k, v]) => k === name && v === true)
  );
}

/** True for a filter that leaves series out: one that is switched off or still being filled in does not. */
function restricts(filter: unknown): boolean {
  if (!isRecord(filter)) {
    return false;
  }
  const { label, values, disabled }: Record<string, unknown> = { label: '', values: [], ...filter };
  return disabled !== true && label !== '' && Array.isArray(values) && values.length > 0;
}

/** What leaves options out of a variable that lists values of a label; undefined where filters alone don't say it. */
function chainOf(model: TypedVariableModel): Filter[] | undefined {
  if (model.type !== 'query' || model.regex) {
    return undefined;
  }
  try {
    const query = readVariableQuery(model.query);
    const isListed = query.kind === 'values' && query.label !== undefined && query.selector === undefined;
    const chain = (query.filters ?? []).filter(restricts);
    return isListed && chain.length > 0 ? chain : undefined;
  } catch {
    return undefined;
  }
}

/** True where a variable's options are everything that there is, so that "All" of them is no condition at all. */
function isUnrestricted(model: TypedVariableModel): boolean {
  if (model.type !== 'query' || model.regex) {
    return false;
  }
  const query: unknown = model.query;
  if (typeof query === 'string') {
    // Without braces no series is left out: label_values(label) or label_values(metric, label).
    return /^\s*label_values\(\s*(?:[\w:]+\s*,\s*)?"?[^(){}",]+"?\s*\)\s*$/.test(query);
  }
  if (typeof query !== 'object' || query === null || !('label' in query) || ('selector' in query && query.selector)) {
    return false;
  }
  return !('filters' in query) || !Array.isArray(query.filters) || !query.filters.some(restricts);
}

/** Asks Grafana for variables; scoped ones (repeats, panel links) win over those of the dashboard. */
export class Variables {
  constructor(
    private readonly templateSrv: TemplateSrv,
    private readonly scopedVars: ScopedVars
  ) {}

  /** What a variable stands for, in the format that is written beside its name. */
  resolve(spelling: Spelling): Resolved {
    if (spelling.text === ALL_TOKEN) {
      return { kind: 'all', values: [] };
    }
    const plain = '${' + spelling.name + (spelling.field ? '.' + spelling.field : '') + '}';
    let given: { values: string[]; isList: boolean; model: unknown } | undefined;
    const text = this.templateSrv.replace(plain, this.scopedVars, (value: unknown, model: unknown) => {
      given = { values: texts(value), isList: Array.isArray(value), model };
      return '';
    });
    // Grafana asks for no format where it knows no such variable, and for a custom all-value, which it takes as it is.
    if (!given) {
      return text === plain ? { kind: 'unknown' } : { kind: 'pattern', pattern: text };
    }
    return this.formatted(spelling, this.judge(spelling.name, given.values, given.isList, given.model));
  }

  /** Grafana's own replacement, formats included; several values are joined by `separator`. */
  replaceText(spelling: Spelling, separator: string): string {
    return this.templateSrv.replace(spelling.text, this.scopedVars, (value: unknown) =>
      texts(value)
        .filter((text) => text !== ALL_TOKEN)
        .join(separator)
    );
  }

  /**
   * What a variable stands for, as its format writes it. A filter takes several values by itself, so formats that only
   * say how to put several into one text change nothing; others make one text of all.
   */
  private formatted({ text, name, format = '' }: Spelling, resolved: Resolved): Resolved {
    if (resolved.kind !== 'values' || LIST_FORMATS.has(format)) {
      return resolved;
    }
    if (format === 'text') {
      const shown = this.shownTexts(name);
      return { ...resolved, values: resolved.values.map((value) => shown.get(value) ?? value) };
    }
    const written = this.templateSrv.replace(text, this.scopedVars);
    return written === text ? { kind: 'unknown' } : { kind: 'values', values: [written], several: false };
  }

  /** What people see in place of each value of a variable. */
  private shownTexts(name: string): Map<string, string> {
    const model: unknown = this.templateSrv.getVariables().find((variable) => variable.name === name);
    const { options, current } = isRecord(model) ? model : {};
    const known: unknown[] = Array.isArray(options) ? options : [];
    const pairs = [...known, current, this.scopedVars[name]];
    const shown = new Map<string, string>();
    for (const pair of pairs) {
      const { value, text }: Record<string, unknown> = isRecord(pair) ? { ...pair } : {};
      const [values, words] = [texts(value), texts(text)];
      if (values.length === words.length) {
        values.forEach((one, index) => shown.set(one, words[index] ?? one));
      }
    }
    return shown;
  }

  private judge(name: string, values: string[], isList: boolean, given: unknown): Resolved {
    const model = this.templateSrv.getVariables().find((variable) => variable.name === name);
    const current = model && 'current' in model ? model.current : undefined;
    const chosen = current && 'value' in current ? texts(current.value) : [];
    const scoped = name in this.scopedVars;
    if (values.includes(ALL_TOKEN)) {
      const custom = model && 'allValue' in model ? model.allValue : undefined;
      return custom ? { kind: 'pattern', pattern: custom } : { kind: 'all', values: [] };
    }
    // A single value is a repeated panel's own while the dashboard's choice is still All, which is a list though it be of one.
    if (model && !scoped && chosen.includes(ALL_TOKEN) && isList) {
      const chain = chainOf(model);
      if (chain || isUnrestricted(model)) {
        return { kind: 'all', values, ...(chain ? { chain } : {}) };
      }
    }
    const shown: unknown = scoped
      ? this.scopedVars[name]?.text
      : current && 'text' in current
        ? current.text
        : undefined;
    const isNone = texts(shown).join() === NONE;
    const meant = values.map((value) => (value === NONE ? '' : value));
    const empty = meant.every((value) => value === '') && !isNone && !values.includes(NONE);
    const several =
      flag(given, 'multi') || flag(given, 'includeAll') || flag(model, 'multi') || flag(model, 'includeAll');
    return { kind: 'values', values: empty ? [] : meant, several };
  }
}
