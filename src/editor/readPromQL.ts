/** PromQL that a person wrote, or brought along, as a query of ours. Loaded only when it is needed: the grammar is large. */
import type { BasetenQuery } from '../types';
import { fromPromQL } from '../promql/parse';
import type { Filter, QueryModel } from '../promql';

const VARIABLE = /\$\{(?!__)\w+(?::\w+)?\}|\$(?!__)[A-Za-z]\w*|\[\[\w+(?::\w+)?\]\]/g;
const PLACEHOLDER = /baseten_variable_(\d+)_/g;

/** What may come of a text: the query's builder fields, or why there are none. */
export type Reading = { query: QueryModel } | { reason: string };

/** Dashboard variables are no PromQL, so a name stands in for each while the text is read. */
function withoutVariables(text: string): { text: string; restore: (piece: string) => string } {
  const found: string[] = [];
  const replaced = text.replace(VARIABLE, (variable) => `baseten_variable_${found.push(variable) - 1}_`);
  return {
    text: replaced,
    restore: (piece) => piece.replace(PLACEHOLDER, (_, index: string) => found[Number(index)] ?? ''),
  };
}

/** A pattern that is one variable came of a filter whose values it held: the builder decides on the operator itself. */
function restoreFilter(filter: Filter, restore: (piece: string) => string): Filter {
  const values = filter.values.map(restore);
  const whole = filter.values.every((value) => /^baseten_variable_\d+_$/.test(value));
  if (whole && (filter.operator === '=~' || filter.operator === '!~')) {
    return { ...filter, operator: filter.operator === '=~' ? '=' : '!=', values };
  }
  return { ...filter, values };
}

/** Reads PromQL as builder fields; dashboard variables stay what they are. */
export function readPromQL(expr: string): Reading {
  const { text, restore } = withoutVariables(expr);
  const read = fromPromQL(text);
  if ('reason' in read) {
    return { reason: restore(read.reason) };
  }
  const { filters, groupBy, ...rest } = read.query;
  return {
    query: {
      ...rest,
      ...(filters ? { filters: filters.map((filter) => restoreFilter(filter, restore)) } : {}),
      ...(groupBy ? { groupBy: groupBy.map(restore) } : {}),
    },
  };
}

/** Fields that PromQL says nothing about, so a query keeps them when its text is read. */
const BESIDE = ['refId', 'hide', 'key', 'datasource', 'legendFormat', 'interval', 'queryType', 'format'] as const;

/** A code query as a builder query, or the reason why it stays code. */
export function codeToBuilder(query: BasetenQuery): { query: BasetenQuery } | { reason: string } {
  const read = readPromQL(query.expr ?? '');
  if ('reason' in read) {
    return read;
  }
  const beside = Object.fromEntries(
    BESIDE.flatMap((field) => (query[field] === undefined ? [] : [[field, query[field]]]))
  );
  return { query: { refId: query.refId, ...beside, ...read.query, editorMode: 'builder' } };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/**
 * Queries of another data source, as they are when a panel or an Explore pane switches to this one. PromQL that the builder
 * has a place for becomes a builder query, other PromQL a code query; what holds none becomes an empty query.
 */
export function importQueries(queries: ReadonlyArray<Record<string, unknown> & { refId: string }>): BasetenQuery[] {
  return queries.map((query) => {
    const expr = text(query.expr);
    const legendFormat = text(query.legendFormat);
    const interval = text(query.interval);
    const shared: BasetenQuery = {
      refId: query.refId,
      ...(query.hide === true ? { hide: true } : {}),
      ...(legendFormat === '' || legendFormat === '__auto' ? {} : { legendFormat }),
      ...(interval === '' ? {} : { interval }),
      ...(query.instant === true && query.range !== true ? { queryType: 'instant' } : {}),
      ...(query.format === 'table' ? { format: 'table' } : {}),
    };
    if (expr.trim() === '') {
      return shared;
    }
    const read = readPromQL(expr);
    return 'query' in read ? { ...read.query, ...shared } : { ...shared, editorMode: 'code', expr };
  });
}
