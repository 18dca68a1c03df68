/** Prints the PromQL tree, the way Prometheus itself formats an expression on one line. */
import type { BinaryOperator, Expr, Matcher } from './ast';
import { quoteLabel, quoteString } from './escape';

/**
 * Binding strength, loosest first.
 * Source: https://prometheus.io/docs/prometheus/latest/querying/operators/#binary-operator-precedence
 */
export const PRECEDENCE: Record<BinaryOperator, number> = {
  or: 1,
  and: 2,
  unless: 2,
  '==': 3,
  '!=': 3,
  '>': 3,
  '<': 3,
  '>=': 3,
  '<=': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
};

/** Where an operand stands, as far as it decides about parentheses. */
type Place = { of: BinaryOperator; side: 'left' | 'right' } | { of: 'subquery' };

/** Writes an operand, in parentheses where it would otherwise bind differently. The one place that decides on them. */
function operand(expr: Expr, place: Place): string {
  const text = printExpr(expr);
  let bare: boolean;
  if (place.of === 'subquery') {
    // A second pair of brackets, or brackets after a modifier, would belong to the selector itself.
    bare =
      expr.kind === 'call' ||
      expr.kind === 'aggregation' ||
      (expr.kind === 'selector' && expr.range === undefined && expr.offset === undefined && !expr.atEnd);
  } else if (expr.kind === 'binary') {
    const inner = PRECEDENCE[expr.op];
    const outer = PRECEDENCE[place.of];
    // All operators used here bind to the left.
    bare = inner > outer || (inner === outer && place.side === 'left');
  } else {
    bare = true;
  }
  return bare ? text : `(${text})`;
}

function printMatcher(matcher: Matcher): string {
  return quoteLabel(matcher.label) + matcher.operator + quoteString(matcher.value);
}

function printModifiers(node: { atEnd?: boolean; offset?: string }): string {
  return (node.atEnd ? ' @ end()' : '') + (node.offset ? ` offset ${node.offset}` : '');
}

function printLabels(labels: string[]): string {
  return `(${labels.map(quoteLabel).join(', ')})`;
}

function printNumber(value: number): string {
  if (Number.isNaN(value)) {
    return 'NaN';
  }
  if (value === Infinity || value === -Infinity) {
    return value > 0 ? 'Inf' : '-Inf';
  }
  return String(value);
}

/**
 * Writes a selector without range or modifiers, `metric{label="value"}`; an empty metric gives `{…}`.
 * This is also the form that label look-ups send as `match[]`.
 */
export function printSelector(metric: string, matchers: Matcher[]): string {
  return metric + (matchers.length > 0 || metric === '' ? `{${matchers.map(printMatcher).join(',')}}` : '');
}

/** Prints a PromQL tree as one line of text. Throws on a node that it doesn't know. */
export function printExpr(expr: Expr): string {
  switch (expr.kind) {
    case 'selector': {
      const range = expr.range ? `[${expr.range}]` : '';
      return printSelector(expr.metric, expr.matchers) + range + printModifiers(expr);
    }
    case 'subquery':
      return `${operand(expr.expr, { of: 'subquery' })}[${expr.range}:${expr.resolution}]${printModifiers(expr)}`;
    case 'call':
      return `${expr.func}(${expr.args.map(printExpr).join(', ')})`;
    case 'aggregation': {
      const by = expr.by.length > 0 ? ` by ${printLabels(expr.by)} ` : '';
      const param = expr.param ? `${printExpr(expr.param)}, ` : '';
      return `${expr.op}${by}(${param}${printExpr(expr.expr)})`;
    }
    case 'binary': {
      const modifier = (expr.bool ? ' bool' : '') + (expr.on ? ` on ${printLabels(expr.on)}` : '');
      const left = operand(expr.left, { of: expr.op, side: 'left' });
      const right = operand(expr.right, { of: expr.op, side: 'right' });
      return `${left} ${expr.op}${modifier} ${right}`;
    }
    case 'number':
      return printNumber(expr.value);
    default:
      return unknownNode(expr);
  }
}

function unknownNode(node: never): never {
  throw new Error(`The PromQL printer does not know this node: ${JSON.stringify(node)}`);
}
