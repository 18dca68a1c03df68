/** Facts about a composed tree, for the backend, which only gets its text. */
import type { CallNode, Duration, Expr } from '../promql/ast';
import { printSelector } from '../promql/printer';
import type { SelectedSeries } from '../contract/translation';
import type { Macro } from '../reading/variables';

/** The selectors of a tree, each once, in their order; `nodes` are those of the tree. */
export function selectedSeries(nodes: Expr[]): SelectedSeries[] {
  const found = nodes.filter((node) => node.kind === 'selector');
  const only = found.length === 1 ? found[0] : undefined;
  if (only) {
    return [{ metric: only.metric, matchers: only.matchers }];
  }
  const printed = found.map((node) => printSelector(node.metric, node.matchers));
  return found
    .filter((_, i) => printed.indexOf(printed[i] || '') === i)
    .map(({ metric, matchers }) => ({ metric, matchers }));
}

/** True where a rate or increase over `window` is among the nodes of a tree: each needs two samples in it. */
export function needsTwoSamples(nodes: Expr[], window: Duration | ''): boolean {
  return nodes.some((node) => node.kind === 'call' && isRate(node) && rangeOf(node.args[0]) === window);
}

function isRate({ func }: CallNode): boolean {
  return func === 'rate' || func === 'increase';
}

function rangeOf(expr: Expr | undefined): Duration | undefined {
  return expr?.kind === 'selector' ? expr.range : undefined;
}

const RANGE: Macro = '$__range';

/**
 * Which of the macros `$__range` in a printed tree, counted from 0, are windows that are pinned to the end of the range.
 * Series are ranked over those; an offset of one range, or a window that the query itself has, is another thing.
 */
export function rankWindows(expr: Expr): number[] {
  const found: number[] = [];
  let count = 0;
  // Inner ones first, and a range before its offset: the order in which they are printed.
  nodesOf(expr).forEach((node) => {
    if (node.kind !== 'selector' && node.kind !== 'subquery') {
      return;
    }
    if (node.range === RANGE) {
      if (node.atEnd) {
        found.push(count);
      }
      count += 1;
    }
    count += node.offset === RANGE ? 1 : 0;
  });
  return found;
}

/** Every node of a tree but the numbers that aggregations take, inner ones first, otherwise in the order of its text. */
export function nodesOf(expr: Expr): Expr[] {
  const nodes: Expr[] = [];
  gather(expr, nodes);
  return nodes;
}

function gather(expr: Expr, nodes: Expr[]): void {
  switch (expr.kind) {
    case 'subquery':
      gather(expr.expr, nodes);
      break;
    case 'aggregation':
      gather(expr.expr, nodes);
      break;
    case 'call':
      for (const arg of expr.args) {
        gather(arg, nodes);
      }
      break;
    case 'binary':
      gather(expr.left, nodes);
      gather(expr.right, nodes);
      break;
    case 'selector':
    case 'number':
      break;
  }
  nodes.push(expr);
}
