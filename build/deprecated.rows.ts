/** What typescript-eslint's no-deprecated finds and oxlint's doesn't, as only what is above a member has the tag. */

/** What the snippets start with. */
const above = `const tag = 'old';
class A {\n/** @deprecated */\nold = 1;\n/** @deprecated */\nm(): void {}\n/** @deprecated */\nstatic s = 1;\n}
interface I {\n/** @deprecated */\nold: number;\n/** @deprecated */\nm(): void;\nfine?: string;\n}
interface Some<T> {\n/** @deprecated */\nx: T;\nold: T;\n}
class B extends A { override old = 2; override m(): void {} static override s = 2; }
interface J extends I { old: 5; m(): void }
export const all = [tag, A, B];
export type All = Some<J>;
declare const b: B, j: J;
`;

/** Code, and what it uses, in the order of the alphabet. */
export const inherited: Array<[code: string, ...uses: string[]]> = [
  ['b.old; b.m(); b.m; B.s; b?.old; b!.old; b.old = 3;', 'm', 'm', 'old', 'old', 'old', 'old', 's'],
  ["b['old']; b[`old`]; b[tag]; b['m']();", "'m'", "'old'", '`old`', 'tag'],
  ['j.old; j.m(); const { old, m: n } = j; old; n();', 'm', 'm', 'n', 'old', 'old'],
  ['for (const { old: x } of [j]) x; [j].map(({ old }) => old);', 'old', 'old'],
  ['const x: J = { old: 5, m() {} }; x; const old = 5; const y: J = { old, m: () => {} }; y;', 'm', 'm', 'old', 'old'],
  ["({ 'old': 5, [`m`]() {} }) satisfies J;", "'old'", '`m`'],
  ['interface K extends J { old: 5 } interface L extends K {} declare const l: L; l.old;', 'old'],
  ['class C implements I { old = 1; m() { this.old; } } new C().m();', 'm', 'old'],
  [
    'class C implements Some<string> { constructor(public x: string, readonly old: string) {} } new C(tag, tag).x;',
    'x',
  ],
  ['class C implements Some<1> { old = 1 as const; get x() { return 1 as const; } } new C().x;', 'x'],
  ['class C extends A { constructor(public override old: number) { super(); old; this.old; } } C;', 'old', 'old'],
  ["interface K extends Pick<I, 'old'> { old: 5 } declare const k: Partial<K>; k.old;", 'old'],
  ['type T = J & { a: 1 } | B; declare const t: T; t.old; declare const r: Readonly<J>; r.old;', 'old', 'old'],
  ['export const f = <T extends J>(t: T) => t.old;', 'old'],
  ['const f = b.m; f(); (b.m)(); b.m.call(b); type F = typeof b.m; const g: F = f; g();', 'f', 'g', 'm', 'm', 'm', 'm'],
  ['class C extends A { override m(x?: string): void; override m(x: unknown): void { x; } } new C().m();', 'm'],
  [
    'class C extends B { /** Text. */ override old = 3; /** {@inheritDoc} */ override m() {} } new C().old; new C().m();',
    'm',
    'old',
  ],
  ['class C extends A {\n/** @inheritDoc */\noverride old = 3; } new C().old;', 'old'],
  ['export const f = (x: I & { old: 5 }) => x.fine; f({ old: 5, m() {} });', 'old'],
  ['export abstract class C extends A { abstract override old: number; }', 'old'],
  ['const Show = (props: Partial<J>) => props.fine; export const a = <Show old={5} />;', 'old'],
  [
    'declare const x: { El: () => null }; class C implements Made { El = () => null; } interface Made {\n/** @deprecated */\nEl: () => null } x.El; const c = new C(); export const a = <c.El />;',
    'El',
  ],
];

/** The same, where nothing is deprecated. */
export const current = [
  'class C extends A {\n/** @see x */\noverride old = 3; } new C().old;',
  'class C extends A { static old = 3; } C.old; class D extends A { static override s = 1; s = 2; } new D().s;',
  'interface X { old: number } interface K extends X, I { old: 5 } declare const k: K; k.old;',
  "interface K extends Omit<I, 'old'> { old: 5 } declare const k: K; k.old; type T = J['old']; export type U = T;",
  'class C implements Some<1> { x = 1 as const; old = 1 as const; } new C().old;',
  'const x = { old: 1 }; x.old; const { old: y } = x; y;',
  '// deprecated above: The answer still has it.\nb.old;',
];

export const withAbove = (code: string) => `${above}${code}`;
