/**
 * Filters that are clicked together in a table or in the details of a line: "Filter for value", "Filter out value". They
 * become filters of the builder query itself, several values of a label those of one filter.
 */
import { whatIsKnown } from '../known';
import { isCode, isRecord, type Filter } from '../translator';
import { type BasetenQuery } from '../types';

/** A value of a label as Grafana hands it on: as it stands in the cell, which may be a number or nothing at all. */
export interface Cell {
  key: string;
  value: string;
}

type CellOperator = '=' | '!=';
const OPPOSITE: Record<CellOperator, CellOperator> = { '=': '!=', '!=': '=' };

/** Columns and labels that are no condition on series: the metric's name, the bounds of its buckets, a table's own columns. */
const NO_LABELS = new Set(['__name__', 'le', 'Time', 'Value']);

/** The cell as texts, whatever came. */
export function cellOf(options: Record<string, unknown> | undefined): Cell {
  const { key, value } = options ?? {};
  return { key: textOf(key), value: textOf(value) };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? `${value}` : '';
}

function filtersOf(query: BasetenQuery): Filter[] {
  return Array.isArray(query.filters) ? query.filters : [];
}

function valuesOf(filter: Filter): string[] {
  return Array.isArray(filter.values) ? filter.values : [];
}

/** A filter that a click changes: one that compares, and that is not switched off. */
function compares(filter: Filter, key: string, operator: CellOperator): boolean {
  return isRecord(filter) && filter.label === key && (filter.operator ?? '=') === operator && !filter.disabled;
}

/** True where the query asks for this value of the label, or leaves it out. */
export function hasFilter(query: BasetenQuery, { key, value }: Cell, operator: CellOperator = '='): boolean {
  return (
    !isCode(query) &&
    filtersOf(query).some((filter) => compares(filter, key, operator) && valuesOf(filter).includes(value))
  );
}

function without(filters: Filter[], { key, value }: Cell, operator: CellOperator): Filter[] {
  return filters.flatMap((filter) => {
    if (!compares(filter, key, operator) || !valuesOf(filter).includes(value)) {
      return [filter];
    }
    const values = valuesOf(filter).filter((other) => other !== value);
    return values.length === 0 ? [] : [{ ...filter, values }];
  });
}

/** The query with the value filtered for or out, in place of the opposite. Unchanged where it is so already. */
export function addFilter(query: BasetenQuery, cell: Cell, operator: CellOperator): BasetenQuery {
  if (hasFilter(query, cell, operator)) {
    return query;
  }
  const filters = without(filtersOf(query), cell, OPPOSITE[operator]);
  const at = filters.findIndex((filter) => compares(filter, cell.key, operator));
  const added: Filter[] =
    at < 0
      ? [...filters, { label: cell.key, operator, values: [cell.value] }]
      : filters.map((filter, i) => (i === at ? { ...filter, values: [...valuesOf(filter), cell.value] } : filter));
  return { ...query, filters: added };
}

/** As {@link addFilter}; what is filtered so already is no longer. */
export function toggleFilter(query: BasetenQuery, cell: Cell, operator: CellOperator): BasetenQuery {
  return hasFilter(query, cell, operator)
    ? { ...query, filters: without(filtersOf(query), cell, operator) }
    : addFilter(query, cell, operator);
}

/** Why a cell can't become a filter of a query; `noFilterText` makes a sentence of it. */
export interface NoFilter {
  why: 'code' | 'no-label' | 'not-of-metric';
  key: string;
  /** The metric that lacks the label. */
  metric?: string;
}

/** Why a cell can't become a filter of a query; undefined where it can. */
export function whyNoFilter(query: BasetenQuery, { key }: Cell): NoFilter | undefined {
  if (isCode(query)) {
    return { why: 'code', key };
  }
  if (key === '' || NO_LABELS.has(key) || key === titleOf(query)) {
    return { why: 'no-label', key };
  }
  const { metric } = query;
  const known = whatIsKnown();
  const entry = metric === undefined ? undefined : known?.findEntry(metric);
  return known && entry && !known.takesLabel(entry, key) ? { why: 'not-of-metric', key, metric } : undefined;
}

/** The name of the query's value column. */
function titleOf(query: BasetenQuery): string | undefined {
  try {
    return whatIsKnown()?.translate({ ...query, expr: undefined }).title;
  } catch {
    return undefined;
  }
}
