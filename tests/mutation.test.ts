import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compileFunction } from 'node:vm';
import { expect, test } from 'vitest';
import { bundle } from './mutation/typescript/bundle';
import { prepare } from './mutation/typescript/copy';
import './mutation/typescript/recorder';

// A file that they read and the copy lacks fails here by its name: add it to BESIDE in tests/mutation/typescript/copy.ts.
test("the translator's mutator can load all tests of its copy, and they run through its mutants", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'mutation-'));
  try {
    const { mutants } = prepare(folder, ['reading']);
    await bundle(folder);
    const asked = new Set<number>();
    const isMutant = (id: number) => {
      asked.add(id);
      return false;
    };
    Object.assign(globalThis, { recordedTests: [], recordedExpect: expect, isMutant });
    const load = compileFunction(readFileSync(path.join(folder, 'bundle.js'), 'utf8'), ['require']);
    load(createRequire(path.join(folder, 'bundle.js')));
    for (const { run } of globalThis.recordedTests.filter(({ name }) => name.includes('"errors"'))) {
      await run();
    }
    expect(asked.size).toBeGreaterThan(mutants.length / 3);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
