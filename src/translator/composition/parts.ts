/** The parts that measures are composed of. Every part of one measure is aggregated to the same labels before two meet. */
import { findSeries } from '../catalog/operands';
import type { MeasureEntry } from '../catalog/types';
import {
  aggregate,
  binary,
  call,
  num,
  selector,
  subquery,
  type Expr,
  type Matcher,
  type SelectorNode,
} from '../promql/ast';
import { formatDuration, LONGEST_MS, parseDuration } from '../promql/duration';
import { QueryError } from '../contract/errors';
import { addMatcher, lacksLabel } from '../reading/filters';
import type { ResolvedQuery, Span } from './types';
import { pointsAMinute, resolutionOf } from './resolution';

export type Query = ResolvedQuery<MeasureEntry>;

/** How far back a series may have been seen last to count as still there: Prometheus's own look-back. */
const LOOK_BACK = '5m';
/** The time of a part inside a subquery: the subquery carries the modifiers for all that is in it. */
export const NOW: Span = { window: '', offset: '', atEnd: false };

/** The modifiers of a selector or subquery; a tree carries them once, at the outermost place that has a range. */
export function modifiers(span: Span): { offset?: string; atEnd?: boolean } {
  return { ...(span.offset ? { offset: span.offset } : {}), ...(span.atEnd ? { atEnd: true } : {}) };
}

/** The filters that reach an operand: those on labels that it has, and on labels that the catalog doesn't know. */
export function matchersFor(query: Query, id: string): Matcher[] {
  const entry = findSeries(id);
  return query.matchers.filter((matcher) => entry === undefined || !lacksLabel(entry, matcher.label));
}

/** What to read: an operand, the suffix of a histogram's series, and the measure's own conditions. */
export interface Source {
  id: string;
  suffix?: string;
  where?: Matcher[];
}

/** An operand's series now, or over the last `range`. */
export function series(query: Query, source: Source, span: Span, range?: string): SelectorNode {
  const matchers = (source.where || []).reduce(addMatcher, matchersFor(query, source.id));
  return selector(source.id + (source.suffix || ''), matchers, { ...(range ? { range } : {}), ...modifiers(span) });
}

export function sumBy(by: string[], expr: Expr): Expr {
  return aggregate('sum', by, expr);
}

export function maxBy(by: string[], expr: Expr): Expr {
  return aggregate('max', by, expr);
}

/** `sum by (…) (rate(source[W]))`, the rate always first. */
export function summedRate(query: Query, by: string[], source: Source, span: Span, func = 'rate'): Expr {
  return sumBy(by, call(func, series(query, source, span, span.window)));
}

/** `func(expr[range:resolution])`; `expr` is composed for {@link NOW}. */
export function overTime(query: Query, func: string, expr: Expr, range: string, span: Span): Expr {
  return call(func, subquery(expr, range, resolutionOf(query, range), modifiers(span)));
}

/** The minutes of `range` in which `expr` is there; `expr` is composed for {@link NOW}. */
export function minutesOf(query: Query, expr: Expr, range: string, span: Span): Expr {
  return inMinutes(query, overTime(query, 'count_over_time', expr, range, span), range);
}

const HOUR_MIN = 60;
/** What a dashboard's range may be. */
const LONG = '30d';

/** A number of things, such as GPUs that are there, summed over the window in hours. `count` is composed for {@link NOW}. */
export function hoursOf(query: Query, count: Expr, span: Span): Expr {
  if (span.atEnd) {
    // For a rank it is enough to count as often as is drawn; what the number is measured in doesn't matter.
    return call('sum_over_time', subquery(count, span.window, '$__interval', modifiers(span)));
  }
  // Things come and go by the minute. A dashboard's range may be a month of hundreds, too much to count at each scrape.
  const range = span.window === '$__range' ? LONG : span.window;
  const counted = call('sum_over_time', subquery(count, span.window, resolutionOf(query, range), modifiers(span)));
  return binary(counted, '/', num(HOUR_MIN * pointsAMinute(query, range)));
}

/** What was counted or summed over the points of a subquery over `range`, told in minutes. */
export function inMinutes(query: Query, expr: Expr, range: string): Expr {
  const points = pointsAMinute(query, range);
  return points === 1 ? expr : binary(expr, '/', num(points));
}

/** The last value of `expr` in the minutes before, so that one missed scrape isn't taken for an end. */
export function lastSeen(query: Query, expr: Expr, span: Span): Expr {
  return overTime(query, 'last_over_time', expr, LOOK_BACK, span);
}

