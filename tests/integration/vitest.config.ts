import { defineConfig } from 'vitest/config';
import { testPackages } from '../../build/testPackages.mjs';

/** Tests against real servers: a global setup starts them once, with a past that a simulator made and knows. */
export default defineConfig({
  resolve: { alias: await testPackages() },
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    globalSetup: ['servers.ts'],
    environment: 'node',
    server: { deps: { external: [/\.cache\/packages\//] } },
    testTimeout: 60_000,
    expect: { requireAssertions: true },
    hookTimeout: 60_000,
    // The workers would only wait for the same servers, and each would simulate the past anew.
    fileParallelism: false,
    isolate: false,
  },
});
