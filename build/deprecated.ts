/**
 * Finds uses of members that are deprecated only because the member of the class or interface above is: typescript-eslint's
 * no-deprecated finds them, oxlint's doesn't. What counts as a use is what typescript-eslint takes for one.
 */
import {
  isArrowFunction,
  isBindingElement,
  isCallExpression,
  isComputedPropertyName,
  isElementAccessExpression,
  isIdentifier,
  isImportDeclaration,
  isJsxAttribute,
  isJsxClosingElement,
  isJsxOpeningElement,
  isJsxSelfClosingElement,
  isNewExpression,
  isNumericLiteral,
  isObjectBindingPattern,
  isObjectLiteralExpression,
  isParenthesizedExpression,
  isPropertyAccessExpression,
  isShorthandPropertyAssignment,
  isStringLiteral,
  isTaggedTemplateExpression,
  ModifierFlags,
  SyntaxKind,
  type ElementAccessExpression,
  type Expression,
  type Identifier,
  type Node,
  type SourceFile,
} from 'typescript-native/unstable/ast';
import { type Project, type Type } from 'typescript-native/unstable/sync';
import { hasModifier, heirs, isClass, isNode } from './heirs';

const BEFORE_NAMES = new Set(
  (
    'abstract accessor async class const declare default enum export function get interface let namespace override ' +
    'private protected public readonly set static type var'
  ).split(' ')
);

