/**
 * The part of Grafana's math expressions that rules are written in: numbers, `$A`, arithmetic, comparisons, `&&`, `||`.
 * Sets of labelled numbers are joined as Grafana's server does it, observed at one (tests/backtest/observed.json).
 * What nobody could ask stays unknown, as far as it matters for the result.
 */

export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  labels: Labels;
  value: number;
}

/** What a query gave at one time: its series, none for "no data", or that nobody knows. */
export type Reading = readonly Sample[] | 'unknown';

/**
 * What a condition gives at one time. `quiet`: a part that is false keeps all from alerting, whatever the rest is, but who
 * has a result at all is not known.
 */
export type Result = Reading | 'quiet';

/** Comparisons of a threshold. */
export type Comparison = '>' | '>=' | '<' | '<=';

type Operator = Comparison | '+' | '-' | '*' | '/' | '==' | '!=' | '&&' | '||';

export type Expression =
  | { kind: 'number'; value: number }
  | { kind: 'ref'; ref: string }
  /** A threshold expression: what is no number is not above it, nor below. */
  | { kind: 'threshold'; ref: string; operator: Comparison; value: number }
  | { kind: 'binary'; operator: Operator; left: Expression; right: Expression };

/** Weakest first; operators of one row bind alike, from the left. */
const precedence: readonly (readonly Operator[])[] = [
  ['||'],
  ['&&'],
  ['>', '>=', '<', '<=', '==', '!='],
  ['+', '-'],
  ['*', '/'],
];

/** @throws an Error that quotes the text and says where it stops to be understood */
export function parseMath(text: string): Expression {
  const tokens = [...text.matchAll(/\s*(\$\w+|\d+(?:\.\d+)?(?:e[-+]?\d+)?|&&|\|\||[<>=!]=|[-+*/<>()]|\S)/g)].map(
    (match) => match[1] ?? ''
  );
  let next = 0;
  const fail = (): never => {
    throw new Error(`The expression ${text} is not understood at ${tokens[next] ?? 'its end'}.`);
  };
  const atom = (): Expression => {
    const token = tokens[next++] ?? '';
    if (token === '(') {
      const inside = level(0);
      if (tokens[next++] !== ')') {
        next--;
        return fail();
      }
      return inside;
    }
    if (/^\$\w+$/.test(token)) {
      return { kind: 'ref', ref: token.slice(1) };
    }
    if (/^\d/.test(token)) {
      return { kind: 'number', value: Number(token) };
    }
    next--;
    return fail();
  };
  const level = (row: number): Expression => {
    const operators = precedence[row];
    if (operators === undefined) {
      return atom();
    }
    let left = level(row + 1);
    for (;;) {
      const operator = operators.find((candidate) => candidate === tokens[next]);
      if (operator === undefined) {
        return left;
      }
      next++;
      left = { kind: 'binary', operator, left, right: level(row + 1) };
    }
  };
  const whole = level(0);
  return next < tokens.length ? fail() : whole;
}

/** The queries that an expression reads, in their order. */
export function refsOf(expression: Expression): string[] {
  switch (expression.kind) {
    case 'number':
      return [];
    case 'ref':
    case 'threshold':
      return [expression.ref];
    case 'binary':
      return [...new Set([...refsOf(expression.left), ...refsOf(expression.right)])];
  }
}

/** One object for all, by which what is known of labels is remembered. */
export const NO_LABELS: Labels = {};

/** Labelled numbers, or a plain number, which is neither absent nor labelled. */
type Value = number | Result;

/**
 * The labelled results; none stands for "no data".
 * @param read what a query gave at this time
 */
export function evaluateMath(expression: Expression, read: (ref: string) => Reading): Result {
  const value = evaluate(expression, read);
  return typeof value === 'number' ? [{ labels: NO_LABELS, value }] : value;
}

