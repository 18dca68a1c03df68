/**
 * Finds values that stand where an instance of a class is expected and were not made by its constructor: what
 * typescript-eslint's no-unsafe-class-instance-assignment asks, which oxlint lacks and which would take ESLint a minute, as
 * it needs all types. TypeScript compares classes by their members, unless one of them is private: then only what the
 * constructor made will do. So TypeScript is shown every class, of the project and of its packages, with a private member
 * more, and what it refuses then is what is looked for.
 */
import ts from 'typescript';
import { type Diagnostic, type Program } from 'typescript-native/unstable/sync';

/** The member. Its name is a part of what TypeScript says. */
const MEMBER = '#madeByItsConstructor';

/** Grafana's own types take every other kind of support for variables for this one, as they have the same members. */
const ALIKE = ['DataSourceVariableSupport'];

/** Whether a file may declare a class; what only declares has no other word before it on its line. */
export function hasClasses(file: string, text: string): boolean {
  const word = file.endsWith('.d.ts')
    ? /(?:^|[;{}])\s*(?:(?:export|default|declare|abstract)\s+)*class\b/m
    : /\bclass\b/;
  return word.test(text);
}

/** What TypeScript is shown of a file, which has as many lines. */
export function withPrivateMembers(file: string, text: string): string {
  const begins: number[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isClassLike(node) && !ALIKE.includes(node.name?.text ?? '')) {
      begins.push(node.members.pos);
    }
    ts.forEachChild(node, visit);
  };
  visit(
    ts.createSourceFile(file, text, {
      languageVersion: ts.ScriptTarget.Latest,
      jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
    })
  );
  const edges = [0, ...begins.sort((a, b) => a - b), text.length];
  const pieces = edges.slice(1).map((end, i) => text.slice(edges[i], end));
  return pieces.join(` ${MEMBER}: undefined;`);
}

/** What TypeScript refuses of a program that was read so. */
export function mistaken(program: Program): Array<{ file: string | undefined; position: number; text: string }> {
  const found = [
    ...program.getConfigFileParsingDiagnostics(),
    ...program.getSyntacticDiagnostics(),
    ...program.getSemanticDiagnostics(),
  ];
  return found.map((each) => ({ file: each.fileName, position: each.pos, text: said(each) }));
}

function said({ text, messageChain = [] }: Diagnostic): string {
  return [text, ...messageChain.map(said)].join(' ');
}
