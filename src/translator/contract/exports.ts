/** Type names that several files of the translator share. */
export type { Matcher, MatcherOperator, Duration, Expr } from '../promql/ast';
export type * from './query';
