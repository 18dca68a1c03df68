/** Filters and grouping that a person adds to a whole dashboard. */
import type { Page } from '@playwright/test';
import { expect, makeDashboard, ours, panel, past, test, truth } from './grafana';

const REPLICAS = 'baseten_replicas_active';
const range = past();

/** Each value that the stat panel draws, by its name. */
async function values(page: Page, title: string): Promise<Record<string, number>> {
  const [text = ''] = await page
    .getByTestId(`data-testid Panel header ${title}`)
    .getByTestId('data-testid panel content')
    .evaluateAll((contents) => contents.map((content) => (content instanceof HTMLElement ? content.innerText : '')));
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return Object.fromEntries(
    lines.flatMap((line, at) => (at % 2 === 0 ? [[line, Number(lines[at + 1])] as const] : []))
  );
}

const stat = { options: { graphMode: 'none', textMode: 'value_and_name' } };
const code = { editorMode: 'code', expr: `sum by (model_name) (${REPLICAS})`, legendFormat: '{{model_name}}' };

test('a filter narrows queries of the builder and of code alike, to what the server has', async ({ page }) => {
  await makeDashboard(
    page.request,
    'adhoc',
    [
      panel(1, 'stat', 'Builder', { metric: REPLICAS, groupBy: ['model_name'], legendFormat: '{{model_name}}' }, stat),
      panel(2, 'stat', 'Code', code, stat),
    ],
    { templating: { list: [{ type: 'adhoc', name: 'filters', datasource: ours, filters: [] }] } }
  );
  await page.goto(`/d/adhoc?from=${range.from}&to=${range.to}`);
  await expect(page.getByTestId('data-testid Panel header Code')).toBeVisible();
  const byModel = async (selector: string) =>
    Object.fromEntries(
      await truth(page.request, `sum by (model_name) (${REPLICAS}${selector})`, ['model_name'], range)
    );
  const all = await byModel('');
  for (const title of ['Builder', 'Code']) {
    await expect.poll(() => values(page, title)).toEqual(all);
  }

  const filter = page.getByPlaceholder('Filter by label values');
  await filter.click();
  // Labels and values come from the server.
  await page.getByRole('option', { name: 'environment', exact: true }).click();
  await page.getByRole('option', { name: /^=\s*Equals$/ }).click();
  await page.getByRole('option', { name: 'staging', exact: true }).click();
  const staging = await byModel('{environment="staging"}');
  expect(Object.keys(staging).length).toBeLessThan(Object.keys(all).length);
  for (const title of ['Builder', 'Code']) {
    await expect.poll(() => values(page, title)).toEqual(staging);
  }
});

test('group-by keys replace the grouping of builder queries', async ({ page }) => {
  const settings: { featureToggles: Record<string, boolean> } = await (
    await page.request.get('/api/frontend/settings')
  ).json();
  test.skip(
    settings.featureToggles['groupByVariable'] !== true,
    'this Grafana has its feature toggle groupByVariable off: set GF_FEATURE_TOGGLES_ENABLE=groupByVariable'
  );
  await makeDashboard(
    page.request,
    'grouped',
    [panel(1, 'stat', 'Builder', { metric: REPLICAS, groupBy: ['model_name'] }, stat)],
    { templating: { list: [{ type: 'groupby', name: 'by', datasource: ours, current: { text: [], value: [] } }] } }
  );
  await page.goto(`/d/grouped?from=${range.from}&to=${range.to}&var-by=environment`);
  await expect(page.getByTestId('data-testid Panel header Builder')).toBeVisible();
  const environments = await truth(page.request, `sum by (environment) (${REPLICAS})`, ['environment'], range);
  await expect
    .poll(async () => Object.values(await values(page, 'Builder')).sort())
    .toEqual([...environments.values()].sort());
  expect(Object.keys(await values(page, 'Builder'))).toEqual(expect.arrayContaining(['production', 'staging']));
});
