/** Makes the copy of the translator that is mutated. */
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { mutate, type Mutant } from './mutate';

const root = path.join(import.meta.dirname, '../../..');
/** Those that start other programs, are about other parts, or try queries at random. */
const LEFT_OUT = /^(?:hosts|reverse|promql)\/|\.property\.test\.ts$/;
/** In a thread: it ends with its process, which a mutant that never ends has to be ended by. */
const VITEST = `export default { test: { include: ['inside.test.ts'], watch: false, pool: 'threads' } };\n`;
/** What tests of the translator read that is elsewhere. */
const BESIDE = ['tests/semantics/cases', 'docs', 'src/testing'];

/**
 * Puts the translator and its tests into a folder, the targets with all their mutants in them. A target is a file or a folder below
 * `src/translator`. Gives the mutants, and what tells this copy from others.
 */
export function prepare(copy: string, targets: string[]): { mutants: Mutant[]; build: string } {
  const source = path.join(root, 'src/translator');
  const sum = createHash('sha256');
  const put = (file: string, text: string | Buffer) => {
    sum.update(file).update(text);
    mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
    writeFileSync(path.join(copy, file), text);
  };
  rmSync(path.join(copy, 'src'), { recursive: true, force: true });
  const mutants: Mutant[] = [];
  const tests: string[] = [];
  const located = (text: string, to: string) =>
    text.replace(/\bimport\.meta\.url\b/g, JSON.stringify(pathToFileURL(path.join(copy, to)).href));
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).map((file) =>
    file.split(path.sep).join('/')
  );
  for (const file of files.sort()) {
    const from = path.join(source, file);
    const isTest = file.endsWith('.test.ts');
    if (!statSync(from).isFile() || (isTest && LEFT_OUT.test(file))) {
      continue;
    }
    const to = path.posix.join('src/translator', file);
    const text = readFileSync(from, 'utf8');
    if (isTest) {
      tests.push(`./${to}`);
      put(to, located(text, to));
    } else if (file.endsWith('.ts') && targets.some((target) => file === target || file.startsWith(`${target}/`))) {
      const made = mutate(to, text, mutants.length + 1);
      mutants.push(...made.mutants);
      put(to, made.text);
    } else if (file.endsWith('.ts')) {
      put(to, located(text, to));
    } else {
      put(to, readFileSync(from));
    }
  }
  put('all.ts', tests.map((file) => `import '${file}';\n`).join(''));
  for (const name of ['inside.test.ts', 'recorder.ts']) {
    put(name, readFileSync(path.join(import.meta.dirname, name)));
  }
  put('vitest.config.mjs', VITEST);
  for (const place of BESIDE) {
    cpSync(path.join(root, place), path.join(copy, place), { recursive: true });
  }
  for (const name of ['package.json', 'tsconfig.json']) {
    cpSync(path.join(root, name), path.join(copy, name));
  }
  if (!existsSync(path.join(copy, 'node_modules'))) {
    symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'), 'junction');
  }
  return { mutants, build: sum.digest('hex').slice(0, 16) };
}
