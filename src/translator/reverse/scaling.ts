/** Settings of the autoscaler in a tree: they stand at places of their own, so nothing has to be guessed. */
import { DEFAULT_SCALING } from '../contract/defaults';
import type { QueryModel } from '../contract/fields';
import type { Expr } from '../promql/ast';

type Scaling = Pick<QueryModel, 'concurrencyTarget' | 'utilization' | 'minReplicas' | 'maxReplicas' | 'scaleDownDelay'>;

const numberOf = (expr: Expr | undefined): number | undefined => (expr?.kind === 'number' ? expr.value : undefined);

/** What one node says: the division by target and utilization, the bounds, the product with the target, the delay. */
function saidBy(node: Expr): Scaling {
  if (node.kind === 'binary' && node.op === '/' && node.left.kind === 'binary' && node.left.op === '/') {
    return { concurrencyTarget: numberOf(node.left.right), utilization: numberOf(node.right) };
  }
  if (node.kind === 'binary' && node.op === '>' && node.right.kind === 'binary' && node.right.op === '*') {
    return { concurrencyTarget: numberOf(node.right.right) };
  }
  if (node.kind === 'call' && node.func === 'clamp') {
    return { minReplicas: numberOf(node.args[1]), maxReplicas: numberOf(node.args[2]), scaleDownDelay: '0s' };
  }
  if (node.kind === 'subquery' && node.expr.kind === 'call' && node.expr.func === 'clamp') {
    return { scaleDownDelay: node.range };
  }
  return {};
}

/** The settings that a tree holds, without those that a query means anyway. `nodes` are outer ones first. */
export function scalingOf(nodes: Expr[]): Scaling {
  const found: Scaling = {};
  // An outer node says more: the delay stands around what is clamped.
  for (const node of nodes.slice().reverse()) {
    Object.assign(found, Object.fromEntries(Object.entries(saidBy(node)).filter(([, value]) => value !== undefined)));
  }
  const usual = new Map<string, unknown>(Object.entries(DEFAULT_SCALING));
  return Object.fromEntries(Object.entries(found).filter(([name, value]) => usual.get(name) !== value));
}
