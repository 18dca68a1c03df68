/**
 * The PromQL tree that the translator composes. Text is made once, by the printer: nothing is glued from strings.
 *
 * Source of the grammar: https://prometheus.io/docs/prometheus/latest/querying/basics/ and …/operators/.
 */

import type { Matcher } from '../contract/matcher';

export type { Matcher };

/** A duration as PromQL writes it (`5m`, `1h30m`), or one of the macros that the backend resolves (`$__rate_interval`). */
export type Duration = string;

/** Selects series. With `range` it is a range vector, without an instant vector. */
export interface SelectorNode {
  kind: 'selector';
  metric: string;
  matchers: Matcher[];
  range?: Duration;
  offset?: Duration;
  atEnd?: boolean;
}

/** An instant vector evaluated over a range: `expr[range:resolution]`. */
export interface SubqueryNode {
  kind: 'subquery';
  expr: Expr;
  range: Duration;
  resolution: Duration;
  offset?: Duration;
  atEnd?: boolean;
}

/** A function call, `histogram_quantile(0.95, …)`. */
export interface CallNode {
  kind: 'call';
  func: string;
  args: Expr[];
}

/** An aggregation; `by` names the labels that stay, `param` is the first argument of `topk` and its like. */
export interface AggregationNode {
  kind: 'aggregation';
  op: string;
  by: string[];
  param?: Expr;
  expr: Expr;
}

/** Binary operators that the translator uses, loosest binding first. */
export type BinaryOperator = 'or' | 'and' | 'unless' | '==' | '!=' | '>' | '<' | '>=' | '<=' | '+' | '-' | '*' | '/';

/** A binary operation; `on` restricts the labels that both sides are joined by. */
export interface BinaryNode {
  kind: 'binary';
  op: BinaryOperator;
  left: Expr;
  right: Expr;
  on?: string[];
  bool?: boolean;
}

/** A number literal. */
export interface NumberNode {
  kind: 'number';
  value: number;
}

export type Expr = SelectorNode | SubqueryNode | CallNode | AggregationNode | BinaryNode | NumberNode;

/** Makes a selector of `metric` with `matchers`. */
export function selector(
  metric: string,
  matchers: Matcher[],
  rest: Partial<Omit<SelectorNode, 'kind'>> = {}
): SelectorNode {
  return { kind: 'selector', metric, matchers, ...rest };
}

/** Makes a function call. */
export function call(func: string, ...args: Expr[]): CallNode {
  return { kind: 'call', func, args };
}

/** Makes an aggregation that keeps the labels `by`. */
export function aggregate(op: string, by: string[], expr: Expr, param?: Expr): AggregationNode {
  return param === undefined ? { kind: 'aggregation', op, by, expr } : { kind: 'aggregation', op, by, expr, param };
}

/** Makes a binary operation. */
export function binary(
  left: Expr,
  op: BinaryOperator,
  right: Expr,
  rest: { on?: string[]; bool?: boolean } = {}
): BinaryNode {
  return { kind: 'binary', op, left, right, ...rest };
}

/** Makes a number literal. */
export function num(value: number): NumberNode {
  return { kind: 'number', value };
}

/** Makes a subquery. */
export function subquery(
  expr: Expr,
  range: Duration,
  resolution: Duration,
  rest: { offset?: Duration; atEnd?: boolean } = {}
): SubqueryNode {
  return { kind: 'subquery', expr, range, resolution, ...rest };
}
