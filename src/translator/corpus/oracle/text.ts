/** Plain string templates. Nothing here knows the translator: what it writes is what the design's tables say. */
import type { QueryModel, Translation } from '../shapes';

/** One entry of the corpus: a query, and the whole answer or the error. */
export interface Entry {
  name: string;
  query: Record<string, unknown>;
  context?: { fromAlert?: boolean; scrapeIntervalMs?: number };
  result?: Translation;
}

/** A filter, and the matchers that it has to become: as PromQL, and as data. */
export interface Where {
  filters: NonNullable<QueryModel['filters']>;
  text: string;
  matchers: Translation['selects'][number]['matchers'];
  /** What names of series show of each filter; nothing of one that asks for the empty value. */
  names: string[];
  /** The others of the filters, where some are on model_name. */
  withoutNames?: Where;
}

export const NOWHERE: Where = { filters: [], text: '', matchers: [], names: [] };

/** Everything that a template needs besides the metric. `text` fields are PromQL as written by hand. */
export interface Frame {
  where: Where;
  groupBy: string[];
  /** `by (…) `, or nothing. */
  by: string;
  /** `by (…, le) ` */
  byLe: string;
  window: string;
  /** ` offset 1h`, or nothing. */
  offset: string;
  /** How finely subqueries look, and how many of their points a minute holds. */
  scraped: Scraped;
}

/** Milliseconds between scrapes, and what subqueries make of them. */
export interface Scraped {
  ms: number;
  step: string;
  perMinute: number;
}

export const MINUTELY: Scraped = { ms: 60_000, step: '1m', perMinute: 1 };

/** A label as PromQL writes it: names that old servers don't know are quoted. */
const label = (name: string): string => (/^[a-z_]+$/.test(name) ? name : `"${name}"`);

const by = (labels: string[]): string => (labels.length > 0 ? ` by (${labels.map(label).join(', ')}) ` : '');

/** `by (…) ` of the grouping with more labels. */
export function byAlso(f: Frame, ...labels: string[]): string {
  return by(f.groupBy.concat(labels.filter((name) => !f.groupBy.includes(name))));
}

export function frame(where: Where, groupBy: string[], window: string, offset = '', scraped = MINUTELY): Frame {
  return {
    where,
    groupBy,
    by: by(groupBy),
    byLe: by([...groupBy, 'le']),
    window,
    offset: offset && ` offset ${offset}`,
    scraped,
  };
}

/** `metric{where,more}[window] offset o` */
export function pick(metric: string, f: Frame, more = '', range = f.window, offset = f.offset): string {
  const matchers = [f.where.text, more].filter((text) => text !== '').join(',');
  return metric + (matchers && `{${matchers}}`) + (range && `[${range}]`) + offset;
}

/** The names of filters on other labels than those that series are called by. */
function namesOf({ filters, names }: Where, labels: string[]): string[] {
  return names.filter((name, i) => name !== '' && !labels.includes(filters[i]?.label || ''));
}

/** Ranges of a whole range that are pinned to its end, told from other places of the macro by what follows in the text. */
function rankWindows(expr: string): number[] {
  const macros = [...expr.replace(/"(?:[^"\\]|\\.)*"/g, '""').matchAll(/\$__range\b(\S*\] @ end\(\))?/g)];
  return macros.flatMap((macro, i) => (macro[1] === undefined ? [] : [i]));
}

/** The fields of an answer that stay the same unless said otherwise. */
export function answer(metric: string, f: Frame, rest: Partial<Translation>): Translation {
  return {
    kind: 'builder',
    expr: '',
    queryType: 'range',
    format: 'time_series',
    title: '',
    qualifier: '',
    metric,
    matchers: f.where.matchers,
    filterNames: namesOf(f.where, rest.labels || f.groupBy),
    labels: f.groupBy,
    legendFormat: '',
    unit: 'short',
    interval: '',
    stepAtLeast: '',
    window: '',
    needsTwoSamples: false,
    rankWindows: rankWindows(rest.expr || ''),
    bucketSelector: '',
    outliers: '',
    selects: [],
    outdatedExpr: false,
    notices: [],
    ...rest,
  };
}
