/** The pictures of docs/screenshots, in the Grafana of GRAFANA_HOME or of the PATH: what the README and Grafana's catalog show. */
import path from 'node:path';
import type { Page } from '@playwright/test';
import { project } from '../build/project.mjs';
import { root } from '../build/run.mjs';
import { build } from '../build/steps.mjs';
import { findGrafana } from './lib/grafana.mjs';
import { startStack } from './lib/stack.mjs';

const folder = path.join(root, 'docs/screenshots');
/** As provisioning/datasources pins it. */
const uid = 'baseten-metrics';

interface Shot {
  name: string;
  view: string;
  height: number;
  theme?: 'light';
  /** Waits until what the picture is about is there. */
  act: (page: Page) => Promise<void>;
}

/** In Explore: a percentile of two models. */
const explored = {
  datasource: uid,
  queries: [
    {
      refId: 'A',
      datasource: { type: project.id, uid },
      metric: 'baseten_end_to_end_response_time_seconds',
      calculation: 'quantile',
      quantile: 0.95,
      groupBy: ['model_name'],
      filters: [{ label: 'environment', operator: '=', values: ['production', ''] }],
    },
  ],
  range: { from: 'now-6h', to: 'now' },
};

const drawn = (title: string) => async (page: Page) => {
  await page.getByTestId(`data-testid Panel header ${title}`).locator('canvas').first().waitFor();
};

const shots: Shot[] = [
  { name: 'overview-dark', view: 'd/baseten-overview?kiosk', height: 1300, act: drawn('Error ratio by model') },
  {
    name: 'overview-light',
    view: 'd/baseten-overview?kiosk',
    height: 1300,
    theme: 'light',
    act: drawn('Error ratio by model'),
  },
  {
    name: 'model',
    view: 'd/baseten-model?kiosk&var-model=whisper%2Flarge-v3%20%22turbo%22',
    height: 1250,
    act: (page) => page.locator('canvas').nth(2).waitFor(),
  },
  {
    name: 'query-editor',
    view: `explore?schemaVersion=1&orgId=1&panes=${encodeURIComponent(JSON.stringify({ a: explored }))}`,
    height: 1250,
    act: (page) =>
      page
        .getByTestId(/^data-testid VizLegend series/)
        .first()
        .waitFor(),
  },
  {
    name: 'alert-rules',
    view: 'alerting/list',
    height: 850,
    act: (page) => page.getByText('baseten-pages').first().waitFor(),
  },
  {
    name: 'alerts-tab',
    view: `connections/datasources/edit/${uid}/?page=alerts`,
    height: 1500,
    act: async (page) => {
      await page.getByRole('button', { name: 'Preview all rules' }).click();
      await page.getByRole('button', { name: 'Show the last 7 days' }).click();
      await page.getByRole('button', { name: 'Preview again' }).waitFor({ timeout: 300_000 });
      await page.getByRole('heading', { name: 'Before they ring' }).scrollIntoViewIfNeeded();
    },
  },
];

/** @throws an Error where no Grafana is installed */
export async function takeInGrafana(open: (height: number) => Promise<Page>): Promise<void> {
  const grafana = findGrafana();
  if (!grafana) {
    throw new Error('No Grafana is installed: set GRAFANA_HOME to its folder, or put grafana on the PATH.');
  }
  await build({ only: ['frontend', 'backend', 'backfill', 'prometheus'] });
  const stack = await startStack({
    dir: path.join(root, '.cache/screenshots'),
    host: 'grafana',
    grafana,
    log: console.log,
  });
  try {
    for (const { name, view, height, theme, act } of shots) {
      const page = await open(height);
      const address = new URL(view, `${stack.url}/`);
      address.searchParams.set('theme', theme ?? 'dark');
      await page.goto(address.toString());
      await act(page);
      // Graphs are drawn a moment after their data arrived.
      await page.waitForTimeout(8000);
      await page.screenshot({ path: path.join(folder, `${name}.png`) });
      console.log(`${name}.png`);
      await page.close();
    }
  } finally {
    await stack.stop();
  }
}
