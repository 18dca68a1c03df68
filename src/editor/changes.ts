/**
 * What a change of metric or calculation does to the rest of a query. A choice that still fits stays; what does not is
 * let go, since the translator would refuse it, and is named so that it can be said.
 */
import { t } from '../i18n';
import {
  type Calculation,
  type Entry,
  findCalculation,
  findEntry,
  type ParameterField,
  parameterFields,
  QueryError,
  takesLabel,
  translate,
} from '../translator';
import { type BasetenQuery } from '../types';
import { calculationTexts, labelText } from './texts/catalogTexts';
import { droppedText } from './texts/parameterTexts';

export interface Change {
  query: BasetenQuery;
  /** What was let go, in words. */
  dropped: string[];
}

/** The calculation of a query: its own, or the metric's first. */
export function calculationOf(query: BasetenQuery, entry: Entry): Calculation | undefined {
  return query.calculation ?? entry.calculations[0];
}

/** Fields of the query that a calculation of a metric reads. */
export function parametersOf(entry: Entry, calculation: Calculation | undefined): ParameterField[] {
  if (entry.kind === 'measure') {
    return entry.parameters;
  }
  return calculation && entry.calculations.includes(calculation) ? findCalculation(calculation).parameters : [];
}

/** Aggregations to choose from; one or none is no choice. */
export function aggregationsOf(entry: Entry, calculation: Calculation | undefined) {
  if (entry.kind === 'measure') {
    return entry.aggregations;
  }
  return calculation && entry.calculations.includes(calculation)
    ? findCalculation(calculation).aggregations(entry)
    : entry.aggregations;
}

/** False for a metric whose past can't be asked for. */
export function takesOffset(entry: Entry): boolean {
  try {
    translate({ metric: entry.id, threshold: 1, offset: '1h' });
    return true;
  } catch (error) {
    return !(error instanceof QueryError && error.field === 'offset');
  }
}

/** The query without parameters that its calculation doesn't read. */
function dropParameters(query: BasetenQuery, entry: Entry, otherUnit: boolean): Change {
  const next = { ...query };
  const dropped: string[] = [];
  const calculation = calculationOf(query, entry);
  const parameters = parametersOf(entry, calculation);
  for (const name of parameterFields) {
    const stale = name === 'threshold' && otherUnit;
    if (next[name] !== undefined && (!parameters.includes(name) || stale)) {
      next[name] = undefined;
      dropped.push(droppedText(name));
    }
  }
  const aggregation = next.aggregation;
  if (aggregation !== undefined && !aggregationsOf(entry, calculation).includes(aggregation)) {
    next.aggregation = undefined;
    dropped.push(t('editor.dropped.aggregation', 'combining by {{aggregation}}', { aggregation }));
  }
  if (calculation === 'heatmap') {
    if (next.top) {
      next.top = undefined;
      dropped.push(t('editor.dropped.top', 'top'));
    }
    next.format = undefined;
    next.queryType = undefined;
  } else if (next.format === 'heatmap') {
    next.format = undefined;
  }
  return { query: withoutUndefined(next), dropped };
}

/** JSON has no undefined: a field that means its default is not there. */
export function withoutUndefined(query: BasetenQuery): BasetenQuery {
  const next = { ...query };
  for (const [name, value] of Object.entries(next)) {
    if (value === undefined) {
      Reflect.deleteProperty(next, name);
    }
  }
  return next;
}

/** The query with another calculation of the same metric. */
export function changeCalculation(query: BasetenQuery, entry: Entry, calculation: Calculation): BasetenQuery {
  return dropParameters({ ...query, calculation }, entry, false).query;
}

/** The query with another metric, and what did not fit it. */
export function changeMetric(query: BasetenQuery, id: string): Change {
  const entry = findEntry(id);
  if (!entry || id === query.metric) {
    return { query: { ...query, metric: id }, dropped: [] };
  }
  const before = query.metric ? findEntry(query.metric) : undefined;
  const next: BasetenQuery = { ...query, metric: id };
  const dropped: string[] = [];
  if (query.calculation && !entry.calculations.includes(query.calculation)) {
    next.calculation = undefined;
    dropped.push(calculationTexts(query.calculation).title);
  }
  if (query.filters) {
    next.filters = query.filters.filter(({ label }) => takesLabel(entry, label));
    dropped.push(
      ...query.filters
        .filter(({ label }) => !takesLabel(entry, label))
        .map(({ label }) => t('editor.dropped.filter', 'the filter on {{label}}', { label: labelText(label) }))
    );
  }
  if (query.groupBy) {
    next.groupBy = query.groupBy.filter((label) => takesLabel(entry, label));
    dropped.push(
      ...query.groupBy
        .filter((label) => !takesLabel(entry, label))
        .map((label) => t('editor.dropped.group', 'grouping by {{label}}', { label: labelText(label) }))
    );
  }
  if (query.offset && !takesOffset(entry)) {
    next.offset = undefined;
    dropped.push(t('editor.options.offset', 'Offset'));
  }
  const rest = dropParameters(next, entry, before?.unit !== entry.unit);
  return { query: rest.query, dropped: [...new Set([...dropped, ...rest.dropped])] };
}
