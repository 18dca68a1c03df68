/** Annotations of this data source in a panel of Grafana's. */
import { ask, expect, makeDashboard, ours, panel, past, test, witness } from './grafana';

const MODEL = 'Llama 3.1 70B Instruct';

test('a rollout is a region from its first to its last sample, and says of what', async ({ page }) => {
  const range = past(23 * 60);
  const expr = `max by (deployment_id) (baseten_replicas_active{rollout_phase="promoting",model_name="${MODEL}"} > 0)`;
  const frames = await ask(
    page.request,
    await witness(page.request),
    { expr, range: true, instant: false, interval: '1m', intervalMs: 60_000, maxDataPoints: 2000 },
    range
  );
  expect(frames).toHaveLength(1);
  const times = (frames[0]?.data.values[0] ?? []).map(Number);
  const deployment = frames[0]?.schema.fields.find(({ type }) => type === 'number')?.labels?.['deployment_id'] ?? '';
  expect(deployment).toMatch(/^\w{8}$/);

  const target = {
    refId: 'Anno',
    kind: 'rollouts',
    filters: [{ label: 'model_name', operator: '=', values: [MODEL] }],
  };
  await makeDashboard(
    page.request,
    'annotations',
    [panel(1, 'timeseries', 'Lines', { metric: 'baseten_replicas_active' })],
    {
      timezone: 'utc',
      annotations: { list: [{ name: 'Rollouts', enable: true, iconColor: 'purple', datasource: ours, target }] },
    }
  );
  await page.goto(`/d/annotations?from=${range.from}&to=${range.to}`);
  const markers = page.getByTestId('data-testid annotation-marker');
  await expect(markers).toHaveCount(1);
  await markers.hover();
  await expect(page.getByText(`Rollout of ${MODEL}`)).toBeVisible();
  await expect(page.getByText(`Deployment ${deployment} is being promoted`)).toBeVisible();
  const said = await page.getByText(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d - \d{4}/).innerText();
  const [begin = NaN, end = NaN] = said.split(' - ').map((text) => Date.parse(`${text.replace(' ', 'T')}Z`));
  // The query's step is coarser than a minute over a day.
  const step = 5 * 60_000;
  expect(Math.abs(begin - (times[0] ?? NaN))).toBeLessThanOrEqual(step);
  expect(Math.abs(end - (times.at(-1) ?? NaN))).toBeLessThanOrEqual(step);
});
