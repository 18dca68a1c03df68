/** Server-side expressions on queries of this data source: Grafana's back end asks for them, past the browser. */
import { byLabels, expect, makeDashboard, ours, panel, past, test, truth } from './grafana';
import type { Frame } from './grafana';

const REPLICAS = 'baseten_replicas_active';
const by = ['model_name'];
const expression = { type: '__expr__', uid: '__expr__' };

test('reduce, math and threshold of a hidden query give what the server has', async ({ page }) => {
  const range = past();
  const targets = [
    { refId: 'A', datasource: ours, metric: REPLICAS, groupBy: by, hide: true },
    { refId: 'B', datasource: expression, type: 'reduce', expression: 'A', reducer: 'last', hide: true },
    { refId: 'C', datasource: expression, type: 'math', expression: '$B * 100 + 1' },
  ];
  await makeDashboard(page.request, 'expressions', [
    panel(1, 'stat', 'Hundreds', {}, { targets, options: { graphMode: 'none', textMode: 'value_and_name' } }),
  ]);
  const answered = page.waitForResponse(
    (response) =>
      response.url().includes('/api/ds/query') && (response.request().postData() ?? '').includes('$B * 100 + 1')
  );
  await page.goto(`/d/expressions?from=${range.from}&to=${range.to}`);
  const body: { results: Record<string, { frames: Frame[]; error?: string }> } = await (await answered).json();
  expect(body.results['C']?.error).toBeUndefined();
  const got = byLabels(body.results['C']?.frames ?? [], by);
  const want = await truth(page.request, `sum by (model_name) (${REPLICAS})`, by, range);
  expect(want.size).toBeGreaterThan(5);
  expect(Object.fromEntries(got)).toEqual(
    Object.fromEntries([...want].map(([model, value]) => [model, value * 100 + 1]))
  );
  const content = page.getByTestId('data-testid Panel header Hundreds').getByTestId('data-testid panel content');
  for (const [model, value] of want) {
    await expect(content).toContainText(model);
    await expect(content).toContainText(String(value * 100 + 1));
  }

  const threshold = { type: 'threshold', expression: 'B', conditions: [{ evaluator: { type: 'gt', params: [1] } }] };
  const answer = await page.request.post('/api/ds/query', {
    data: {
      from: String(range.from),
      to: String(range.to),
      queries: [
        { refId: 'A', datasource: ours, metric: REPLICAS, groupBy: by, intervalMs: 60_000, maxDataPoints: 500 },
        { refId: 'B', datasource: expression, type: 'reduce', expression: 'A', reducer: 'last' },
        { refId: 'D', datasource: expression, ...threshold },
      ],
    },
  });
  const { results }: typeof body = await answer.json();
  expect(Object.fromEntries(byLabels(results['D']?.frames ?? [], by))).toEqual(
    Object.fromEntries([...want].map(([model, value]) => [model, Number(value > 1)]))
  );
});