/** Adds the names of the members that a file says are deprecated, and of some that it doesn't: it is not parsed. */
export function addNames(names: Set<string>, text: string): void {
  for (let at = text.indexOf('@deprecated'); at !== -1; at = text.indexOf('@deprecated', at + 1)) {
    const end = text.indexOf('*/', at);
    const after = text.slice(end + 2, end + 2000).replace(/\/\*[^]*?\*\/|\/\/.*|@[\w.]+(?:\([^)]*\))?/g, '');
    const [before = ''] = /^(?:[\s\w$*[]|[^\x00-\x7f]|'[^']*'|"[^"]*")*/.exec(after) ?? [];
    const words = before.match(/'[^']*'|"[^"]*"|[^\s*[]+/g) ?? [];
    for (const word of [...words.filter((each) => !BEFORE_NAMES.has(each)), ...words.slice(-1)]) {
      names.add(word.replace(/^(['"])(.*)\1$/, '$2'));
    }
  }
}

interface Places {
  /** Names by themselves, or after a dot. */
  words: Identifier[];
  /** Names of what is called, with the call. */
  calls: Array<{ name: Identifier; call: Node }>;
  /** Keys of objects. */
  keys: Array<{ of: Expression; name: Node }>;
  /** Names of variables that stand for keys too. */
  shorthands: Identifier[];
  /** Keys of what is taken apart. */
  bindings: Identifier[];
  /** Attributes of JSX. */
  attributes: Array<{ of: Expression; name: Identifier }>;
  /** What stands in brackets. */
  accesses: ElementAccessExpression[];
}

/** Where a file may use one of the names. */
function placesOf(file: SourceFile, names: ReadonlySet<string>): Places {
  const places: Places = { words: [], calls: [], keys: [], shorthands: [], bindings: [], attributes: [], accesses: [] };
  const called = new Set<Node>();

  const addCall = (call: Node, callee: Node) => {
    const bare = isParenthesizedExpression(callee) ? callee.expression : callee;
    const name = isPropertyAccessExpression(bare) ? bare.name : bare;
    if (isIdentifier(name)) {
      called.add(name);
      places.calls.push({ name, call });
    }
  };

  const addWord = (node: Identifier) => {
    const { parent } = node;
    if (isBindingElement(parent) && parent.initializer !== node) {
      const isKey = isObjectBindingPattern(parent.parent) && (parent.propertyName ?? parent.name) === node;
      places.bindings.push(...(isKey ? [node] : []));
    } else if (isShorthandPropertyAssignment(parent) && parent.name === node) {
      places.shorthands.push(node);
    } else if (!isNamedBy(node, parent) && !called.has(node)) {
      places.words.push(node);
    }
  };

  const visit = (node: Node): void => {
    if (isImportDeclaration(node) || isJsxClosingElement(node)) {
      return;
    }
    if (isCallExpression(node) || isNewExpression(node)) {
      addCall(node, node.expression);
    } else if (isTaggedTemplateExpression(node)) {
      addCall(node, node.tag);
    } else if (isJsxOpeningElement(node) || isJsxSelfClosingElement(node)) {
      if (isIdentifier(node.tagName)) {
        addCall(node, node.tagName);
      }
      for (const attribute of node.attributes.properties) {
        if (isJsxAttribute(attribute) && isIdentifier(attribute.name) && names.has(attribute.name.text)) {
          places.attributes.push({ of: node.tagName, name: attribute.name });
        }
      }
    } else if (isElementAccessExpression(node)) {
      places.accesses.push(node);
    } else if (isObjectLiteralExpression(node)) {
      for (const property of node.properties) {
        const name = 'name' in property ? property.name : undefined;
        places.keys.push(...(isNode(name) ? [{ of: node, name }] : []));
      }
    } else if (isIdentifier(node) && names.has(node.text)) {
      addWord(node);
    }
    node.forEachChild(visit);
  };
  visit(file);
  return places;
}

/** Whether a name says what its parent is called, which is no use of it; but for an abstract member to typescript-eslint. */
function isNamedBy(node: Identifier, parent: Node): boolean {
  const isName = 'name' in parent && parent.name === node && !isPropertyAccessExpression(parent);
  return (
    (isName && !isAbstract(parent)) ||
    isComputedPropertyName(parent) ||
    (isElementAccessExpression(parent) && parent.argumentExpression === node) ||
    (isArrowFunction(parent) && parent.body === node)
  );
}

const isAbstract = (node: Node) => !isClass(node) && hasModifier(node, ModifierFlags.Abstract);

/** Functions with several signatures, of which the one that is called says whether it is deprecated. */
const OVERLOADED = new Set([SyntaxKind.MethodDeclaration, SyntaxKind.FunctionDeclaration, SyntaxKind.MethodSignature]);

/** Where a file uses what is deprecated only by what is above it. `names` has those of all that is deprecated. */
export function inheritedUses(project: Project, file: SourceFile, names: ReadonlySet<string>): Node[] {
  const { checker } = project;
  const heir = heirs(project);
  const { words, calls, keys, shorthands, bindings, attributes, accesses } = placesOf(file, names);
  const symbolsOf = (nodes: Node[]) => (nodes.length > 0 ? checker.getSymbolAtLocation(nodes) : []);
  const typesOf = (nodes: Node[]) => (nodes.length > 0 ? checker.getTypeAtLocation(nodes) : []);
  const member = (type: Type | undefined, name: string) => type && checker.getPropertyOfType(type, name);
  const literal = (type: Type | undefined) =>
    type?.isStringLiteralType() || type?.isNumberLiteralType() ? String(type.value) : undefined;

  const wordSymbols = symbolsOf(words);
  const found: Node[] = words.filter((word, i) =>
    isAbstract(word.parent) ? heir.abstract(wordSymbols[i]) : heir.symbol(wordSymbols[i])
  );

  const calledTypes = typesOf(calls.map(({ name }) => name));
  for (const [i, { name, call }] of calls.entries()) {
    if (names.has(name.text) || namesOf(calledTypes[i]).some((each) => names.has(each))) {
      const symbol = checker.getSymbolAtLocation(name);
      const kind = symbol?.declarations[0]?.kind;
      const isOverloaded = kind !== undefined && OVERLOADED.has(kind);
      const signature = checker.getResolvedSignature(call)?.declaration;
      if ((!isOverloaded && heir.symbol(symbol)) || heir.signature(signature)) {
        found.push(name);
      }
    }
  }

  for (const { of, name } of keys) {
    const inner = isComputedPropertyName(name) ? name.expression : undefined;
    const text = inner ? literal(checker.getTypeAtLocation(inner)) : textOf(name);
    if (text !== undefined && names.has(text) && heir.key(member(checker.getContextualType(of), text))) {
      found.push(inner ?? name);
    }
  }
  for (const name of shorthands) {
    if (heir.symbol(checker.getShorthandAssignmentValueSymbol(name.parent))) {
      found.push(name);
    }
  }
  for (const name of bindings) {
    if (heir.symbol(member(checker.getTypeAtLocation(name.parent.parent), name.text))) {
      found.push(name);
    }
  }
  for (const { of, name } of attributes) {
    if (heir.symbol(member(checker.getContextualType(of), name.text))) {
      found.push(name);
    }
  }
  const inBrackets = typesOf(accesses.map((access) => access.argumentExpression));
  for (const [i, { expression, argumentExpression }] of accesses.entries()) {
    const text = literal(inBrackets[i]);
    if (text !== undefined && names.has(text) && heir.symbol(member(checker.getTypeAtLocation(expression), text))) {
      found.push(argumentExpression);
    }
  }
  return [...new Set(found)];
}

function textOf(name: Node): string | undefined {
  return isIdentifier(name) || isStringLiteral(name) || isNumericLiteral(name) ? name.text : undefined;
}

/** What the functions of a type are called. */
function namesOf(type: Type | undefined): string[] {
  if (type?.isUnionType()) {
    return type.getTypes().flatMap(namesOf);
  }
  return [type?.getSymbol()?.name ?? []].flat();
}
