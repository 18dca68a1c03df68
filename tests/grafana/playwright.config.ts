import path from 'node:path';
import { defineConfig } from '@playwright/test';
import { chromiumFlags, findChromium } from '../../build/chromium.mjs';

const root = path.join(import.meta.dirname, '../..');

/** Tests in a real Grafana: `npm run e2e:grafana` starts one, and says where it is. */
export default defineConfig({
  testDir: '.',
  outputDir: path.join(root, 'test-results/grafana'),
  workers: 1,
  // A dashboard is scrolled through from top to bottom, on machines that do other things as well.
  timeout: 300_000,
  expect: { timeout: 30_000 },
  reporter: [['list']],
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
      name: 'grafana',
      testMatch: '*.spec.ts',
      use: { storageState: path.join(root, 'playwright/.auth/admin.json') },
      dependencies: ['log in'],
    },
  ],
});
