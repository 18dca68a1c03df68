/** One form for what people write in several that mean the same, so that it is compared as the translator prints it. */
import type { Expr, Matcher } from '../promql/ast';
import { boundMatcher } from '../promql/bucket';

/** `le="1"` and `le="1.0"` name one bound, which servers spell either way. */
function canonicalMatcher(matcher: Matcher): Matcher {
  const { label, operator, value } = matcher;
  const isBound = label === 'le' && operator === '=' && /^[-+.\de]+$/i.test(value) && isFinite(Number(value));
  return isBound ? boundMatcher(Number(value)) : matcher;
}

/** The same tree with `le` last in groupings, where the translator puts it, and bucket bounds in every spelling. */
export function canonical(expr: Expr): Expr {
  switch (expr.kind) {
    case 'selector':
      return { ...expr, matchers: expr.matchers.map(canonicalMatcher) };
    case 'subquery':
      return { ...expr, expr: canonical(expr.expr) };
    case 'call':
      return { ...expr, args: expr.args.map(canonical) };
    case 'aggregation': {
      const others = expr.by.filter((label) => label !== 'le');
      const by = others.length < expr.by.length ? [...others, 'le'] : expr.by;
      return { ...expr, by, expr: canonical(expr.expr) };
    }
    case 'binary':
      return { ...expr, left: canonical(expr.left), right: canonical(expr.right) };
    case 'number':
      return expr;
  }
}
