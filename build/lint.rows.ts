/** What the rules that know types have to find, each in a file of its own, and what the project lets pass. */

/** A file whose only fault is this rule's. */
export interface Fault {
  rule: string;
  code: string;
  /** The file; in src where nothing else is said, where no rule is relaxed. */
  file?: string;
}

const ANY = "JSON.parse('1')";

const unsafe = {
  'no-unsafe-argument': `export const f = (g: (x: string) => void) => { g(${ANY}); };`,
  'no-unsafe-assignment': `const x = ${ANY}; export const kind = typeof x;`,
  'no-unsafe-call': `export const f = () => { ${ANY}(); };`,
  'no-unsafe-member-access': `export const kind = typeof ${ANY}.a;`,
  'no-unsafe-return': `export function f() { return ${ANY}; }`,
};

const deprecated = `/** @deprecated Take another. */ const old = 1; export const x = old;`;
const floating = 'export const f = (g: () => Promise<void>) => { g(); };';

export const faults: Fault[] = [
  ...Object.entries({
    ...unsafe,
    'await-thenable': 'export async function f() { await 1; }',
    'no-array-delete': 'export const f = (list: number[]) => { delete list[0]; };',
    'no-base-to-string': 'export const f = (x: { a: number }) => x.toString();',
    'no-confusing-void-expression': 'export function f(g: () => void) { const x = g(); return x; }',
    'no-deprecated': deprecated,
    'no-duplicate-type-constituents': "export type T = 'a' | 'b' | 'a';",
    'no-floating-promises': floating,
    'no-for-in-array': 'export function f(list: number[]) { for (const i in list) { console.log(i); } }',
    'no-generated-empty-object-type': "export type T = Omit<{ a: string }, 'a'>;",
    'no-implied-eval': "setTimeout('alert(1)', 1);",
    'no-meaningless-void-operator': 'export const f = (x: undefined) => { void x; };',
    'no-misused-promises': 'export const f = (p: Promise<boolean>) => (p ? 1 : 2);',
    'no-misused-spread': 'export const f = (g: () => number) => ({ ...g });',
    'no-mixed-enums': "export enum E { A = 1, B = 'b' }",
    'no-unnecessary-boolean-literal-compare': 'export const f = (x: boolean) => x === true;',
    'no-unnecessary-template-expression': "export const x = `a${'b'}`;",
    'no-unnecessary-type-arguments': 'type Box<T = number> = { x: T }; export const box: Box<number> = { x: 1 };',
    'no-unnecessary-type-assertion': 'export const f = (x: string) => x!;',
    'no-unnecessary-type-parameters': 'export function f<T>(x: T): void { console.log(x); }',
    'no-unsafe-enum-assignment': 'enum E { A = 1, B = 2 } export const x: E = 1;',
    'no-unsafe-enum-comparison': 'enum E { A = 1, B = 2 } export const f = (x: E) => x === 1;',
    'no-unsafe-unary-minus': 'export const f = (x: string) => -x;',
    'no-useless-default-assignment': 'export const f = (o: { a: number }) => { const { a = 1 } = o; return a; };',
    'only-throw-error': "export function f() { throw 'x'; }",
    'prefer-promise-reject-errors': "export const f = () => Promise.reject('x');",
    'prefer-reduce-type-parameter':
      'export const f = (list: string[]) => list.reduce((all, x) => all.concat(x), [] as string[]);',
    'prefer-return-this-type': 'export class A { f(): A { return this; } }',
    'related-getter-setter-pairs':
      "export class A { #x = ''; get x(): string { return this.#x; } set x(x: number) { this.#x = x.toFixed(); } }",
    'require-await': 'export async function f() { console.log(1); }',
    'restrict-plus-operands': "export const f = (x: number) => x + 'a';",
    'restrict-template-expressions': 'export const f = (x: string[]) => `${x}`;',
    'return-await': 'export async function f(g: () => Promise<number>) { try { return g(); } catch { return 1; } }',
    'use-unknown-in-catch-callback-variable':
      'export const f = (p: Promise<number>) => p.catch((error: Error) => error.message.length);',
  }).map(([rule, code]) => ({ rule, code })),

  // Options stricter than what a rule finds by itself.
  ...['1n', 'true', '/a/', 'null', ANY].map((x) => ({
    rule: 'restrict-plus-operands',
    code: `export const x = ${x} + 'a';`,
  })),

  // Relaxed in tests, but not in everything beside them.
  ...Object.entries(unsafe).flatMap(([rule, code]) =>
    ['provision/a.ts', 'build/a.ts', 'demo/a.tsx', 'src/a.tsx', 'src/translator/a.ts'].map((file) => ({
      rule,
      code,
      file,
    }))
  ),
  ...['demo/a.ts', 'tests/a.ts', 'bench/a.ts', 'build/a.test.ts', 'src/testing/a.tsx'].flatMap((file) => [
    { rule: 'no-deprecated', code: deprecated, file },
    { rule: 'no-floating-promises', code: floating, file },
  ]),
  { rule: 'no-floating-promises', code: floating, file: 'src/a.test.tsx' },
  { rule: 'no-floating-promises', code: floating, file: 'provision/a.ts' },
];

