/**
 * Takes the screenshots of docs/screenshots/demo from a demo that it starts: `npx tsx demo/screenshots.ts [folder]`.
 * With BASETEN_E2E_URL set it takes them from a demo that runs already; with `--grafana` those of docs/screenshots, in a Grafana.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { chromiumFlags, findChromium } from '../build/chromium.mjs';
import { build } from '../build/steps.mjs';
import { root } from '../build/run.mjs';
import { takeInGrafana } from './grafanaScreenshots';
import { startStack } from './lib/stack.mjs';

const folder = process.argv[2] ?? path.join(root, 'docs/screenshots/demo');

const latency = {
  refId: 'A',
  metric: 'baseten_end_to_end_response_time_seconds',
  calculation: 'quantile',
  filters: [
    { label: 'model_name', operator: '=', values: ['Llama 3.1 70B Instruct', 'whisper/large-v3 "turbo"'] },
    { label: 'environment', operator: '=', values: ['production', ''] },
  ],
};

interface Shot {
  name: string;
  view: string;
  queries?: object[];
  from?: string;
  /** What a person does before the picture is taken. */
  act?: (page: Page) => Promise<void>;
  height?: number;
}

const shots: Shot[] = [
  { name: 'builder', view: '/', queries: [latency], from: 'now-6h', height: 1320 },
  {
    name: 'code',
    view: '/',
    queries: [
      { refId: 'A', editorMode: 'code', expr: 'sum by (model_name) (rate(baseten_inference_requests_total[5m]))' },
    ],
    from: 'now-24h',
  },
  {
    name: 'empty',
    view: '/',
    queries: [
      {
        refId: 'A',
        metric: 'baseten_replicas_active',
        filters: [{ label: 'model_name', operator: '=', values: ['Llama 2'] }],
      },
    ],
    from: 'now-1h',
  },
  { name: 'recipes', view: '/', queries: [{ refId: 'A' }], height: 700 },
  {
    name: 'dashboard-settings',
    view: '/dashboard-settings',
    act: (page) => page.getByTestId('event').first().waitFor(),
    height: 1700,
  },
  {
    name: 'settings',
    view: '/settings',
    act: async (page) => {
      await page.getByRole('button', { name: 'Expand section Limits' }).click();
      await page.getByRole('button', { name: 'Save & test' }).click();
      await page.getByTestId('test-result').waitFor();
    },
    height: 1700,
  },
  {
    name: 'rules',
    view: '/rules',
    act: (page) => page.getByText(/\d+ so far/).waitFor({ state: 'detached', timeout: 180_000 }),
  },
];

async function take(url: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags });
  try {
    for (const theme of ['dark', 'light']) {
      for (const shot of shots) {
        const page = await browser.newPage({ viewport: { width: 1400, height: shot.height ?? 1000 } });
        const address = new URL(shot.view, url);
        address.searchParams.set('theme', theme);
        if (shot.queries) {
          address.searchParams.set('queries', JSON.stringify(shot.queries));
          address.searchParams.set('from', shot.from ?? 'now-6h');
          address.searchParams.set('to', 'now');
        }
        await page.goto(address.toString());
        await shot.act?.(page);
        // Graphs are drawn a moment after their data arrived.
        await page.waitForTimeout(3000);
        await page.screenshot({ path: path.join(folder, `${shot.name}-${theme}.png`) });
        console.log(`${shot.name}-${theme}.png`);
        await page.close();
      }
    }
  } finally {
    await browser.close();
  }
}

const running = process.env['BASETEN_E2E_URL'];
if (process.argv.includes('--grafana')) {
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags });
  try {
    await takeInGrafana((height) => browser.newPage({ viewport: { width: 1400, height } }));
  } finally {
    await browser.close();
  }
} else if (running) {
  await take(running);
} else {
  await build();
  const stack = await startStack({ dir: path.join(root, '.cache/screenshots') });
  try {
    await take(stack.url ?? '');
  } finally {
    await stack.stop();
  }
}
