/**
 * PromQL text as the translator's own tree, read with Prometheus's grammar.
 * What the tree has no node for is named, so that a person learns which part can't be kept.
 */
import { parser } from '@prometheus-io/lezer-promql';
import { aggregate, binary, call, num, selector, subquery, type BinaryOperator, type Expr, type Matcher } from '../ast';
import { PRECEDENCE } from '../printer';
import { isTooDeep } from './nesting';
import { unquote, withMacro, withoutMacros } from './unquote';

type Node = NonNullable<ReturnType<ReturnType<typeof parser.parse>['topNode']['getChild']>>;

/** A part of the text that the builder has no place for. */
export class NoPlaceError extends Error {}

const OPERATORS: readonly BinaryOperator[] = [
  'or',
  'and',
  'unless',
  '==',
  '!=',
  '>',
  '<',
  '>=',
  '<=',
  '+',
  '-',
  '*',
  '/',
];
const MATCH: ReadonlyArray<Matcher['operator']> = ['=', '!=', '=~', '!~'];
const MODIFIED = ['OffsetExpr', 'StepInvariantExpr'];
/** Deeper trees come from no person and no builder, whose deepest has 62 levels; reading them would only cost time. */
const MAX_DEPTH = 100;
const TOO_DEEP = 'The expression is nested too deeply';

class Reader {
  constructor(private readonly text: string) {}

  private of(node: Node): string {
    return this.text.slice(node.from, node.to);
  }

  private refuse(node: Node, what: string): never {
    const words = this.of(node);
    throw new NoPlaceError(`${what}: ${words.length > 80 ? `${words.slice(0, 80)}…` : words}`);
  }

  private only(node: Node, name: string): Node {
    return node.getChild(name) ?? this.refuse(node, 'This could not be read');
  }

  private operands(node: Node): Node[] {
    const found: Node[] = [];
    const skipped = ['AggregateOp', 'AggregateModifier', 'FunctionIdentifier', 'DurationExpr', 'OffsetDurationExpr'];
    for (let child = node.firstChild; child; child = child.nextSibling) {
      if (/Expr$|Selector$|Call$|Literal$/.test(child.name) && !skipped.includes(child.name)) {
        found.push(child);
      }
    }
    return found;
  }

  private label(node: Node): string {
    return node.name === 'LabelName' ? this.of(node) : unquote(this.of(node));
  }

  private labels(node: Node): string[] {
    const grouping = this.only(node, 'GroupingLabels');
    const names: string[] = [];
    for (let child = grouping.firstChild; child; child = child.nextSibling) {
      names.push(this.label(child));
    }
    return names;
  }

  private matchers(node: Node): Matcher[] {
    const list = node.getChild('LabelMatchers');
    const found: Matcher[] = [];
    for (let child = list?.firstChild; child; child = child.nextSibling) {
      if (child.name === 'QuotedLabelName') {
        // The name of the series in the quoted form of Prometheus 3: {"name", label="value"}.
        found.push({ label: '__name__', operator: '=', value: unquote(this.of(child)) });
        continue;
      }
      const name = child.getChild('LabelName') ?? child.getChild('QuotedLabelName');
      const operator = MATCH.find((known) => known === this.of(this.only(child, 'MatchOp')));
      if (!name || !operator) {
        this.refuse(child, 'This condition could not be read');
      }
      found.push({ label: this.label(name), operator, value: unquote(this.of(this.only(child, 'StringLiteral'))) });
    }
    return found;
  }

  private vector(node: Node): Expr {
    const name = node.getChild('Identifier');
    const all = this.matchers(node);
    const named = all.find(({ label, operator }) => label === '__name__' && operator === '=');
    if (!name && !named) {
      this.refuse(node, 'A selector without the name of one series');
    }
    return selector(
      name ? this.of(name) : (named?.value ?? ''),
      name ? all : all.filter((matcher) => matcher !== named)
    );
  }

  private aggregation(node: Node, depth: number): Expr {
    const modifier = node.getChild('AggregateModifier');
    if (modifier?.getChild('Without')) {
      this.refuse(modifier, 'Grouping by all labels but some');
    }
    const inside = this.operands(this.only(node, 'FunctionCallBody')).map((child) => this.read(child, depth));
    const [last] = inside.slice(-1);
    if (last === undefined || inside.length > 2) {
      this.refuse(node, 'This aggregation could not be read');
    }
    const param = inside.length === 2 ? inside[0] : undefined;
    return aggregate(this.of(this.only(node, 'AggregateOp')), modifier ? this.labels(modifier) : [], last, param);
  }

