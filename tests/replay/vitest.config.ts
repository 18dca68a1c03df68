import { defineConfig } from 'vitest/config';

/** The evaluator's tables, and one day of the replay against a real Prometheus. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    environment: 'node',
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
