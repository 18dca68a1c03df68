/** Samples of a long range come to the browser packed: what a panel works out from them is what the server has, gaps included. */
import { ask, expect, makeDashboard, panel, test, witness } from './grafana';

const MINUTE = 60_000;

test('a day of all codes, a sample a minute, is drawn and worked out whole', async ({ page }) => {
  const to = Math.floor(Date.now() / MINUTE - 10) * MINUTE;
  const range = { from: to - 22 * 60 * MINUTE, to };
  // Whole numbers, whose sums are exact.
  const expr = 'sum by (model_name, environment, deployment_id, status_code) (baseten_inference_requests_total)';
  const exact = { intervalMs: MINUTE, maxDataPoints: 2000 };
  const frames = await ask(page.request, await witness(page.request), { expr, range: true, ...exact }, range);
  const want = frames.flatMap(({ data: { values } }) => {
    const samples = (values[1] ?? []).filter((value) => typeof value === 'number');
    return samples.length > 0 ? [`${samples.length} ${samples.reduce((sum, value) => sum + value, 0)}`] : [];
  });
  // More than the browser is sent as numbers.
  expect(want.reduce((sum, text) => sum + parseInt(text, 10), 0)).toBeGreaterThan(20_000);
  // One of them at least has a gap.
  expect(new Set(want.map((text) => parseInt(text, 10))).size).toBeGreaterThan(1);

  const query = { editorMode: 'code', expr, interval: '1m' };
  const plain = [
    {
      matcher: { id: 'byRegexp', options: '.*' },
      properties: [
        { id: 'unit', value: 'none' },
        { id: 'decimals', value: 0 },
      ],
    },
  ];
  await makeDashboard(page.request, 'long', [
    panel(1, 'timeseries', 'Drawn', query, { maxDataPoints: 2000 }),
    panel(2, 'table', 'Worked out', query, {
      maxDataPoints: 2000,
      gridPos: { x: 0, y: 9, w: 24, h: 90 },
      fieldConfig: { defaults: {}, overrides: plain },
      transformations: [{ id: 'reduce', options: { mode: 'seriesToRows', reducers: ['count', 'sum'] } }],
    }),
  ]);
  const answered = page.waitForResponse((response) => response.url().includes('/api/ds/query'));
  await page.setViewportSize({ width: 1500, height: 4500 });
  await page.goto(`/d/long?from=${range.from}&to=${range.to}`);
  expect(await (await answered).text()).toContain('seriesOfRows');

  const drawn = page.getByTestId('data-testid Panel header Drawn');
  await expect(drawn.locator('canvas').first()).toBeVisible();
  await expect(drawn.getByTestId(/^data-testid VizLegend series/)).toHaveCount(want.length);

  const rows = page.getByTestId('data-testid Panel header Worked out').getByRole('row');
  await expect(rows).toHaveCount(want.length + 1);
  const cells = await rows.evaluateAll((all) =>
    all.slice(1).map((row) =>
      [...row.querySelectorAll('[role=gridcell], [role=cell]')]
        .slice(1)
        .map((cell) => cell.textContent)
        .join(' ')
    )
  );
  expect(cells.sort()).toEqual(want.sort());
});

test('a table of thousands of series comes packed, and is shown and counted as the server has it', async ({ page }) => {
  const to = Math.floor(Date.now() / MINUTE - 10) * MINUTE;
  const expr = '{__name__=~"baseten_.+_bucket"}';
  const range = { from: to - 10 * MINUTE, to };
  const frames = await ask(page.request, await witness(page.request), { expr, instant: true }, range);
  // More labels than the browser is sent one by one.
  expect(frames.length).toBeGreaterThan(2500);

  const query = { editorMode: 'code', expr, queryType: 'instant', format: 'table' };
  await makeDashboard(page.request, 'long-table', [
    panel(1, 'table', 'All of them', query),
    panel(2, 'table', 'Counted', query, {
      gridPos: { x: 0, y: 9, w: 24, h: 9 },
      transformations: [{ id: 'reduce', options: { mode: 'seriesToRows', reducers: ['count', 'distinctCount'] } }],
    }),
  ]);
  const answered = page.waitForResponse((response) => response.url().includes('/api/ds/query'));
  await page.goto(`/d/long-table?from=${range.from}&to=${range.to}`);
  expect(await (await answered).text()).toContain('packedRows');

  const all = page.getByTestId('data-testid Panel header All of them');
  await expect(all.getByText('baseten_').first()).toBeVisible();
  await expect(all.getByRole('columnheader', { name: /model_name/ })).toBeVisible();
  const counted = page.getByTestId('data-testid Panel header Counted');
  await expect(counted.getByText(String(frames.length)).first()).toBeVisible();
});
