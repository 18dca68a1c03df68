/** An instant query in panels that draw nothing without a time: each number is a point at the end of the range. */
import { expect, makeDashboard, panel, past, test } from './grafana';

test('an instant query is drawn in panels that need a time, as one of a Prometheus data source is', async ({
  page,
}) => {
  const query = { metric: 'baseten_replicas_active', groupBy: ['model_name'], queryType: 'instant' };
  const kinds = ['timeseries', 'barchart', 'state-timeline'];
  await makeDashboard(
    page.request,
    'instant',
    kinds.map((kind, i) => panel(i + 1, kind, kind, query))
  );
  const { from, to } = past();
  await page.goto(`/d/instant?from=${from}&to=${to}`);
  for (const kind of kinds) {
    const drawn = page.getByTestId(`data-testid Panel header ${kind}`);
    await expect(drawn.locator('canvas').first()).toBeVisible();
    await expect(drawn).not.toContainText(/missing a|No data/);
  }
});
