/** PromQL that a person wrote, or brought along, as a query of ours. Loaded only when it is needed: the grammar is large. */
import type { BasetenQuery } from '../types';
import { recall } from './handedOver';
import {
  type Filter,
  fromPromQL,
  isRecord,
  type QueryModel,
  type TranslateContext,
  withoutFields,
} from '../translator';

const VARIABLE = /\$\{(?!__)\w+(?::\w+)?\}|\$(?!__)[A-Za-z]\w*|\[\[\w+(?::\w+)?\]\]/g;
const PLACEHOLDER = /baseten_variable_(\d+)_/g;

/** What may come of a text: the query's builder fields, or why there are none. */
export type Reading = { query: QueryModel } | { reason: string };

const DURATION = /(\[\s*|:\s*|\boffset\s+)(\$\{(?!__)\w+(?::\w+)?\}|\$(?!__)[A-Za-z]\w*|\[\[\w+\]\])/g;
/** Odd enough that nobody has written it; one more for each variable. */
const FIRST_DURATION = 86_399_000_017;

interface Hidden {
  text: string;
  restore: (piece: string) => string;
}

/** Dashboard variables are no PromQL, so a name or a duration stands in for each while the text is read. */
function withoutVariables(text: string): Hidden {
  const names: string[] = [];
  const durations: string[] = [];
  const hidden = text
    .replace(DURATION, (_, before: string, variable: string) => {
      return `${before}${FIRST_DURATION + durations.push(variable) - 1}ms`;
    })
    .replace(VARIABLE, (variable) => `baseten_variable_${names.push(variable) - 1}_`);
  const restore = (piece: string) =>
    durations.reduce(
      (out, variable, index) => out.replaceAll(`${FIRST_DURATION + index}ms`, variable),
      piece.replace(PLACEHOLDER, (_, index: string) => names[Number(index)] ?? '')
    );
  return { text: hidden, restore };
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
export function readPromQL(expr: string, context: TranslateContext = {}): Reading {
  const { text, restore } = withoutVariables(expr);
  const read = fromPromQL(text, context);
  if ('reason' in read) {
    return { reason: restore(read.reason) };
  }
  const { filters, groupBy, window, offset, ...rest } = read.query;
  return {
    query: {
      ...rest,
      ...(filters ? { filters: filters.map((filter) => restoreFilter(filter, restore)) } : {}),
      ...(groupBy ? { groupBy: groupBy.map(restore) } : {}),
      ...(window === undefined ? {} : { window: restore(window) }),
      ...(offset === undefined ? {} : { offset: restore(offset) }),
    },
  };
}

/** A code query as a builder query, or the reason why it stays code. What PromQL says nothing about is kept. */
export function codeToBuilder(
  query: BasetenQuery,
  context: TranslateContext = {}
): { query: BasetenQuery } | { reason: string } {
  const read = readPromQL(query.expr ?? '', context);
  if ('reason' in read) {
    return read;
  }
  return { query: { ...withoutFields(query, 'asked'), ...read.query, editorMode: 'builder' } };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A query as another data source left it. */
type Foreign = Record<string, unknown> & { refId: string };

/**
 * True for what is no other data source's PromQL: a panel that mixes data sources may hold queries of ours, and any panel
 * Grafana's expressions, which compute with the others by their letters.
 */
function isKept(query: Foreign, ownType: string): query is Foreign & BasetenQuery {
  const { type, uid } = isRecord(query.datasource) ? query.datasource : {};
  return [ownType, EXPRESSION].some((kept) => kept === type || kept === uid);
}

const EXPRESSION = '__expr__';

/**
 * Queries of another data source, as they are when a panel or an Explore pane switches to this one. A query that came from
 * here, and was not changed there, is what it was. PromQL that the builder has a place for becomes a builder query, other PromQL a
 * code query; what holds none becomes an empty query.
 */
export function importQueries(
  queries: readonly Foreign[],
  ownType: string,
  context: TranslateContext = {}
): BasetenQuery[] {
  return queries.map((query) => {
    if (isKept(query, ownType)) {
      return query;
    }
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
    const handedOver = recall(query.refId, expr);
    if (handedOver) {
      return handedOver;
    }
    const isHeatmap = query.format === 'heatmap';
    const read = readPromQL(expr, context);
    if ('query' in read && isHeatmap === (read.query.calculation === 'heatmap')) {
      return { ...read.query, ...shared };
    }
    // Buckets that the builder would read as lines stay a heatmap.
    return { ...shared, ...(isHeatmap ? { format: 'heatmap' } : {}), editorMode: 'code', expr };
  });
}
