/**
 * The part of Grafana's math expressions that rules are written in: numbers, `$A`, arithmetic, comparisons, `&&`, `||`.
 * Sets of labelled numbers are joined as Grafana's server does it (`union` of its expression engine).
 */

export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  labels: Labels;
  value: number;
}

type Operator = '+' | '-' | '*' | '/' | '>' | '>=' | '<' | '<=' | '==' | '!=' | '&&' | '||';

export type Expression =
  | { kind: 'number'; value: number }
  | { kind: 'ref'; ref: string }
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

/** Labelled numbers, or a plain number, which is neither absent nor labelled. */
type Value = number | Sample[];

/**
 * The labelled results; none stands for "no data".
 * @param resolve the numbers of a query at this time
 */
export function evaluateMath(expression: Expression, resolve: (ref: string) => Sample[]): Sample[] {
  const value = evaluate(expression, resolve);
  return typeof value === 'number' ? [{ labels: {}, value }] : value;
}

function evaluate(expression: Expression, resolve: (ref: string) => Sample[]): Value {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'ref':
      return resolve(expression.ref);
    case 'binary': {
      const left = evaluate(expression.left, resolve);
      const right = evaluate(expression.right, resolve);
      const { operator } = expression;
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

function join(left: Sample[], right: Sample[]): Array<{ labels: Labels; a: number; b: number }> {
  const pairs = left.flatMap((a) =>
    right.flatMap((b) => {
      const labels = joined(a.labels, b.labels);
      return labels === undefined ? [] : [{ labels, a: a.value, b: b.value }];
    })
  );
  const [a] = left;
  const [b] = right;
  // Grafana joins what is alone on both sides whatever its labels, and drops them.
  return pairs.length === 0 && left.length === 1 && right.length === 1 && a !== undefined && b !== undefined
    ? [{ labels: {}, a: a.value, b: b.value }]
    : pairs;
}

/** The labels of a pair: those of the side that has all of the other's; undefined where they don't belong together. */
function joined(a: Labels, b: Labels): Labels | undefined {
  const [few, many] = Object.keys(a).length <= Object.keys(b).length ? [a, b] : [b, a];
  return Object.entries(few).every(([name, value]) => many[name] === value) ? many : undefined;
}

function apply(operator: Operator, a: number, b: number): number {
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
