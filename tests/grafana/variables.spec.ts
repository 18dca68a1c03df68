/** Variables of a dashboard: their values are those that the server has, and panels ask for what is chosen. */
import type { Page } from '@playwright/test';
import { expect, explore, makeDashboard, ours, panel, past, test, truth } from './grafana';

const REPLICAS = 'baseten_replicas_active';

function variable(name: string, label: string, filters: object[] = []): object {
  return {
    type: 'query',
    name,
    label: name,
    multi: true,
    includeAll: true,
    datasource: ours,
    query: { refId: 'variable', label, filters },
    refresh: 2,
    sort: 5,
    current: { text: 'All', value: '$__all' },
  };
}

const is = (label: string, ...values: string[]) => ({ label, operator: '=', values });

/** The field of a variable. */
const field = (page: Page, name: string) =>
  page
    .getByTestId('data-testid template variable')
    .filter({ has: page.getByTestId(`data-testid Dashboard template variables submenu Label ${name}`) })
    .locator('input')
    .first();

/** The values that a variable offers, `All` left out. */
async function offered(page: Page, name: string): Promise<string[]> {
  await field(page, name).click();
  const options = page.getByRole('option');
  await expect(options.filter({ hasText: /^All$/ })).toBeVisible();
  const texts = (await options.allInnerTexts())
    .map((text) => text.trim())
    .filter((text) => text !== 'All' && !text.startsWith('Selected ('));
  await page.keyboard.press('Escape');
  return texts.sort();
}

/** Chooses one value in place of all others. */
async function choose(page: Page, name: string, value: string) {
  await field(page, name).click();
  await page.getByRole('option', { name: value, exact: true }).click();
  await page.keyboard.press('Escape');
}

/** Titles of the repeated panels with the number that each draws, all at one moment: panels come and go. */
async function drawn(page: Page): Promise<Map<string, number>> {
  const found = await page.getByTestId(/^data-testid Panel header One: /).evaluateAll((panels) =>
    panels.map((panel) => ({
      title: panel.getAttribute('data-testid') ?? '',
      text: panel.querySelector('[data-testid="data-testid panel content"]')?.textContent?.trim() ?? '',
    }))
  );
  return new Map(
    found.map(({ title, text }) => [
      title.replace('data-testid Panel header One: ', ''),
      /^\d+$/.test(text) ? Number(text) : NaN,
    ])
  );
}

test('plain, chained, repeated, All: as many panels as the server has models, each with its own number', async ({
  page,
}) => {
  const range = past();
  const replicas = (selector = '') =>
    truth(page.request, `max by (model_name) (sum by (model_name) (${REPLICAS}${selector}))`, ['model_name'], range);
  await makeDashboard(
    page.request,
    'variables',
    [
      panel(
        1,
        'stat',
        'One: $model',
        {
          metric: REPLICAS,
          groupBy: ['model_name'],
          filters: [is('model_name', '$model'), is('environment', '$environment')],
        },
        { repeat: 'model', repeatDirection: 'h', maxPerRow: 4, options: { graphMode: 'none', textMode: 'value' } }
      ),
    ],
    {
      templating: {
        list: [
          variable('environment', 'environment'),
          variable('model', 'model_name', [is('environment', '$environment')]),
        ],
      },
    }
  );
  await page.setViewportSize({ width: 1500, height: 2500 });
  await page.goto(`/d/variables?from=${range.from}&to=${range.to}`);

  await expect(page.getByTestId(/^data-testid Panel header One: /).first()).toBeVisible();
  const all = await replicas();
  expect(all.size).toBeGreaterThan(5);
  await expect.poll(async () => Object.fromEntries(await drawn(page))).toEqual(Object.fromEntries(all));
  const environments = await truth(page.request, `count by (environment) (${REPLICAS})`, ['environment'], range);
  expect(await offered(page, 'environment')).toEqual([...environments.keys()].map((name) => name || '(none)').sort());
  expect(await offered(page, 'model')).toEqual([...all.keys()].sort());

  // Chained: the models of an environment, and the panels with them.
  await choose(page, 'environment', 'staging');
  const staging = await replicas('{environment="staging"}');
  expect(staging.size).toBeLessThan(all.size);
  await expect.poll(async () => Object.fromEntries(await drawn(page))).toEqual(Object.fromEntries(staging));
  expect(await offered(page, 'model')).toEqual([...staging.keys()].sort());

  // One of them, and the series without an environment.
  const [some = ''] = staging.keys();
  await choose(page, 'model', some);
  await expect.poll(async () => [...(await drawn(page)).keys()]).toEqual([some]);
  await page.goto(
    `/d/variables?from=${range.from}&to=${range.to}&var-environment=${encodeURIComponent('(none)')}&var-model=$__all`
  );
  const none = await replicas('{environment=""}');
  expect(none.size).toBeGreaterThan(0);
  await expect.poll(async () => Object.fromEntries(await drawn(page))).toEqual(Object.fromEntries(none));
});

test('All of a chained variable that can’t stand for its condition says that it is pinned', async ({ page }) => {
  const code = { editorMode: 'code', expr: `sum by (model_name) (${REPLICAS}{deployment_id=~"$deployment"})` };
  const built = { metric: REPLICAS, groupBy: ['model_name'], filters: [is('deployment_id', '$deployment')] };
  await makeDashboard(
    page.request,
    'pinned',
    [panel(1, 'timeseries', 'Code', code), panel(2, 'timeseries', 'Built', built)],
    {
      templating: {
        list: [variable('model', 'model_name'), variable('deployment', 'deployment_id', [is('model_name', '$model')])],
      },
    }
  );
  const said = page.getByText('All of $deployment is pinned here to its values of now', { exact: false });
  await page.goto('/d/pinned?editPanel=1');
  await expect(said).toBeVisible();
  // The builder's filter is replaced by the condition itself.
  await page.goto('/d/pinned?editPanel=2');
  await expect(page.getByText('deployment', { exact: true }).first()).toBeVisible();
  await expect(said).toHaveCount(0);
});

test('deployments are offered with their model and environment', async ({ page }) => {
  const query = { metric: REPLICAS, filters: [is('deployment_id')] };
  await page.goto(explore(ours, query, past()));
  await page.getByRole('combobox', { name: 'Values of deployment' }).click();
  await expect(page.getByRole('option', { name: /Llama 3\.1 70B Instruct/ }).first()).toContainText(
    /production|staging/
  );
});
