/** Lists what a variable's query asks for. The server is asked through the look-ups and queries that panels use. */
import { type DataFrame, FieldType, type MetricFindValue, type ScopedVars } from '@grafana/data';
import { NONE } from '../interpolate';
import { type LabelValues, type Scope } from '../lookups';
import { applicableLabels, catalog, type Filter, findEntry, isCatalogLabel, lookupSelectors } from '../translator';
import { readVariableQuery, type VariableModel } from '../interpolate/variableQuery';

/** What listing needs of the data source. */
export interface Source {
  lookups: { labelValues(scope: Scope & { label: string; limit?: number }): Promise<LabelValues> };
  lookupLimit: number;
  interpolateFilters(filters: Filter[], scopedVars?: ScopedVars): Filter[];
  /** Fills variables into a pattern of names. */
  interpolatePattern(text: string): string;
  /** Runs PromQL at the end of the time range, its variables filled in; a number field a series. */
  instant(expr: string): Promise<DataFrame[]>;
}

/** Milliseconds. */
export interface Range {
  from: number;
  to: number;
}

/** Every deployment has it, and one series a replica is little to read. */
const SMALL_METRIC = 'baseten_replicas_active';

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** True where a missing label is a value of its own, and not only the mark of series that never have the label. */
function mayBeEmpty(metric: string | undefined, label: string): boolean {
  const entry = metric ? findEntry(metric) : undefined;
  if (entry) {
    return !entry.labels.includes(label);
  }
  // Without a metric all series are read, and those that have the label by no means would always seem to lack it.
  const series = catalog.filter(({ kind }) => kind === 'series');
  return series.every((one) => applicableLabels(one).includes(label) && !one.labels.includes(label));
}

/** Each value once, where it first stands. */
function unique(values: MetricFindValue[]): MetricFindValue[] {
  const seen = new Set<string>();
  return values.filter(({ value, text }) => {
    const key = String(value ?? text);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

/** Sorted for people (2 before 10), each value once, "(none)" first, at most `limit`. */
export function listed(values: MetricFindValue[], limit: number): MetricFindValue[] {
  const sorted = unique(values).sort(
    (a, b) => Number(b.value === '') - Number(a.value === '') || collator.compare(a.text, b.text)
  );
  return sorted.slice(0, limit);
}

/** False for a filter that is still being filled in. */
function isWhole(filter: Filter): boolean {
  return filter.label !== '';
}

/** The label sets of an answer, which has one number field for each series, in one frame or several. */
function labelSets(frames: DataFrame[]): Array<Record<string, string>> {
  return frames
    .flatMap(({ fields }) => fields)
    .filter(({ type }) => type === FieldType.number)
    .map(({ labels }) => labels ?? {});
}

/** Texts for values, from series that have both; a text that stands for several values gets the value beside it. */
function named(series: Array<Record<string, string>>, label: string, textLabel: string): MetricFindValue[] {
  const texts = new Map<string, string>();
  for (const labels of series) {
    const value = labels[label];
    const text = labels[textLabel];
    if (value && (text || !texts.has(value))) {
      texts.set(value, text || value);
    }
  }
  const count = new Map<string, number>();
  texts.forEach((text) => count.set(text, (count.get(text) ?? 0) + 1));
  return [...texts].map(([value, text]) => ({ text: count.get(text) === 1 ? text : `${text} (${value})`, value }));
}

/** A selector whose values stay what they are, though the query that it stands in has its variables filled in again. */
function literal(selector: string): string {
  // Outside of quotes a selector of ours has neither.
  return selector.replaceAll('$', '\\x24').replaceAll('[[', '\\x5b[');
}

/** A metric that can have all of these labels: the small one, or else the first of the catalog; any where none has them. */
function metricWith(labels: string[]): string | undefined {
  const series = catalog.filter(({ kind, id }) => kind === 'series' && id !== SMALL_METRIC);
  const small = catalog.filter(({ id }) => id === SMALL_METRIC);
  const known = labels.filter(isCatalogLabel);
  return [...small, ...series].find((one) => known.every((label) => applicableLabels(one).includes(label)))?.id;
}

async function pairs(source: Source, model: VariableModel, label: string, textLabel: string, filters: Filter[]) {
  const used = filters.filter(({ disabled, values }) => !disabled && values.length > 0).map((filter) => filter.label);
  const metric = model.metric ?? metricWith([label, textLabel, ...used]);
  const selectors = model.selector ? [model.selector] : lookupSelectors({ metric, filters }).map(literal);
  const by = [...new Set([label, textLabel])].map((name) =>
    /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name)
  );
  // All of the range, since a model that is scaled to zero has no series at its end.
  const parts = selectors.map((selector) => `group by (${by.join(', ')}) (last_over_time(${selector}[$__range]))`);
  const series = labelSets(await source.instant(parts.join(' or ')));
  const found = named(series, label, textLabel);
  // Series of one metric only, so one that lacks the label has none where others have one.
  const isLabelLacking = !model.selector && mayBeEmpty(model.metric, label) && series.some((labels) => !labels[label]);
  return isLabelLacking ? [{ text: NONE, value: '' }, ...found] : found;
}

async function values(source: Source, model: VariableModel, range: Range, scopedVars: ScopedVars) {
  const { label, textLabel, metric } = model;
  if (!label) {
    return [];
  }
  const filters = source.interpolateFilters((model.filters ?? []).filter(isWhole), scopedVars);
  // The look-up leaves out filters on the label itself, as a picker needs it; here they are meant.
  const ownFilter = filters.some((filter) => filter.label === label && !filter.disabled && filter.values.length > 0);
  if (model.selector || ownFilter || (textLabel && textLabel !== label)) {
    return pairs(source, model, label, textLabel ?? label, filters);
  }
  const answer = await source.lookups.labelValues({ metric, label, filters, limit: source.lookupLimit, ...range });
  const found: MetricFindValue[] = answer.values
    .filter((value) => value !== '')
    .map((value) => ({ text: value, value }));
  return (await hasEmpty()) ? [{ text: NONE, value: '' }, ...found] : found;

  async function hasEmpty() {
    if (!label || !mayBeEmpty(metric, label)) {
      return false;
    }
    // The server says of one metric only whether some of its series lack the label.
    const one = metric
      ? answer
      : await source.lookups.labelValues({ metric: SMALL_METRIC, label, filters, limit: 1, ...range });
    return one.hasEmpty;
  }
}

function readPattern(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`The pattern "${text}" of the variable's query can't be read: ${why}.`, { cause: error });
  }
}

