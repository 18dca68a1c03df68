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

/** What would be seen in the tests after it: a language, which is loaded once, and a module that another stands in for. */
const LANGUAGE = /\bloadTranslations\(/;
const STAND_IN = /\bvi\.(?:mock|doMock)\(/;
const BROWSER = /^\/\/ @vitest-environment jsdom$/m;

const texts = ['src', 'demo', 'provision', 'build', 'tests/saved'].flatMap((folder) =>
  readdirSync(path.join(import.meta.dirname, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.test\.tsx?$/.test(name))
    .map((name) => path.join(folder, name).split(path.sep).join('/'))
    .map((name) => ({ name, text: readFileSync(path.join(import.meta.dirname, name), 'utf8') }))
);
const filesWith = (words: RegExp, besides: string[] = []) =>
  texts.filter(({ name, text }) => words.test(text) && !besides.includes(name)).map(({ name }) => name);
const inGerman = filesWith(LANGUAGE);
const withStandIns = filesWith(STAND_IN, inGerman);
const inBrowser = filesWith(BROWSER, [...inGerman, ...withStandIns]);

/**
 * Unit tests. They run in Node; a test of a component asks for `jsdom` in its first line. Those that leave nothing behind
 * share their modules: Grafana's packages, loaded by each file anew, took most of the time. A process has one environment and
 * ends where the next file asks for the other, so the files of each stand together.
 */
export default defineConfig({
  // The same JSX as the bundle has, whatever a tsconfig of a folder says.
  oxc: { jsx: { runtime: 'automatic' } },
  resolve: { alias: await testPackages() },
  test: {
    environment: 'node',
    setupFiles: ['src/testing/setup.ts'],
    // Documents, rules and histories are made and dropped by the thousand: with more room for new objects than `npm test` gives
    // every tool, Node collects them less often, which saves a tenth.
    execArgv: ['--max-semi-space-size=128'],
    // They stay as they were put together.
    server: { deps: { external: [/\.cache\/packages\//] } },
    testTimeout: 20_000,
    // A test whose expectations stand in a loop over nothing, or behind a condition that is never met, checks nothing.
    expect: { requireAssertions: true },
    restoreMocks: true,
    unstubGlobals: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          isolate: false,
          include,
          exclude: ['node_modules/**', ...inGerman, ...withStandIns, ...inBrowser],
        },
      },
      { extends: true, test: { name: 'browser', isolate: false, include: inBrowser } },
      {
        extends: true,
        test: { name: 'stand-ins', isolate: false, runner: 'src/testing/runner.ts', include: withStandIns },
      },
      { extends: true, test: { name: 'german', include: inGerman } },
    ],
  },
});
