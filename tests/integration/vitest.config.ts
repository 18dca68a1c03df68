import { defineConfig } from 'vitest/config';

/** Tests against real servers: a global setup starts them once, with a past that a simulator made and knows. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    globalSetup: ['servers.ts'],
    environment: 'node',
    // Grafana's packages bring ES modules that Node alone does not load.
    server: { deps: { inline: [/@grafana\//] } },
    testTimeout: 60_000,
    expect: { requireAssertions: true },
    hookTimeout: 60_000,
    // The workers would only wait for the same servers, and each would simulate the past anew.
    fileParallelism: false,
    isolate: false,
  },
});