async function metrics(source: Source, model: VariableModel, range: Range) {
  const pattern = readPattern(source.interpolatePattern(model.pattern ?? ''));
  const answer = await source.lookups.labelValues({ label: '__name__', ...range });
  return answer.values.filter((name) => pattern.test(name)).map((name) => ({ text: name, value: name }));
}

/** A series as Prometheus's data source writes it: `name{label="value"} 12 1700000000000`. */
function seriesText(frame: DataFrame, end: number): MetricFindValue[] {
  return frame.fields.flatMap((field) => {
    const value: unknown = field.type === FieldType.number ? field.values[field.values.length - 1] : undefined;
    if (typeof value !== 'number') {
      return [];
    }
    const { __name__: name = '', ...labels } = field.labels ?? {};
    const inside = Object.entries(labels).map(([label, text]) => `${label}=${JSON.stringify(text)}`);
    const series = `${name}${inside.length > 0 || name === '' ? `{${inside.join(',')}}` : ''}`;
    return [{ text: `${series} ${value} ${end}` }];
  });
}

async function results(source: Source, expr: string, { to }: Range): Promise<MetricFindValue[]> {
  return (await source.instant(expr)).flatMap((frame) => seriesText(frame, to));
}

/** The values of a variable, sorted and bounded. Rejects with a sentence where the query is wrong or the server fails. */
export async function findValues(
  source: Source,
  query: unknown,
  range: Range,
  scopedVars: ScopedVars = {}
): Promise<MetricFindValue[]> {
  const model = readVariableQuery(query);
  switch (model.kind) {
    case 'metrics':
      return listed(await metrics(source, model, range), source.lookupLimit);
    case 'query':
      // In the server's order: a query may sort, and Grafana sorts where a dashboard asks for it.
      return model.expr ? unique(await results(source, model.expr, range)).slice(0, source.lookupLimit) : [];
    default:
      return listed(await values(source, model, range, scopedVars), source.lookupLimit);
  }
}
