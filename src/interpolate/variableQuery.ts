/** What a query variable asks for: the JSON that dashboards hold, and the texts of those who move over. No Grafana here. */
import { whatIsKnown } from '../known';
import { type Filter, isRecord } from '../translator';

/** What a variable lists. A missing `kind` means `values`. */
export interface VariableModel {
  kind?: 'values' | 'metrics' | 'query';
  /** `values`: the label whose values are listed. */
  label?: string;
  /** `values`: a label that is shown instead, while `label` is what queries get: a model's name for its id. */
  textLabel?: string;
  /** `values`: only series of this catalog entry; without it all of Baseten's. */
  metric?: string;
  /** `values`: only series for which these hold. They may name other variables. */
  filters?: Filter[];
  /** `values` of series that the catalog lacks: a selector of PromQL, as `label_values(selector, label)` had it. */
  selector?: string;
  /** `metrics`: a pattern that a part of the name fits. */
  pattern?: string;
  /** `query`: PromQL whose series are listed with their values. */
  expr?: string;
}

const METRIC_NAME = '[A-Za-z_:][\\w:]*';
const CONDITION = /^\s*([\w.]+)\s*(=~|!~|!=|=)\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*(?:,|$)/;

/** A quoted PromQL text without its quotes; undefined for escapes that are left to a parser. */
function unquote(text: string): string | undefined {
  const inside = text.slice(1, -1);
  return /\\[^\\"'n]/.test(inside)
    ? undefined
    : inside.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
}

/** A selector as metric and filters of the query JSON; undefined where only PromQL can say it. */
function readSelector(text: string): Pick<VariableModel, 'metric' | 'filters'> | undefined {
  const match = new RegExp(`^\\s*(${METRIC_NAME})\\s*(?:\\{(.*)\\})?\\s*$`, 's').exec(text);
  const known = whatIsKnown();
  const entry =
    known?.catalog.find(({ id }) => id === match?.[1]) ??
    known?.catalog.find((candidate) => {
      return candidate.kind === 'series' && known.exportedSeries(candidate).includes(match?.[1] ?? '');
    });
  if (!match || !entry) {
    return undefined;
  }
  const filters: Filter[] = [];
  let rest = match[2] ?? '';
  while (rest.trim() !== '') {
    const [whole, label, operator, quoted] = CONDITION.exec(rest) ?? [];
    const value = quoted === undefined ? undefined : unquote(quoted);
    if (whole === undefined || label === undefined || value === undefined) {
      return undefined;
    }
    if (operator === '=' || operator === '!=' || operator === '=~' || operator === '!~') {
      filters.push({ label, operator, values: [value] });
    }
    rest = rest.slice(whole.length);
  }
  return { metric: entry.id, filters };
}

/** The last comma outside of quotes and braces; -1 where there is none. */
function lastComma(text: string): number {
  let quote = '';
  let depth = 0;
  let found = -1;
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charAt(i);
    if (quote !== '') {
      i += char === '\\' ? 1 : 0;
      quote = char === quote ? '' : quote;
    } else if (char === '"' || char === "'" || char === '`') {
      quote = char;
    } else if (char === '{' || char === '(' || char === '[') {
      depth += 1;
    } else if (char === '}' || char === ')' || char === ']') {
      depth -= 1;
    } else if (char === ',' && depth === 0) {
      found = i;
    }
  }
  return found;
}

/** `label_values(…)`, `metrics(…)`, `query_result(…)` as they were written for a Prometheus data source. */
function readText(text: string): VariableModel {
  const match = /^\s*(label_values|metrics|query_result)\((.*)\)\s*$/s.exec(text);
  const inside = match?.[2]?.trim() ?? '';
  if (!match || inside === '') {
    throw new Error(
      `The variable's query "${text.slice(0, 100)}" is none of label_values(label), label_values(metric, label), ` +
        'metrics(pattern) and query_result(expression).'
    );
  }
  if (match[1] === 'metrics') {
    return { kind: 'metrics', pattern: inside };
  }
  if (match[1] === 'query_result') {
    return { kind: 'query', expr: inside };
  }
  const comma = lastComma(inside);
  const label = inside
    .slice(comma + 1)
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2');
  if (comma < 0) {
    return { kind: 'values', label };
  }
  const selector = inside.slice(0, comma).trim();
  return { kind: 'values', label, ...(readSelector(selector) ?? { selector }) };
}

/** Half-filled ones too: the editor shows them. */
function isFilter(value: unknown): value is Filter {
  return isRecord(value) && typeof value.label === 'string' && Array.isArray(value.values);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The text of a query that was kept as text; undefined for the JSON of this plugin. */
function legacyText(query: unknown): string | undefined {
  if (typeof query === 'string') {
    return query;
  }
  if (!isRecord(query)) {
    return undefined;
  }
  // Grafana spreads a saved text into an object when it adds the default query: its letters are the fields "0", "1" and on.
  if (typeof query['0'] === 'string') {
    let out = '';
    for (let i = 0; ; i += 1) {
      const letter = query[String(i)];
      if (typeof letter !== 'string') {
        return out;
      }
      out += letter;
    }
  }
  return text(query.label) || text(query.kind) ? undefined : text(query.query);
}

/** What a saved query asks for. Throws a sentence for people where a text is no query; a half-filled one asks for nothing. */
export function readVariableQuery(query: unknown): VariableModel {
  const legacy = legacyText(query);
  if (legacy !== undefined) {
    return legacy.trim() === '' ? {} : readText(legacy);
  }
  if (!isRecord(query)) {
    return {};
  }
  const given: unknown[] = Array.isArray(query.filters) ? query.filters : [];
  const filters = given.filter(isFilter);
  return {
    kind: query.kind === 'metrics' || query.kind === 'query' ? query.kind : 'values',
    label: text(query.label),
    textLabel: text(query.textLabel),
    metric: text(query.metric),
    filters,
    selector: text(query.selector),
    pattern: text(query.pattern),
    expr: text(query.expr),
  };
}

/** The saved query with what an editor made of it; fields that this version does not know stay. */
export function writeVariableQuery(query: unknown, model: VariableModel): VariableModel & { refId: string } {
  // The fields of a text that was spread are its letters.
  const kept = isRecord(query) && legacyText(query) === undefined ? query : {};
  const refId = isRecord(query) ? text(query.refId) : undefined;
  return { ...kept, ...model, refId: refId ?? 'variable' };
}
