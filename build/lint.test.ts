/** Each rule that knows types is heard, whether it is oxlint's or build/lint.ts has it. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { current, inherited, withAbove } from './deprecated.rows';
import { complaints } from './lint';
import { faults, fine, instances, mistakes, theirs } from './lint.rows';
import { root } from './run.mjs';

const off = (entry: unknown) => [entry].flat()[0] === 'off' || [entry].flat()[0] === 0;

/** What oxlint's configuration says of each rule. */
const asked: Record<string, unknown> = ts.readConfigFile(path.join(root, '.oxlintrc.json'), ts.sys.readFile).config
  .rules;

let folder = '';
beforeAll(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'lint-')));
  for (const file of ['.oxlintrc.json', 'tsconfig.json', 'package.json']) {
    copyFileSync(path.join(root, file), path.join(folder, file));
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Writes a file of a number of its own. */
function write(code: string, i: number, file = 'src/a.ts'): string {
  const { dir, base } = path.posix.parse(file);
  const numbered = `${dir}/${i}.${base}`;
  mkdirSync(path.join(folder, dir), { recursive: true });
  writeFileSync(path.join(folder, numbered), `${code}\n`);
  return numbered;
}

/** What oxlint finds, by file. */
function lint(): Map<string, string[]> {
  const bin = path.join(root, 'node_modules', 'oxlint', 'bin', 'oxlint');
  const { stdout } = spawnSync(process.execPath, [bin, '--format=json'], { cwd: folder, encoding: 'utf8' });
  const said: { diagnostics: Array<{ code?: string; message: string; filename: string }> } = JSON.parse(stdout);
  const found = new Map<string, string[]>();
  for (const { code, message, filename } of said.diagnostics) {
    const rule = /^typescript\((.*)\)$/.exec(code ?? '')?.[1] ?? message;
    found.set(filename, [...(found.get(filename) ?? []), rule]);
  }
  return found;
}

it('oxlint finds the fault that each rule is for, and nothing else', () => {
  const expected = faults.map(({ code, rule, file }, i) => [write(code, i, file), [rule]]);
  for (const [i, { code, file }] of fine.entries()) {
    write(code, faults.length + i, file);
  }
  // A comment that silences nothing is found too.
  const unused = write('// oxlint-disable-next-line typescript/no-deprecated\nexport const a = 1;', 999);
  const found = lint();
  expect(found.get(unused)?.[0]).toContain('Unused');
  found.delete(unused);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
  const heard = new Set(faults.map(({ rule }) => `typescript/${rule}`));
  expect(Object.keys(asked).filter((rule) => !off(asked[rule]) && !heard.has(rule))).toEqual([]);
});

it('TypeScript is asked for instances of classes, and for what is deprecated by what is above it', () => {
  rmSync(path.join(folder, 'src'), { recursive: true, force: true });
  const wrong = mistakes.map((code, i) => `${write(code, i, 'src/a.tsx')}:${code.split('\n').length}`);
  writeFileSync(path.join(folder, 'src', 'theirs.d.ts'), theirs);
  for (const [i, code] of instances.entries()) {
    write(code, wrong.length + i, 'src/a.tsx');
  }
  const uses = inherited.flatMap(([code, ...names], i) => {
    const file = write(withAbove(code), i, 'src/b.tsx');
    return names.map((name) => `${file} ${name}`);
  });
  for (const [i, code] of current.entries()) {
    write(withAbove(code), uses.length + i, 'src/b.tsx');
  }
  write(withAbove('b.old;'), 1, 'src/a.test.tsx');
  const idle = write('// deprecated above: Not so.\nexport const a = 1;', 1, 'src/c.ts');

  const found = complaints(folder, ['tsconfig.json']).map((text) =>
    text.replace(/:\d+: (.*) is deprecated, as .*/, ' $1').replace(/^([^:]*:\d+): .*/s, '$1')
  );
  expect(found.sort()).toEqual([...wrong, ...uses, `${idle}:1`].sort());
});
