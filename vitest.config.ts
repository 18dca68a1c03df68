import { defineConfig } from 'vitest/config';

/** Unit tests. They run in Node; a test of a component asks for `jsdom` in its first line. */
export default defineConfig({
  // The same JSX as the bundle has, whatever a tsconfig of a folder says.
  oxc: { jsx: { runtime: 'automatic' } },
  // Its package names the CommonJS build first, which would bring a second CodeMirror along.
  resolve: {
    alias: { '@prometheus-io/codemirror-promql': '@prometheus-io/codemirror-promql/dist/esm/index.js' },
  },
  test: {
    include: [
      'src/**/*.test.{ts,tsx}',
      'demo/**/*.test.ts',
      'provision/**/*.test.ts',
      'build/**/*.test.ts',
      'tests/*.test.ts',
    ],
    environment: 'node',
    setupFiles: ['src/testing/setup.ts'],
    // Grafana's packages bring ES modules that import style sheets and JSON, which Node alone does not load.
    server: { deps: { inline: [/@grafana\//, /codemirror-promql/] } },
    testTimeout: 20_000,
    restoreMocks: true,
  },
});
