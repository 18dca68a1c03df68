/** Zeros that a comparison drops, and that a server would read a window for. */
import type { Expr } from '../translator';
import type { Comparison } from './types';

/** True where no value of zero or less is left over. */
export const dropsZeros = ({ op, right }: Comparison): boolean =>
  typeof right === 'number' && ((op === '>' && right >= 0) || (op === '>=' && right > 0));

/** `0 * …`: there to tell what is well from what is absent. */
const isZero = (expr: Expr): boolean =>
  expr.kind === 'binary' && expr.op === '*' && expr.left.kind === 'number' && expr.left.value === 0;

/**
 * The same samples above zero, without those that are zero where there is nothing to count: to learn where they are, a server
 * reads what may be hours, for a comparison that drops them.
 */
export function withoutZeros(expr: Expr): Expr {
  if (expr.kind !== 'binary') {
    return expr;
  }
  if (expr.op === 'or' && isZero(expr.right)) {
    return withoutZeros(expr.left);
  }
  // Zero divided by anything is no more than zero either.
  return expr.op === '/' ? { ...expr, left: withoutZeros(expr.left) } : expr;
}
