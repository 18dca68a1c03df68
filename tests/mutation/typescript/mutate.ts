/** Writes the mutants of a TypeScript file into it, each behind its number, so that one copy of the source holds them all. */
import ts from 'typescript';

/** One change of one line. */
export interface Mutant {
  id: number;
  /** Tells it apart for as long as its line stays as it is: file, function, kind, text. */
  name: string;
  line: number;
}

/** The other operator of a comparison or a connection. */
const OTHERS = new Map<ts.SyntaxKind, string>([
  [ts.SyntaxKind.LessThanToken, '<='],
  [ts.SyntaxKind.LessThanEqualsToken, '<'],
  [ts.SyntaxKind.GreaterThanToken, '>='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [ts.SyntaxKind.AmpersandAmpersandToken, '||'],
  [ts.SyntaxKind.BarBarToken, '&&'],
  [ts.SyntaxKind.PlusToken, '-'],
  [ts.SyntaxKind.MinusToken, '+'],
  [ts.SyntaxKind.AsteriskToken, '/'],
  [ts.SyntaxKind.SlashToken, '*'],
]);

/** What stands in for an operator or a macro of PromQL that is written as a text. */
const OTHER_TEXTS = new Map([
  ['<', '<='],
  ['<=', '<'],
  ['>', '>='],
  ['>=', '>'],
  ['+', '-'],
  ['-', '+'],
  ['*', '/'],
  ['/', '*'],
  ['and', 'unless'],
  ['unless', 'and'],
  ['or', 'and'],
  ['=', '!='],
  ['!=', '='],
  ['=~', '!~'],
  ['!~', '=~'],
  ['sum', 'max'],
  ['max', 'min'],
  ['min', 'max'],
  ['avg', 'max'],
  ['rate', 'increase'],
  ['increase', 'rate'],
  ['_sum', '_count'],
  ['_count', '_sum'],
]);

const isFunction = (node: ts.Node): node is ts.ArrowFunction | ts.FunctionExpression =>
  ts.isArrowFunction(node) || ts.isFunctionExpression(node);

/** Where a literal is a value: not a key, nor the type of something. */
const isValue = (node: ts.Node) =>
  ts.isPropertyAssignment(node.parent)
    ? node.parent.initializer === node
    : ts.isCallExpression(node.parent) ||
      ts.isBinaryExpression(node.parent) ||
      ts.isVariableDeclaration(node.parent) ||
      ts.isConditionalExpression(node.parent) ||
      ts.isReturnStatement(node.parent) ||
      ts.isArrowFunction(node.parent);

/** What a table says to people and nothing reads. */
const isProse = ({ name, initializer }: ts.PropertyAssignment) =>
  /^(?:title|description)$/.test(name.getText()) && ts.isStringLiteralLike(initializer);

/** What stands in for a value: nothing, where that would be something else. */
function otherValue(node: ts.Expression): string {
  switch (node.kind) {
    case ts.SyntaxKind.FalseKeyword:
      return 'true';
    case ts.SyntaxKind.TrueKeyword:
      return 'false';
    default:
      return ts.isStringLiteral(node) && node.text === '' ? "'x'" : 'undefined';
  }
}

/** What the mutants call: true for the one that is tried. */
export const ASK = 'globalThis.isMutant';

/** The text of a file with its mutants, numbered from `first` on. */
export function mutate(file: string, source: string, first: number): { text: string; mutants: Mutant[] } {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const mutants: Mutant[] = [];
  const insertions: Array<{ at: number; size: number; opens: boolean; text: string }> = [];
  const times = new Map<string, number>();
  const textOf = (node: ts.Node) => source.slice(node.getStart(), node.getEnd());

  const add = (node: ts.Node, where: string, kind: string, before: (ask: string) => string, after: string) => {
    const id = first + mutants.length;
    const short = textOf(node).replace(/\s+/g, ' ').slice(0, 90);
    const plain = `${file} ${where}: ${kind}: ${short}`;
    const seen = (times.get(plain) ?? 0) + 1;
    times.set(plain, seen);
    const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
    mutants.push({ id, name: seen > 1 ? `${plain} (${seen})` : plain, line: line + 1 });
    const size = node.getEnd() - node.getStart();
    insertions.push({ at: node.getStart(), size, opens: true, text: before(`${ASK}(${id})`) });
    insertions.push({ at: node.getEnd(), size, opens: false, text: after });
  };
  const instead = (node: ts.Node, where: string, kind: string, other: string) =>
    add(node, where, kind, (ask) => `(${ask} ? ${other} : `, ')');
  const nothing = (node: ts.Expression, where: string, kind: string) => {
    const isPlain = !isFunction(node) && !ts.isSpreadElement(node) && textOf(node) !== 'undefined';
    if (isPlain) {
      instead(node, where, kind, otherValue(node));
    }
  };

  const visit = (node: ts.Node, where: string): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      return;
    }
    let inside = where;
    const named = ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isVariableDeclaration(node);
    if (named && node.name && ts.isIdentifier(node.name) && where === '') {
      inside = node.name.text;
    }
    if (ts.isIfStatement(node) || ts.isWhileStatement(node)) {
      instead(node.expression, inside, 'negated', `!(${textOf(node.expression)})`);
    } else if (ts.isConditionalExpression(node)) {
      instead(node.condition, inside, 'negated', `!(${textOf(node.condition)})`);
    } else if (ts.isBinaryExpression(node)) {
      const other = OTHERS.get(node.operatorToken.kind);
      if (other !== undefined) {
        const text = `${textOf(node.left)} ${other} ${textOf(node.right)}`;
        instead(node, inside, `${node.operatorToken.getText()} is ${other}`, text);
      } else if (node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken) {
        instead(node, inside, 'without the default', textOf(node.left));
      }
    } else if (ts.isStringLiteral(node) && OTHER_TEXTS.has(node.text) && isValue(node)) {
      instead(node, inside, 'another word', `'${OTHER_TEXTS.get(node.text)}'`);
    } else if (ts.isNumericLiteral(node) && isValue(node)) {
      instead(node, inside, 'one more', `${node.text} + 1`);
    } else if (ts.isExpressionStatement(node)) {
      add(node, inside, 'left out', (ask) => `if (!${ask}) { `, ' }');
    } else if (ts.isReturnStatement(node) && node.expression) {
      nothing(node.expression, inside, 'result is nothing');
    } else if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) {
      nothing(node.body, inside, 'result is nothing');
    } else if (ts.isPropertyAssignment(node)) {
      if (!isProse(node)) {
        nothing(node.initializer, inside, 'field is left out');
      }
    } else if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      node.arguments?.forEach((argument) => nothing(argument, inside, 'argument is nothing'));
    }
    ts.forEachChild(node, (child) => visit(child, inside));
  };
  visit(tree, '');

  // Of two nodes that begin or end at one place, the larger one is outside; of the same one, the first mutant is.
  const order = insertions.map((insertion, i) => ({ ...insertion, i }));
  order.sort((a, b) => {
    if (a.at !== b.at || a.opens !== b.opens) {
      return a.at - b.at || Number(a.opens) - Number(b.opens);
    }
    return a.opens ? b.size - a.size || a.i - b.i : a.size - b.size || b.i - a.i;
  });
  let text = '';
  let at = 0;
  for (const insertion of order) {
    text += source.slice(at, insertion.at) + insertion.text;
    at = insertion.at;
  }
  return { text: text + source.slice(at), mutants };
}
