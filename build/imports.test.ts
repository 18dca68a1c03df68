import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { circles, readImports } from './imports';

const root = path.dirname(import.meta.dirname);

/** Every folder with scripts of ours. */
const folders = ['src', 'provision', 'demo', 'tests', 'bench', 'build'];

const imports = readImports(root, folders);

it('no file of the project imports itself by way of others', () => {
  expect(imports.size).toBeGreaterThan(300);
  expect(circles(imports).map((way) => way.join(' → '))).toEqual([]);
});

it('nothing but tests and benchmarks needs the tests', () => {
  const ties = [...imports]
    .filter(([file]) => !/^(?:tests|bench)\/|\.test\.tsx?$/.test(file))
    .flatMap(([file, imported]) =>
      imported.filter((other) => other.startsWith('tests/')).map((other) => `${file} → ${other}`)
    );
  expect(ties).toEqual([]);
});

describe('a circle is found and named', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(path.join(tmpdir(), 'baseten-imports-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  function found(files: Record<string, string>): string[] {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(dir, 'src', name)), { recursive: true });
      writeFileSync(path.join(dir, 'src', name), text);
    }
    return circles(readImports(dir, ['src'])).map((way) => way.join(' → '));
  }

  it.each([
    ['of values', "import { b } from './b';"],
    ['of types', "import type { B } from './b';"],
    ['of a type among values', "import { type B } from './b';"],
    ['of a re-export', "export * from './b';"],
    ['of a chunk that is loaded later', "export const b = () => import('./b');"],
    ['with the ending written out', "import { b } from './b.ts';"],
  ])('%s', (_, text) => {
    expect(found({ 'a.ts': text, 'b.ts': "import type { A } from './a';" })).toEqual([
      'src/a.ts → src/b.ts → src/a.ts',
    ]);
  });

  it('through the index of a folder, and plain JavaScript', () => {
    const files = {
      'a.mjs': "import './c';",
      'c/index.tsx': "export * from '../d';",
      'd.ts': "import '../src/a.mjs';",
    };
    expect(found(files)).toEqual(['src/a.mjs → src/c/index.tsx → src/d.ts → src/a.mjs']);
  });

  it('and only a circle: two ways to the same file are none', () => {
    const files = {
      'a.ts': "import './b'; import './c';",
      'b.ts': "import './c';",
      'c.ts': "import fs from 'node:fs';",
    };
    expect(found(files)).toEqual([]);
  });
});
