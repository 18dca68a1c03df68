/**
 * Says what is deprecated only because the member of the class or interface above is. TypeScript's language service hands
 * tags down so: to members that have none of their own, from the first member above them that has something to say.
 */
import {
  getJSDocTags,
  isClassDeclaration,
  isClassExpression,
  isIdentifier,
  isInterfaceDeclaration,
  isNumericLiteral,
  isStringLiteral,
  ModifierFlags,
  SyntaxKind,
  type Node,
} from 'typescript-native/unstable/ast';
import { type NodeHandle, type Project, type Symbol } from 'typescript-native/unstable/sync';

/** Declarations that have a member of a class or interface above them; of parameters, only a constructor's. */
const MEMBERS = new Set([
  SyntaxKind.PropertySignature,
  SyntaxKind.PropertyDeclaration,
  SyntaxKind.MethodSignature,
  SyntaxKind.MethodDeclaration,
  SyntaxKind.GetAccessor,
  SyntaxKind.SetAccessor,
  SyntaxKind.Parameter,
  SyntaxKind.TypeParameter,
]);

/** Says of symbols and declarations whether they are deprecated by what is above them alone. */
export function heirs({ checker }: Project) {
  const found = new Map<number, boolean>();

  const tagsOf = (nodes: readonly Node[]) => nodes.flatMap((node) => getJSDocTags(node)).map((tag) => tag.tagName.text);

  /** Whether there is a tag, and whether it is inherited. */
  function deprecation(nodes: readonly Node[]): 'own' | 'inherited' | undefined {
    const tags = tagsOf(nodes);
    if (tags.includes('deprecated')) {
      return 'own';
    }
    const seen = new Set<number>();
    const inherits = tags.length === 0 || tags.includes('inheritDoc') || tags.includes('inheritdoc');
    return inherits && nodes.some((node) => fromAbove(node, seen) === true) ? 'inherited' : undefined;
  }

  /** What the first member above says that says something. */
  function fromAbove(node: Node, seen: Set<number>): boolean | undefined {
    const holder = node.parent.kind === SyntaxKind.Constructor ? node.parent.parent : node.parent;
    if (!(isInterfaceDeclaration(holder) || isClass(holder))) {
      return undefined;
    }
    const name = nameOf(node);
    for (const above of (holder.heritageClauses ?? []).flatMap(({ types }) => [...types])) {
      const base = checker.getTypeAtLocation(above);
      const constructed = hasModifier(node, ModifierFlags.Static) ? base?.getSymbol() : undefined;
      const type = constructed ? checker.getTypeOfSymbol(constructed) : base;
      const symbol = type && name !== undefined ? checker.getPropertyOfType(type, name) : undefined;
      const answer = symbol && ofBase(symbol, node.kind, seen);
      if (answer !== undefined) {
        return answer;
      }
    }
    return undefined;
  }

  function ofBase(symbol: Symbol, kind: SyntaxKind, seen: Set<number>): boolean | undefined {
    if (seen.has(symbol.id)) {
      return undefined;
    }
    seen.add(symbol.id);
    const all = resolved(symbol.declarations);
    if (kind === SyntaxKind.GetAccessor || kind === SyntaxKind.SetAccessor) {
      const alike = all.filter((each) => each.kind === kind);
      return deprecation(tagsOf(alike).length > 0 ? alike : all) !== undefined;
    }
    return all.length === 1 ? deprecation(all) !== undefined : undefined;
  }

  const isTagged = (node: Node) => tagsOf([node]).includes('deprecated');

  return {
    /** Whether a member is deprecated by what is above it alone. */
    symbol(symbol: Symbol | undefined): boolean {
      if (symbol === undefined || !symbol.declarations.some(({ kind }) => MEMBERS.has(kind))) {
        return false;
      }
      const known = found.get(symbol.id) ?? deprecation(resolved(symbol.declarations)) === 'inherited';
      found.set(symbol.id, known);
      return known;
    },
    /** The same of the signature that is called. */
    signature(handle: NodeHandle | undefined): boolean {
      return handle !== undefined && MEMBERS.has(handle.kind) && deprecation(resolved([handle])) === 'inherited';
    },
    /** The same of an object's key, which oxlint leaves out as well where only some of its declarations are deprecated. */
    key(symbol: Symbol | undefined): boolean {
      const all = symbol?.declarations.some(({ kind }) => MEMBERS.has(kind)) ? resolved(symbol.declarations) : [];
      return deprecation(all) !== undefined && !all.every(isTagged);
    },
    /** An abstract member is a use of itself to typescript-eslint, whether the tag is inherited or not. */
    abstract(symbol: Symbol | undefined): boolean {
      return symbol !== undefined && deprecation(resolved(symbol.declarations)) !== undefined;
    },
  };
}

const resolved = (handles: readonly NodeHandle[]) => handles.flatMap((handle) => handle.resolve() ?? []);

/** What a member is called; undefined where that is computed. */
function nameOf(node: Node): string | undefined {
  const name = 'name' in node ? node.name : undefined;
  return isNode(name) && (isIdentifier(name) || isStringLiteral(name) || isNumericLiteral(name))
    ? name.text
    : undefined;
}

export const isClass = (node: Node) => isClassDeclaration(node) || isClassExpression(node);
export const isNode = (some: unknown): some is Node => typeof some === 'object' && some !== null && 'kind' in some;

export function hasModifier(node: Node, flag: ModifierFlags): boolean {
  return 'modifierFlags' in node && (Number(node.modifierFlags) & flag) !== 0;
}
