/** What has to be known of a tree by those who only get its text. */
import type { CallNode, Duration, Expr, SelectorNode } from '../promql/ast';
import { printSelector } from '../promql/printer';
import type { SelectedSeries } from '../contract/translation';
import type { Macro } from '../reading/variables';

/** The selectors of a tree, each once, in their order. */
export function selectedSeries(expr: Expr): SelectedSeries[] {
  const found: SelectorNode[] = [];
  visit(expr, (node) => {
    if (node.kind === 'selector') {
      found.push(node);
    }
  });
  const only = found.length === 1 ? found[0] : undefined;
  if (only) {
    return [{ metric: only.metric, matchers: only.matchers }];
  }
  const printed = found.map((node) => printSelector(node.metric, node.matchers));
  return found
    .filter((_, i) => printed.indexOf(printed[i] || '') === i)
    .map(({ metric, matchers }) => ({ metric, matchers }));
}

/** True where a rate or increase over `window` is a part of the tree: each needs two samples in it. */
export function needsTwoSamples(expr: Expr, window: Duration | ''): boolean {
  let found = false;
  visit(expr, (node) => {
    found ||= node.kind === 'call' && isRate(node) && rangeOf(node.args[0]) === window;
  });
  return found;
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
  visit(expr, (node) => {
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

/** Shows every node of a tree, inner ones first, otherwise in the order of its text. */
function visit(expr: Expr, look: (node: Expr) => void): void {
  switch (expr.kind) {
    case 'subquery':
      visit(expr.expr, look);
      break;
    case 'aggregation':
      if (expr.param) {
        visit(expr.param, look);
      }
      visit(expr.expr, look);
      break;
    case 'call':
      expr.args.forEach((arg) => visit(arg, look));
      break;
    case 'binary':
      visit(expr.left, look);
      visit(expr.right, look);
      break;
    case 'selector':
    case 'number':
      break;
  }
  look(expr);
}
