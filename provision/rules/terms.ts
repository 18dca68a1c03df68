/** What the rows of the alert rules are written with. */
import type { Filter } from '../../src/translator';
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

/** Fewer bad requests than this in the long window wake nobody: one failure at night is a ratio of 100 %. */
export const FLOOR = 10;

/** Exporters spell the label in two ways. */
export const SYNCHRONOUS: Filter[] = [{ label: 'is_async', operator: '=~', values: ['[Ff]alse'] }];