  private binary(node: Node, depth: number): Expr {
    const [left, right] = this.operands(node);
    const modifier = node.getChild('MatchingModifierClause');
    const symbol = left?.nextSibling;
    const op = OPERATORS.find((known) => symbol && known === this.of(symbol));
    if (!left || !right || !op) {
      this.refuse(node, 'An operator that the builder has no place for');
    }
    this.refuseTorn(left, op);
    if (modifier && (!modifier.getChild('On') || modifier.getChild('GroupLeft') || modifier.getChild('GroupRight'))) {
      this.refuse(modifier, 'This way to match series');
    }
    return binary(this.read(left, depth), op, this.read(right, depth), {
      ...(modifier ? { on: this.labels(modifier) } : {}),
      ...(node.getChild('BoolModifier') ? { bool: true } : {}),
    });
  }

  private duration(node: Node): string {
    return withMacro(this.of(node).trim());
  }

  /**
   * Puts a modifier on the selector or subquery that it belongs to. The grammar reads `a - b offset 1h` as `(a - b) offset 1h`,
   * which Prometheus knows no more than brackets with a modifier: it means b.
   */
  private modified(expr: Expr, node: Node, modifier: { offset?: string; atEnd?: boolean }): Expr {
    if (expr.kind === 'binary' && node.firstChild?.name === 'BinaryExpr') {
      return { ...expr, right: this.modifiedLast(expr.right, node, modifier) };
    }
    return this.modifiedLast(expr, node, modifier);
  }

  private modifiedLast(expr: Expr, node: Node, modifier: { offset?: string; atEnd?: boolean }): Expr {
    return expr.kind === 'selector' || expr.kind === 'subquery'
      ? { ...expr, ...modifier }
      : this.refuse(node, 'A modifier in this place');
  }

  /** By the same fault `a + b offset 1h * c` comes as `(a + b offset 1h) * c`. */
  private refuseTorn(left: Node, op: BinaryOperator): void {
    const inner = MODIFIED.includes(left.name) ? left.getChild('BinaryExpr') : null;
    const symbol = inner && this.operands(inner)[0]?.nextSibling;
    const torn = OPERATORS.find((known) => symbol && known === this.of(symbol));
    if (torn !== undefined && PRECEDENCE[torn] < PRECEDENCE[op]) {
      this.refuse(left, 'A modifier before an operator that binds more tightly');
    }
  }

  read(node: Node, depth = 0): Expr {
    if (depth > MAX_DEPTH) {
      throw new NoPlaceError(TOO_DEEP);
    }
    const [first] = this.operands(node);
    const inner = () => this.read(first ?? this.refuse(node, 'This could not be read'), depth + 1);
    switch (node.name) {
      case 'ParenExpr':
        return inner();
      case 'NumberDurationLiteral':
        return num(Number(this.of(node)));
      case 'UnaryExpr': {
        const expr = inner();
        return expr.kind === 'number' && this.of(node).startsWith('-')
          ? num(-expr.value)
          : this.refuse(node, 'A sign in this place');
      }
      case 'VectorSelector':
        return this.vector(node);
      case 'MatrixSelector': {
        const expr = inner();
        return expr.kind === 'selector'
          ? { ...expr, range: this.duration(this.only(node, 'DurationExpr')) }
          : this.refuse(node, 'A range in this place');
      }
      case 'SubqueryExpr': {
        const [range, resolution] = node.getChildren('DurationExpr');
        if (!range || !resolution) {
          this.refuse(node, 'A subquery without a resolution');
        }
        return subquery(inner(), this.duration(range), this.duration(resolution));
      }
      case 'OffsetExpr':
        return this.modified(inner(), node, { offset: this.duration(this.only(node, 'OffsetDurationExpr')) });
      case 'StepInvariantExpr':
        return node.getChild('AtModifierPreprocessors')?.getChild('AtEnd')
          ? this.modified(inner(), node, { atEnd: true })
          : this.refuse(node, 'A fixed point in time');
      case 'FunctionCall': {
        const args = this.operands(this.only(node, 'FunctionCallBody')).map((child) => this.read(child, depth + 1));
        return call(this.of(this.only(node, 'FunctionIdentifier')), ...args);
      }
      case 'AggregateExpr':
        return this.aggregation(node, depth + 1);
      case 'BinaryExpr':
        return this.binary(node, depth + 1);
      default:
        return this.refuse(node, 'The builder has no place for this part');
    }
  }
}

/**
 * Reads PromQL. `$__rate_interval`, `$__interval` and `$__range` may stand where durations do.
 * @throws NoPlaceError that names the part which is wrong, or for which the translator has no node
 */
export function parseExpr(text: string): Expr {
  if (isTooDeep(text)) {
    throw new NoPlaceError(TOO_DEEP);
  }
  const plain = withoutMacros(text);
  const tree = parser.parse(plain);
  let broken: { from: number; to: number } | undefined;
  tree.iterate({
    enter: (node) => {
      broken ??= node.type.isError ? { from: node.from, to: node.to } : undefined;
    },
  });
  if (broken) {
    throw new NoPlaceError(`The PromQL could not be read from character ${broken.from + 1} on`);
  }
  const [root] = [tree.topNode.firstChild].filter((node) => node !== null);
  if (!root) {
    throw new NoPlaceError('There is no PromQL');
  }
  return new Reader(plain).read(root);
}
