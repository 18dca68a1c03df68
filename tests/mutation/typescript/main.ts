/**
 * Changes one line at a time of what the translator reads and composes with, and runs the corpus and the unit tests of the
 * translator. `npm run mutate -- translator [-at "text of a name"] [-for seconds] [-kept]` runs it; results are in
 * RESULTS-translator.md beside it, reasons in survivors-translator.txt. A name begins with its file: `-at src/translator/reading`
 * tries one folder. `-kept` tries only what no test is known to notice.
 *
 * A copy of the translator in .cache holds all mutants, each behind its number. One process of vitest tries them one after
 * the other, with those tests alone that run through it; inside.test.ts does it. What is known of each mutant stays in .cache, so
 * that a run that is ended early goes on where it was.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bundle } from './bundle';
import { prepare } from './copy';
import { report, type Folder } from './report';

const root = path.join(import.meta.dirname, '../../..');
const copy = path.join(root, '.cache/mutation/translator');
const fatesFile = path.join(copy, 'fates.jsonl');
const targets = [
  'reading',
  'composition',
  'catalog/measures',
  'catalog/calculations.ts',
  'translate.ts',
  'resolve.ts',
  'lookup.ts',
];
/** A mutant that never ends is noticed, too. */
const STUCK_MS = 60_000;
/** The exit code of a run whose time was over before its mutants were. */
const UNFINISHED = 75;

interface Fate {
  name: string;
  build?: string;
  begun?: boolean;
  reached?: boolean;
  by?: string;
}

const { values: options } = parseArgs({
  args: process.argv.slice(2).map((arg) => arg.replace(/^-(?=\w)/, '--')),
  options: {
    at: { type: 'string', default: '' },
    for: { type: 'string', default: String(24 * 3600) },
    kept: { type: 'boolean', default: false },
  },
});
const until = Date.now() + Number(options.for) * 1000;

/** What is known of each mutant, and the one that was begun last. */
function readFates(): { fates: Map<string, Fate>; last?: Fate } {
  const lines = existsSync(fatesFile) ? readFileSync(fatesFile, 'utf8').split('\n') : [];
  const fates = new Map<string, Fate>();
  let last: Fate | undefined;
  for (const line of lines.filter((each) => each.endsWith('}'))) {
    last = JSON.parse(line);
    if (last && !last.begun) {
      fates.set(last.name, last);
    }
  }
  return { fates, last };
}

/** Runs vitest until it ends or stops at one mutant. Gives its exit code, or null where it was stuck. */
function inside(): Promise<number | null> {
  const vitest = path.join(root, 'node_modules/vitest/vitest.mjs');
  const child = spawn(process.execPath, [vitest, 'run', '--root', copy], {
    cwd: copy,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let known = -1;
  let isStuck = false;
  const watch = setInterval(() => {
    const size = existsSync(fatesFile) ? statSync(fatesFile).size : 0;
    if (size === known) {
      isStuck = true;
      child.kill('SIGKILL');
    }
    known = size;
  }, STUCK_MS);
  return new Promise((resolve) =>
    child.on('close', (code) => {
      clearInterval(watch);
      resolve(isStuck ? null : (code ?? 1));
    })
  );
}

const { mutants, build } = prepare(copy, targets);
await bundle(copy);
const wanted = mutants.filter(({ name }) => name.includes(options.at));
const open = (fates: Map<string, Fate>) =>
  wanted.filter(({ name }) => {
    const fate = fates.get(name);
    return fate === undefined || !(fate.build === build || (options.kept && fate.by !== undefined));
  });
for (let left = open(readFates().fates); left.length > 0 && Date.now() < until; left = open(readFates().fates)) {
  const todo = {
    ids: left.map(({ id }) => id),
    names: Object.fromEntries(left.map(({ id, name }) => [id, name])),
    build,
    until,
  };
  writeFileSync(path.join(copy, 'todo.json'), JSON.stringify(todo));
  const code = await inside();
  const { last } = readFates();
  if (code === null && last?.begun) {
    const fate: Fate = { name: last.name, build, reached: true, by: "it doesn't end" };
    writeFileSync(fatesFile, `${JSON.stringify(fate)}\n`, { flag: 'a' });
  } else if (code !== 0) {
    throw new Error(
      'The tests fail without a mutant, as is said above. Where `npx vitest run src/translator` passes, the copy lacks what they read: see copy.ts.'
    );
  }
}
const { fates } = readFates();
const left = open(fates).length;
if (left > 0) {
  console.log(`${left} of ${wanted.length} mutants are left`);
  process.exitCode = UNFINISHED;
} else {
  const folders = new Map<string, Folder>();
  for (const mutant of wanted) {
    const file = mutant.name.split(' ')[0] ?? '';
    const at = targets.find((target) => file.startsWith(`src/translator/${target}`)) ?? '';
    const folder = folders.get(at) ?? { path: `src/translator/${at}`, mutants: 0, survivors: [] };
    folder.mutants += 1;
    if (fates.get(mutant.name)?.by === undefined) {
      folder.survivors.push({ ...mutant, reached: fates.get(mutant.name)?.reached === true });
    }
    folders.set(at, folder);
  }
  const isWhole = options.at === '' && !options.kept;
  process.exitCode = report([...folders.values()], isWhole) > 0 ? 1 : 0;
}