function evaluate(expression: Expression, read: (ref: string) => Reading): Value {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'ref':
      return read(expression.ref);
    case 'threshold': {
      const reading = read(expression.ref);
      const { operator, value: limit } = expression;
      return reading === 'unknown'
        ? reading
        : reading.map(({ labels, value }) => ({
            labels,
            value: Number.isNaN(value) ? 0 : apply(operator, value, limit),
          }));
    }
    case 'binary': {
      const { operator } = expression;
      const left = evaluate(expression.left, read);
      const right = evaluate(expression.right, read);
      if (typeof left === 'string' || typeof right === 'string') {
        return partly(operator, left, right);
      }
      if (typeof left === 'number') {
        return typeof right === 'number'
          ? apply(operator, left, right)
          : right.map(({ labels, value }) => ({ labels, value: apply(operator, left, value) }));
      }
      if (typeof right === 'number') {
        return left.map(({ labels, value }) => ({ labels, value: apply(operator, value, right) }));
      }
      return join(left, right).map(({ labels, a, b }) => ({ labels, value: apply(operator, a, b) }));
    }
  }
}

/** Where one side is not known: nothing joins nothing, and what is false on one side is false. */
function partly(operator: Operator, left: Value, right: Value): Value {
  const none = (value: Value) => typeof value === 'object' && value.length === 0;
  if (none(left) || none(right)) {
    return [];
  }
  const no = (value: Value) =>
    value === 'quiet' || value === 0 || (typeof value === 'object' && value.every((sample) => sample.value === 0));
  if (operator === '&&') {
    return no(left) || no(right) ? 'quiet' : 'unknown';
  }
  return operator === '||' && no(left) && no(right) ? 'quiet' : 'unknown';
}

interface Pair {
  labels: Labels;
  a: number;
  b: number;
}

/** Sets of one label each, the same one, belong together by its value: hundreds of models in one step each. */
function pairedByOne(left: readonly Sample[], right: readonly Sample[]): Pair[] | undefined {
  const [name, ...more] = Object.keys(left[0]?.labels ?? {});
  const only = ({ labels }: Sample) => {
    for (const other in labels) {
      if (other !== name) {
        return false;
      }
    }
    return name !== undefined && labels[name] !== undefined;
  };
  if (name === undefined || more.length > 0 || !left.every(only) || !right.every(only)) {
    return undefined;
  }
  const byValue = new Map(right.map((sample) => [sample.labels[name], sample]));
  return byValue.size < right.length
    ? undefined
    : left.flatMap(({ labels, value }) => {
        const other = byValue.get(labels[name]);
        return other === undefined ? [] : [{ labels, a: value, b: other.value }];
      });
}

function pairedByAll(left: readonly Sample[], right: readonly Sample[]): Pair[] {
  // For each minute of a simulated week: loops, since functions of lists made a list for each sample.
  const pairs: Pair[] = [];
  for (const a of left) {
    for (const b of right) {
      const labels = joined(a.labels, b.labels);
      if (labels !== undefined) {
        pairs.push({ labels, a: a.value, b: b.value });
      }
    }
  }
  return pairs;
}

function join(left: readonly Sample[], right: readonly Sample[]): Pair[] {
  const pairs = pairedByOne(left, right) ?? pairedByAll(left, right);
  const [a] = left;
  const [b] = right;
  // Grafana joins what is alone on both sides whatever its labels, and drops them.
  return pairs.length === 0 && left.length === 1 && right.length === 1 && a !== undefined && b !== undefined
    ? [{ labels: NO_LABELS, a: a.value, b: b.value }]
    : pairs;
}

/** The labels of a pair: those of the side that has all of the other's; undefined where they don't belong together. */
function joined(a: Labels, b: Labels): Labels | undefined {
  const [few, many] = Object.keys(a).length <= Object.keys(b).length ? [a, b] : [b, a];
  for (const name in few) {
    if (few[name] !== many[name]) {
      return undefined;
    }
  }
  return many;
}

function apply(operator: Operator, a: number, b: number): number {
  if (operator === '&&' && a === 0) {
    return 0;
  }
  // What is no number stays none, and alerts.
  if (Number.isNaN(a) || Number.isNaN(b)) {
    return NaN;
  }
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '>':
      return Number(a > b);
    case '>=':
      return Number(a >= b);
    case '<':
      return Number(a < b);
    case '<=':
      return Number(a <= b);
    case '==':
      return Number(a === b);
    case '!=':
      return Number(a !== b);
    case '&&':
      return Number(a !== 0 && b !== 0);
    case '||':
      return Number(a !== 0 || b !== 0);
  }
}
