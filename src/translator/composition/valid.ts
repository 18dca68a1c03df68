/**
 * Leaves samples out that lie outside of what their gauge is documented to lie in. GPU drivers report such samples now and
 * then: 808,334,905 as a utilization (https://github.com/NVIDIA/dcgm-exporter/issues/418), 4,294,967,295
 * (https://github.com/NVIDIA/DCGM/issues/199). One of them in an average or a maximum hides all others.
 */
import { findSeries } from '../catalog/operands';
import type { ValidRange } from '../catalog/types';
import { aggregate, binary, call, num, selector, type BinaryNode, type Expr, type SelectorNode } from '../promql/ast';
import { printExpr } from '../promql/printer';
import type { ResolvedQuery } from './types';

type Asked = Pick<ResolvedQuery, 'keepsOutliers'>;

/** The range that samples of a metric have to lie in, where this query minds. */
export function validRangeOf({ keepsOutliers }: Asked, metric: string): ValidRange | undefined {
  return keepsOutliers ? undefined : findSeries(metric)?.validRange;
}

/** The samples of an instant selector that lie in the valid range. NaN is left out too: no comparison with it holds. */
export function valid(query: Asked, samples: SelectorNode): Expr {
  const range = validRangeOf(query, samples.metric);
  return range === undefined ? samples : binary(binary(samples, '>=', num(range.min)), '<=', num(range.max));
}

/** What {@link valid} makes of a selector: what has to be at least one number, and at most another. */
type Kept = BinaryNode & { left: BinaryNode & { left: SelectorNode } };

function isKept(node: Expr): node is Kept {
  return (
    node.kind === 'binary' &&
    node.op === '<=' &&
    node.left.kind === 'binary' &&
    node.left.op === '>=' &&
    node.left.left.kind === 'selector'
  );
}

/**
 * PromQL that finds what a tree leaves out in the range: how many series had such samples, and, with its labels, the one with
 * the highest. Empty for a tree that leaves nothing out. `nodes` are those of the tree.
 */
export function outliersOf(nodes: Expr[], offset: string): string {
  const kept = nodes.find(isKept);
  if (!kept) {
    return '';
  }
  const { left: samples, right: min } = kept.left;
  const { metric, matchers } = samples;
  const over = (func: string) =>
    call(func, selector(metric, matchers, { range: '$__range', ...(offset ? { offset } : {}) }));
  const outside = binary(binary(over('max_over_time'), '>', kept.right), 'or', binary(over('min_over_time'), '<', min));
  return printExpr(binary(aggregate('count', [], outside), 'or', aggregate('topk', [], outside, num(1))));
}
