import { defineConfig } from 'vitest/config';

/** The evaluator's tables; a day of the replay and the situations, on a real Prometheus, and those on a VictoriaMetrics. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    environment: 'node',
    // What two files share, such as the rules, is loaded once for both.
    isolate: false,
    testTimeout: 120_000,
    expect: { requireAssertions: true },
    hookTimeout: 180_000,
  },
});
