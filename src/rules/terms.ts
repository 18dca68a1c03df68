/** What the rows of the alert rules are written with. */
import type { Filter, QueryModel } from '../translator';
import type { Comparison, Term } from './types';

/** Labels of the alerts about models. */
export const MODEL = ['model_name'];

/** The result of a query. */
export const value = (ref: string): Term => ({ ref });
/** A query's result is above the limit. */
export const above = (ref: string, limit: Term): Comparison => ({ left: value(ref), op: '>', right: limit });
/** The result of a query, or of several, reaches the limit. */
export const atLeast = (ref: string | Term, limit: Term): Comparison => ({
  left: typeof ref === 'string' ? value(ref) : ref,
  op: '>=',
  right: limit,
});

/** How long an alert goes on after its condition, where a rule says nothing else: a gap of the export must not end a page. */
export const USUAL_KEEP = '5m';

/** Fewer bad requests than this in the long window wake nobody: one failure at night is a ratio of 100 %. */
export const FLOOR = 10;

/** Fewer failures than this before the last half hour, and what burns has only just begun: the fast burn watches that. */
export const BEFORE = 5;

/** As the measures have them: all that aren't async, however that is spelled. */
export const SYNCHRONOUS: Filter[] = [{ label: 'is_async', operator: '!~', values: ['(?i:true|yes|1)'] }];
export const ASYNCHRONOUS: Filter[] = [{ label: 'is_async', operator: '=~', values: ['(?i:true|yes|1)'] }];
/** The series of each model that counts most, named by deployment and, where codes are counted, by code. */
export const worst = (query: QueryModel, ...labels: string[]): QueryModel => ({
  ...query,
  groupBy: [...MODEL, 'deployment_id', ...labels],
  top: { order: 'top', n: 1, of: MODEL },
});

/** The deployment and code with the most bad requests. */
export const worstCode = (query: QueryModel): QueryModel => worst({ metric: 'bad_requests', ...query }, 'status_code');

/** So many more than what a query has. */
export const plus = (ref: string, more: number): Term => ({ op: '+', left: value(ref), right: more });

/** What is left of one after another. */
export const minus = (left: string, right: string): Term => ({ op: '-', left: value(left), right: value(right) });
