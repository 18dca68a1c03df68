/** Ratios that count only while the last part of the window has them too, so that they end soon after what caused them. */
import { binary, type Expr } from '../../promql/ast';
import { lastTwelfth, orZero } from '../../composition/parts';
import type { Span } from '../../composition/types';

/** The lower of a ratio over the window and over its last twelfth, where there is the latter. */
export function lowerOf(span: Span, ratio: (at: Span) => Expr): Expr {
  const short = ratio(lastTwelfth(span));
  return binary(binary(ratio(span), '<', short), 'or', short);
}

/** {@link lowerOf} a ratio, and 0 where it is absent and `present` is not. */
export function sustained(span: Span, ratio: (at: Span) => Expr, present: Expr): Expr {
  return orZero(lowerOf(span, ratio), present);
}
