import path from 'node:path';
import { defineConfig, type ReporterDescription } from '@playwright/test';
import { chromiumFlags, findChromium } from './chromium';

const json: ReporterDescription[] = process.env['PLAYWRIGHT_JSON_OUTPUT_FILE'] ? [['json']] : [];

/** End-to-end tests: a real Prometheus, the built plugin, and a person's actions in Chromium. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: path.join(import.meta.dirname, '../../test-results/e2e'),
  globalSetup: './stack.ts',
  // One stack serves all; a test that changes the settings would disturb another that runs beside it.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ...json],
  use: {
    viewport: { width: 1400, height: 1000 },
    launchOptions: { executablePath: findChromium(), args: chromiumFlags },
    screenshot: 'only-on-failure',
  },
});
