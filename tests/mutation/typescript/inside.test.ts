/**
 * Tries the mutants of the copy, in one process of vitest. main.ts writes what to do into `todo.json` and reads the fates from
 * `fates.jsonl`: a line before each mutant, since one may never end, and one behind it.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { compileFunction } from 'node:vm';
import { expect, test } from 'vitest';
import type { Test } from './recorder';

interface Todo {
  ids: number[];
  names: Record<number, string>;
  build: string;
  until: number;
}

const folder = process.cwd();
const { ids, names, build, until }: Todo = JSON.parse(readFileSync(path.join(folder, 'todo.json'), 'utf8'));
const bundle = compileFunction(readFileSync(path.join(folder, 'bundle.js'), 'utf8'), ['require']);

let current = 0;
let seen = new Set<number>();
Object.assign(globalThis, {
  isMutant: (id: number) => {
    seen.add(id);
    return id === current;
  },
});

/** Loads all tests anew, and with them the tables that are worked out at load. */
function load(): Test[] {
  globalThis.recordedTests = [];
  globalThis.recordedExpect = expect;
  bundle(createRequire(import.meta.url));
  return globalThis.recordedTests;
}

async function fails({ run }: { run: () => unknown }): Promise<boolean> {
  try {
    await run();
    return false;
  } catch {
    return true;
  }
}

/** The first of some tests that fails. */
async function firstToFail(tests: Iterable<Test>): Promise<Test | undefined> {
  for (const each of tests) {
    if (await fails(each)) {
      return each;
    }
  }
  return undefined;
}

/** Tests that have noticed mutants of tables, the last one first: rows that stand beside each other are noticed by the same ones. */
let lately: string[] = [];

async function noticedAtLoad(): Promise<string | undefined> {
  let tests: Test[];
  try {
    tests = load();
  } catch {
    return 'the load';
  }
  // Tests may share a name.
  const first = lately.flatMap((name) => tests.filter((each) => each.name === name));
  const by = (await firstToFail(new Set([...first, ...tests])))?.name;
  lately = by === undefined ? lately : [by, ...lately.filter((name) => name !== by)];
  return by;
}

/** Which mutants are in what is worked out at load, and by the number of each other which tests run through it. */
interface Reach {
  atLoad: number[];
  tests: Record<number, number[]>;
}

/** Runs each test without a mutant; what it reaches is kept for other runs of this build. */
async function survey(): Promise<Reach> {
  const file = path.join(folder, `reach-${build}.json`);
  if (existsSync(file)) {
    return JSON.parse(readFileSync(file, 'utf8'));
  }
  seen = new Set();
  const tests = load();
  const reach: Reach = { atLoad: [...seen], tests: {} };
  for (const [i, each] of tests.entries()) {
    seen = new Set();
    expect(await fails(each), `${each.name} fails without a mutant`).toBe(false);
    seen.forEach((id) => (reach.tests[id] ??= []).push(i));
  }
  writeFileSync(file, JSON.stringify(reach));
  return reach;
}

test('every mutant', { timeout: 24 * 3600 * 1000 }, async () => {
  const reach = await survey();
  const atLoad = new Set(reach.atLoad);
  let tests = load();
  const note = (line: Record<string, unknown>) =>
    appendFileSync(path.join(folder, 'fates.jsonl'), `${JSON.stringify(line)}\n`);
  // Those of tables are in what is loaded then, so that they come last.
  const inOrder = [...ids].sort((a, b) => Number(atLoad.has(a)) - Number(atLoad.has(b)));
  for (const id of inOrder) {
    if (Date.now() > until) {
      break;
    }
    const name = names[id];
    const some = (reach.tests[id] ?? []).flatMap((i) => tests[i] ?? []);
    note({ name, begun: true });
    current = id;
    const noticing = atLoad.has(id) ? undefined : await firstToFail(some);
    const by = atLoad.has(id) ? await noticedAtLoad() : noticing?.name;
    current = 0;
    note({ name, build, reached: atLoad.has(id) || some.length > 0, by });
    // What a mutant has left behind must not be taken for the next one's.
    if (noticing && (await fails(noticing))) {
      tests = load();
    }
  }
});