/** The last value of each series of `source` in the minutes before. */
export function lastSample(query: Query, source: Source, span: Span): Expr {
  return call('last_over_time', series(query, source, span, LOOK_BACK));
}

export function above(expr: Expr, limit: number): Expr {
  return binary(expr, '>', num(limit));
}

/** `expr`, and 0 where one of the others exists and it doesn't. */
export function orZero(expr: Expr, first: Expr, ...others: Expr[]): Expr {
  const present = others.reduce((all, other) => binary(all, 'or', other), first);
  return binary(expr, 'or', binary(num(0), '*', present));
}

/** `a / (b > 0)`: without a denominator there is no sample, where the bare quotient would be NaN. */
export function over(numerator: Expr, denominator: Expr): Expr {
  return binary(numerator, '/', above(denominator, 0));
}

/** The grouping with more labels, for what has to be decided deployment by deployment before it is summed. */
export function finer(query: Query, ...labels: string[]): string[] {
  return query.groupBy.concat(labels.filter((label) => !query.groupBy.includes(label)));
}

/**
 * How far `expr` rose within `range`, point by point; falls count nothing. A rise over a missed scrape is seen by the one
 * after it. `before` turns the value one point earlier into the one that the rise starts from. `expr` is composed for
 * {@link NOW}.
 */
export function rises(
  query: Query,
  expr: Expr,
  range: string,
  span: Span,
  before: (last: Expr) => Expr = (last) => last
): Expr {
  // One point of the subquery around it, or a rise would be seen by several points.
  const last = lastSeen(query, expr, { ...NOW, offset: resolutionOf(query, range) });
  const step = call('clamp_min', binary(expr, '-', before(last)), num(0));
  return overTime(query, 'sum_over_time', step, range, span);
}

/**
 * `span` moved further back by `range`. PromQL has one offset a selector, so the two are added here, which needs both
 * written out. Throws a {@link QueryError} where one of them is a macro.
 */
export function before(query: Query, range: string, span: Span): Span {
  if (span.offset === '') {
    return { ...span, offset: range };
  }
  const [back, further] = [parseDuration(span.offset), parseDuration(range)];
  if (back === null || further === null) {
    throw new QueryError(
      back === null ? 'offset' : 'window',
      back === null ? span.offset : range,
      `a written-out duration such as 1h, since ${query.entry.id} looks at the time before its window`
    );
  }
  const total = back + further;
  if (total > LONGEST_MS) {
    throw new QueryError('offset', span.offset, 'a duration that Prometheus can hold together with the window');
  }
  return { ...span, offset: formatDuration(total) };
}

/** The docs don't say how the label spells "yes", and exporters differ. */
const YES = '(?i:true|yes|1)';
export const ASYNCHRONOUS: Matcher = { label: 'is_async', operator: '=~', value: YES };
/** Synchronous requests: all that aren't async, so that none is lost where the label is spelled in a new way, or missing. */
export const SYNCHRONOUS: Matcher = { label: 'is_async', operator: '!~', value: YES };

/** Labels by which the export tells its request series apart: two of one kind are one series, scraped twice. */
const SERIES = ['deployment_id', 'environment', 'rollout_phase', 'status_code', 'is_async'];

/**
 * How far the counters of `source` rose in the window, summed to `by`. A series that two servers scrape counts once: a
 * ratio doesn't mind, but six failures are six.
 */
export function countedOnce(query: Query, by: string[], source: Source, span: Span): Expr {
  const single = by.concat(SERIES.filter((label) => !by.includes(label)));
  return sumBy(by, maxBy(single, call('increase', series(query, source, span, span.window))));
}

/** The shortest window that holds two scrapes, one of which may fail. */
const SHORTEST_MS = 180_000;

/** The last twelfth of a window, the short one of a burn-rate alert (Google's SRE workbook, chapter 5). */
export function lastTwelfth(span: Span): Span {
  const long = parseDuration(span.window);
  // A macro has no twelfth that is known here: the window itself stands for both.
  if (long === null) {
    return span;
  }
  const twelfth = Math.max(Math.round(long / 12), SHORTEST_MS);
  return { ...span, window: formatDuration(Math.min(long, twelfth)) };
}

/**
 * 1, without labels, where none of the series has a sample in the last `range`; else nothing. Not `absent_over_time`: VictoriaMetrics
 * asks it of each series that a range of time has, so that one series which ends looks as if all were gone.
 */
export function absentFor(range: string, query: Query, source: Source, span: Span): Expr {
  return call('absent', maxBy([], call('last_over_time', series(query, source, span, range))));
}
