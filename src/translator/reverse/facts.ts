/** What a tree holds, wherever it holds it: the material that builder queries are guessed from. */
import type { AggregationNode, Expr, Matcher, SelectorNode } from '../promql/ast';
import type { Filter } from '../contract/query';
import { scalingOf } from './scaling';

/** Every node of a tree, outer ones first. */
export function nodes(expr: Expr): Expr[] {
  const found: Expr[] = [];
  collect(expr, found);
  return found;
}

/** Adds to one list: a list for each node would hold each of its nodes once more. */
function collect(expr: Expr, found: Expr[]): void {
  found.push(expr);
  switch (expr.kind) {
    case 'subquery':
      collect(expr.expr, found);
      break;
    case 'call':
      expr.args.forEach((arg) => collect(arg, found));
      break;
    case 'aggregation':
      if (expr.param) {
        collect(expr.param, found);
      }
      collect(expr.expr, found);
      break;
    case 'binary':
      collect(expr.left, found);
      collect(expr.right, found);
      break;
    default:
  }
}

export interface Facts {
  selectors: SelectorNode[];
  aggregations: AggregationNode[];
  /** Names of functions, outer ones first. */
  functions: string[];
  /** Ranges of selectors and subqueries, each once. */
  ranges: string[];
  /** Offsets, each once. */
  offsets: string[];
  numbers: number[];
  /** Settings of the autoscaler that are not the usual ones. */
  scaling: ReturnType<typeof scalingOf>;
  /** Resolutions of subqueries, each once. */
  resolutions: string[];
}

function distinct<T>(values: T[]): T[] {
  return [...new Set(values)];
}

export function factsOf(expr: Expr): Facts {
  const all = nodes(expr);
  const timed = all.filter((node) => node.kind === 'selector' || node.kind === 'subquery');
  return {
    selectors: all.filter((node) => node.kind === 'selector'),
    aggregations: all.filter((node) => node.kind === 'aggregation'),
    functions: all.flatMap((node) => (node.kind === 'call' ? [node.func] : [])),
    ranges: distinct(timed.flatMap((node) => (node.range === undefined ? [] : [node.range]))),
    offsets: distinct(timed.flatMap((node) => (node.offset === undefined ? [] : [node.offset]))),
    scaling: scalingOf(all),
    resolutions: distinct(all.flatMap((node) => (node.kind === 'subquery' ? [node.resolution] : []))),
    numbers: distinct(all.flatMap((node) => (node.kind === 'number' ? [node.value] : []))),
  };
}

const META = '\\.+*?()|[]{}^$';

/** The literals of a pattern that is nothing but escaped literals side by side; undefined for any other. */
function literals(pattern: string): string[] | undefined {
  const found = [''];
  for (let i = 0; i < pattern.length; i += 1) {
    const char = pattern.charAt(i);
    if (char === '|') {
      found.push('');
      continue;
    }
    const escaped = char === '\\';
    const literal = escaped ? pattern.charAt(i + 1) : char;
    if (META.includes(literal) !== escaped || literal === '') {
      return undefined;
    }
    i += escaped ? 1 : 0;
    found.push((found.pop() ?? '') + literal);
  }
  return found;
}

/** True where a filter with these values is printed in this order again: none twice, and the empty one last. */
function keepsOrder(values: string[]): boolean {
  return distinct(values).length === values.length && !values.slice(0, -1).includes('');
}

/** A matcher as the builder's filter: several literals side by side were several values of one filter. */
export function filterOf({ label, operator, value }: Matcher): Filter {
  const several = operator === '=~' || operator === '!~' ? literals(value) : undefined;
  if (several === undefined || several.length < 2 || !keepsOrder(several)) {
    return { label, operator, values: [value] };
  }
  return { label, operator: operator === '=~' ? '=' : '!=', values: several };
}

/** Matchers that every one of these selectors has, in their order in the first. */
export function shared(selectors: SelectorNode[]): Matcher[] {
  const key = ({ label, operator, value }: Matcher) => JSON.stringify([label, operator, value]);
  const [first, ...rest] = selectors.map(({ matchers }) => matchers);
  const others = rest.map((matchers) => new Set(matchers.map(key)));
  return (first ?? []).filter((matcher) => others.every((set) => set.has(key(matcher))));
}
