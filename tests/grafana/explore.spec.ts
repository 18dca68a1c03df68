/** Explore: graph and table of one query, the filter of a cell, and the way to another data source and back. */
import { expect, explore, exploreQueries, ours, past, test, truth, witness } from './grafana';

const REQUESTS = 'baseten_inference_requests_total';
const by = ['model_name', 'environment'];
/** Explore's table has another role than that of dashboards. */
const CELL = '[role=cell], [role=gridcell]';

test('shows a graph and a table with the values of the server, and a cell filters by its value', async ({ page }) => {
  const range = past();
  const query = { metric: REQUESTS, groupBy: by, window: '5m' };
  const want = await truth(page.request, `sum by (${by.join(', ')}) (rate(${REQUESTS}[5m]))`, by, range);
  await page.goto(explore(ours, query, range));
  const graph = page.getByTestId('data-testid Panel header Graph');
  await expect(graph.getByTestId(/^data-testid VizLegend series/)).toHaveCount(want.size);
  const table = page.getByTestId('data-testid Panel header Table');
  await expect(table).toBeVisible();
  const rows = table.getByRole('row');
  await expect(rows).toHaveCount(want.size + 1);
  await expect(rows.first()).toContainText('model_name');
  for (const [labels, value] of want) {
    const [model = '', environment = ''] = labels.split(' / ');
    const cells = await Promise.all(
      (await rows.filter({ hasText: model }).all()).map((row) => row.locator(CELL).allInnerTexts())
    );
    const row = cells.find((texts) => texts[1]?.trim() === model && texts[2]?.trim() === environment) ?? [];
    const [, number = '', unit] = /^([\d.]+) (m?req\/s|rps)$/.exec(row[3]?.trim() ?? '') ?? [];
    expect(unit, labels).toBeDefined();
    // Three digits are drawn.
    expect(Math.abs(Number(number) * (unit === 'mreq/s' ? 0.001 : 1) - value), labels).toBeLessThanOrEqual(
      0.006 * value + 1e-9
    );
  }

  const cell = rows.locator(CELL).filter({ hasText: 'whisper/large-v3 "turbo"' }).first();
  await cell.hover();
  await cell.getByRole('button', { name: 'Filter for value' }).click();
  await expect
    .poll(() => exploreQueries(page.url())[0]?.['filters'])
    .toEqual([{ label: 'model_name', operator: '=', values: ['whisper/large-v3 "turbo"'] }]);
  await expect(rows).toHaveCount([...want.keys()].filter((labels) => labels.startsWith('whisper/')).length + 1);
  await expect(graph.getByTestId(/^data-testid VizLegend series/)).toHaveText([/whisper/]);
});

// Grafana's own Prometheus takes matchers of another data source, and nothing around them.
test('a query goes to Prometheus as its selector and comes back as it was', async ({ page, explorePage }) => {
  const range = past();
  await witness(page.request);
  const query = {
    metric: 'baseten_end_to_end_response_time_seconds',
    calculation: 'quantile',
    quantile: 0.99,
    groupBy: ['model_name'],
    filters: [{ label: 'environment', operator: '=', values: ['production'] }],
  };
  await page.goto(explore(ours, query, range));
  const series = page.getByTestId(/^data-testid VizLegend series/);
  await expect(series.first()).toBeVisible();
  const lines = await series.count();

  await explorePage.datasource.set('Witness');
  await expect.poll(() => exploreQueries(page.url())[0]?.['datasource']).toMatchObject({ uid: 'witness' });
  await expect
    .poll(() => exploreQueries(page.url())[0]?.['expr'])
    .toBe('{__name__="baseten_end_to_end_response_time_seconds_bucket", environment="production"}');

  await explorePage.datasource.set('Baseten');
  await expect.poll(() => exploreQueries(page.url())[0]?.['datasource']).toMatchObject({ uid: ours.uid });
  await expect.poll(() => exploreQueries(page.url())[0]).toMatchObject(query);
  await expect(page.getByRole('radio', { name: 'Builder' })).toBeChecked();
  await expect(series).toHaveCount(lines);
});

test('a query of Prometheus becomes one of the builder, and goes back', async ({ page, explorePage }) => {
  const range = past();
  const core = await witness(page.request);
  const expr = `sum by (model_name) (rate(${REQUESTS}{environment="production",status_code="200"}[$__rate_interval]))`;
  await page.goto(explore(core, { expr, range: true, editorMode: 'code' }, range));
  const series = page.getByTestId(/^data-testid VizLegend series/);
  await expect(series.first()).toBeVisible();
  const lines = await series.count();

  await explorePage.datasource.set('Baseten');
  await expect
    .poll(() => exploreQueries(page.url())[0])
    .toMatchObject({
      datasource: { uid: ours.uid },
      metric: REQUESTS,
      calculation: 'rate',
      groupBy: ['model_name'],
      filters: [
        { label: 'environment', operator: '=', values: ['production'] },
        { label: 'status_code', operator: '=', values: ['200'] },
      ],
    });
  await expect(page.getByRole('radio', { name: 'Builder' })).toBeChecked();
  await expect(series).toHaveCount(lines);

  await explorePage.datasource.set('Witness');
  await expect
    .poll(() => exploreQueries(page.url())[0]?.['expr'])
    .toBe(`{__name__="${REQUESTS}", environment="production", status_code="200"}`);
});
