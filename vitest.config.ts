import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { testPackages } from './build/testPackages.mjs';

/** Below `tests` are others, that need servers. */
const include = [
  'src/**/*.test.{ts,tsx}',
  'demo/**/*.test.ts',
  'provision/**/*.test.ts',
  'build/**/*.test.ts',
  'tests/*.test.ts',
  'tests/saved/*.test.ts',
];

/** What would be seen in the tests after it: a module that another stands in for, and a language, which is loaded once. */
const LASTING = /\bvi\.(?:mock|doMock)\(|\bloadTranslations\(/;
const own = ['src', 'demo', 'provision', 'build'].flatMap((folder) =>
  readdirSync(path.join(import.meta.dirname, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.test\.tsx?$/.test(name))
    .map((name) => path.join(folder, name))
    .filter((name) => LASTING.test(readFileSync(path.join(import.meta.dirname, name), 'utf8')))
    .map((name) => name.split(path.sep).join('/'))
);

/**
 * Unit tests. They run in Node; a test of a component asks for `jsdom` in its first line. Those that leave nothing behind
 * share their modules: Grafana's packages, loaded by each file anew, took most of the time.
 */
export default defineConfig({
  // The same JSX as the bundle has, whatever a tsconfig of a folder says.
  oxc: { jsx: { runtime: 'automatic' } },
  resolve: { alias: await testPackages() },
  test: {
    environment: 'node',
    setupFiles: ['src/testing/setup.ts'],
    // They stay as they were put together.
    server: { deps: { external: [/\.cache\/packages\//] } },
    testTimeout: 20_000,
    // A test whose expectations stand in a loop over nothing, or behind a condition that is never met, checks nothing.
    expect: { requireAssertions: true },
    restoreMocks: true,
    unstubGlobals: true,
    projects: [
      { extends: true, test: { name: 'shared', isolate: false, include, exclude: ['node_modules/**', ...own] } },
      { extends: true, test: { name: 'own', include: own } },
    ],
  },
});