/** Nothing is to be found in these. */
export const fine: Array<Omit<Fault, 'rule'>> = [
  ...Object.values({
    'no-confusing-void-expression': 'export const f = (g: () => void) => g();',
    'no-misused-promises': 'export const f = () => { [1].forEach(async () => { await Promise.resolve(); }); };',
    'no-redundant-type-constituents': "export type T = '' | string;",
    'no-unnecessary-condition': "export const f = (x: string) => x ?? 'a';",
    'no-unnecessary-type-conversion': 'export const f = (x: string) => String(x);',
    'restrict-template-expressions':
      'export const f = (x: number, y: boolean, z: null, r: RegExp) => `${x}${y}${z}${r}`;',
    'return-await': 'export async function f(g: () => Promise<number>) { await g(); return g(); }',
    'unbound-method': 'class A { f() { return this; } } export const { f } = new A();',
  }).map((code) => ({ code })),
  ...Object.values(unsafe).flatMap((code) =>
    ['src/a.test.ts', 'src/a.test.tsx', 'src/testing/a.tsx', 'tests/a/b.ts', 'demo/a/b.ts', 'bench/a.ts'].map(
      (file) => ({ code, file })
    )
  ),
  ...['src/a.test.tsx', 'src/testing/a/b.ts', 'provision/a/b.ts'].map((file) => ({ code: deprecated, file })),
];

const spot = 'class Spot { constructor(readonly x: number) {} }';
const like = 'class Like { constructor(readonly x: number) {} }';

/** Something else stands where an instance of a class is expected, in the last line of each. */
export const mistakes = [
  `${spot}\nexport const a: Spot = { x: 1 };`,
  `${spot} ${like}\nexport const a: Spot = new Like(1);`,
  `${spot}\nexport const a: Spot | undefined = { x: 1 };`,
  `${spot}\nexport function f(): Spot { return { x: 1 }; }`,
  `${spot}\nexport const f = async (): Promise<Spot> => Promise.resolve({ x: 1 });`,
  `${spot} const take = (spot: Spot) => spot.x;\nexport const a = take({ x: 1 });`,
  `${spot} class Both { constructor(readonly spot: Spot) {} }\nexport const a = new Both({ x: 1 });`,
  `${spot}\nexport const list: Spot[] = [new Spot(1), { x: 1 }];`,
  `${spot} const plain = [{ x: 1 }];\nexport const list: readonly Spot[] = plain;`,
  `${spot} const plain = new Map([['a', { x: 1 }]]);\nexport const map: ReadonlyMap<string, Spot> = plain;`,
  `${spot}\nexport const record: Record<string, Spot> = { a: { x: 1 } };`,
  `${spot} const plain: Record<string, { x: number }> = {};\nexport const record: Record<string, Spot> = plain;`,
  `${spot}\nexport class Both { spot: Spot = { x: 1 }; }`,
  `${spot}\nexport const f = (spot: Spot = { x: 1 }) => spot;`,
  `${spot} let a: Spot | undefined; export const get = () => a;\na ??= { x: 1 };`,
  `${spot}\nexport const f = (a?: Spot): Spot => a ?? { x: 1 };`,
  `${spot}\nexport const a = { x: 1 } satisfies Spot;`,
  `${spot} class Dot extends Spot {}\nexport const a: Dot = new Spot(1);`,
  `${spot} interface Named extends Spot { name: string }\nexport const a: Named = { x: 1, name: '' };`,
  `${spot}\nexport const f = <T extends { x: number }>(a: T): Spot => a;`,
  `${spot}\nexport function* f(): Generator<Spot, void> { yield { x: 1 }; }`,
  `class Box<T> { constructor(readonly value: T) {} }\nexport const a: Box<number> = { value: 1 };`,
  `const Made = class { x = 1; }; type Made = InstanceType<typeof Made>;\nexport const a: Made = { x: 1 };`,
  `import { type Theirs } from './theirs';\nexport const a: Theirs = { x: 1 };`,
  `import { type Theirs } from './theirs'; const Show = (props: { a: Theirs }) => props.a.x;\nexport const a = <Show a={{ x: 1 }} />;`,
];

/** A class of a package, as packages declare theirs. */
export const theirs = 'export declare class Theirs {\n  x: number;\n}\n';

/** Instances, and what needs none. */
export const instances = [
  `${spot} class Dot extends Spot {} export const list: Spot[] = [new Spot(1), new Dot(2)];`,
  `${spot} export const a: Partial<Spot> = { x: 1 };`,
  `${spot} export const a: Pick<Spot, 'x'> = new Spot(1);`,
  `${spot} interface Point { x: number } export const a: Point | Spot = { x: 1 };`,
  `import { Theirs } from './theirs'; export const a: Theirs = new Theirs();`,
];
