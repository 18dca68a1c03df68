import path from 'node:path';
import { defineConfig, type ReporterDescription } from '@playwright/test';
import { chromiumFlags, findChromium } from '../../build/chromium.mjs';

const json: ReporterDescription[] = process.env['PLAYWRIGHT_JSON_OUTPUT_FILE'] ? [['json']] : [];

/** End-to-end tests: a real Prometheus, the built plugin, and a person's actions in Chromium. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: path.join(import.meta.dirname, '../../test-results/e2e'),
  globalSetup: './stack.ts',
  // One Prometheus serves all, which only reads. The page and the plugin are each worker's own, since tests save settings;
  // a demo that runs already (BASETEN_E2E_URL) is one.
  workers: process.env['BASETEN_E2E_URL'] ? 1 : 2,
  // Two browsers beside a compiler lose a click now and then. What needs its second try is printed as flaky.
  retries: 2,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ...json],
  use: {
    viewport: { width: 1400, height: 1000 },
    // A page lives for minutes here: V8's last stage of optimizing takes longer than what it saves. The stages before remain.
    launchOptions: { executablePath: findChromium(), args: [...chromiumFlags, '--js-flags=--no-turbofan'] },
    screenshot: 'only-on-failure',
  },
});
