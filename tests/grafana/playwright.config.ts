import path from 'node:path';
import { defineConfig } from '@playwright/test';
import { chromiumFlags, findChromium } from '../../build/chromium.mjs';

const root = path.join(import.meta.dirname, '../..');

const admin = path.join(root, 'playwright/.auth/admin.json');

/** Tests in a real Grafana: `npm run e2e:grafana` starts one, and says where it is. */
export default defineConfig({
  testDir: '.',
  outputDir: path.join(root, 'test-results/grafana'),
  workers: 1,
  // A dashboard is scrolled through from top to bottom, on machines that do other things as well.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  reporter: [['list'], [path.join(import.meta.dirname, 'closing.ts')]],
  use: {
    baseURL: process.env['GRAFANA_URL'] ?? 'http://127.0.0.1:3000',
    viewport: { width: 1500, height: 1100 },
    launchOptions: { executablePath: findChromium(), args: chromiumFlags },
    screenshot: 'only-on-failure',
  },
  projects: [
    {
      name: 'log in',
      testDir: path.join(root, 'node_modules/@grafana/plugin-e2e/dist/auth'),
      testMatch: [/.*\.js/],
    },
    {
      name: 'incidents',
      testMatch: 'incidents.setup.ts',
      use: { storageState: admin },
      dependencies: ['log in'],
    },
    {
      name: 'grafana',
      testMatch: '*.spec.ts',
      testIgnore: ['firing.spec.ts', 'belowPath.spec.ts'],
      use: { storageState: admin },
      dependencies: ['log in'],
    },
    {
      // A Grafana of its own, which knows nobody yet.
      name: 'below a path',
      testMatch: 'belowPath.spec.ts',
      dependencies: ['log in'],
    },
    {
      // The incidents began before all other tests: rules wait for minutes until they fire.
      name: 'firing',
      testMatch: 'firing.spec.ts',
      use: { storageState: admin },
      dependencies: ['incidents'],
    },
  ],
});
