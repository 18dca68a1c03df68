import type { Locator, Page } from '@playwright/test';
import { expect, test } from './pages/demo';
import { expectStill } from './pages/pickers';

const latency = {
  refId: 'A',
  metric: 'baseten_end_to_end_response_time_seconds',
  calculation: 'quantile',
  filters: [{ label: 'model_name', operator: '=', values: ['voice-agent'] }],
  top: { order: 'top', n: 3 },
};

/** Types into a field and presses Enter, first at once and then when the list has its answer. */
async function typeAndEnter(page: Page, field: Locator, text: string) {
  await field.click();
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
  await page.waitForTimeout(400);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
}

test.describe('Enter after typing', () => {
  test('takes the typed percentile', async ({ demo, page }) => {
    const explore = await demo.openExplore({ queries: [{ ...latency, quantile: 0.99 }] });
    await explore.expectLine();
    await explore.editor.getByRole('combobox', { name: 'Percentile' }).click();
    await page.keyboard.type('p99.9');
    await page.keyboard.press('Enter');
    await expect(explore.promql).toContainText(/^.*histogram_quantile\(0\.999,/);
  });

  test('takes the metric that the words of the trade mean', async ({ demo, page }) => {
    const explore = await demo.openExplore({ queries: [{ refId: 'A' }] });
    const metric = explore.editor.getByRole('combobox', { name: 'Metric', exact: true });
    for (const [typed, title] of [
      ['request rate', 'Inference requests'],
      ['p95 latency', 'End-to-end response time'],
      ['vram', 'GPU memory used'],
    ] as const) {
      await metric.click();
      await page.keyboard.type(typed);
      await expect(page.getByRole('option').first()).toContainText(title);
      await page.keyboard.press('Enter');
      await expect(metric).toHaveValue(title);
    }
    await metric.click();
    await page.keyboard.type('cost');
    await expect(page.getByRole('option').first()).toContainText('Costs are not exported');
  });

  test('takes the only calculation that is left, though a later one is chosen', async ({ demo, page }) => {
    const explore = await demo.openExplore({
      queries: [{ refId: 'A', metric: 'baseten_concurrent_requests', calculation: 'avg_over_time' }],
    });
    await explore.expectLine();
    await explore.editor.getByRole('combobox', { name: 'Calculation' }).click();
    await page.keyboard.type('Val');
    await page.keyboard.press('Enter');
    await expect(explore.promql).not.toContainText('avg_over_time');
  });

  test('takes the model that was searched for', async ({ demo, page }) => {
    const explore = await demo.openExplore({ queries: [latency] });
    await explore.expectLine();
    await explore.editor.getByRole('combobox', { name: 'Values of model' }).click();
    await page.keyboard.type('whis');
    await expect(page.getByRole('option').filter({ hasText: 'whisper/large' })).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(explore.promql).toContainText('whisper/large-v3');
  });

  for (const text of ['zzz', 'p99.9', 'a']) {
    test(`no field of the builder breaks over "${text}"`, async ({ demo, page }) => {
      const explore = await demo.openExplore({ queries: [latency] });
      await explore.expectLine();
      await explore.editor.getByRole('button', { name: /Options/ }).click();
      const names = await explore.editor
        .getByRole('combobox')
        .evaluateAll((fields) =>
          fields.map((field) => document.getElementById(field.getAttribute('aria-labelledby') ?? '')?.textContent ?? '')
        );
      expect(names.length).toBeGreaterThan(6);
      for (const name of names) {
        const field = explore.editor.getByRole('combobox', { name, exact: true });
        // What was taken may have done away with the field.
        if ((await field.count()) === 1) {
          await typeAndEnter(page, field, text);
        }
        await expect(explore.editor.getByRole('combobox', { name: 'Metric', exact: true })).toBeVisible();
      }
    });
  }

  test('no field of variables, annotations and ad-hoc filters breaks', async ({ demo, page }) => {
    await demo.openDashboardSettings({
      variables: [
        { name: 'it', label: 'It', type: 'query', multi: true, query: { refId: 'variable', label: 'model_name' } },
      ],
    });
    await page.getByRole('button', { name: 'Add ad-hoc filter' }).click();
    const fields = page.getByRole('combobox');
    await expect(fields.first()).toBeVisible();
    for (let at = 0; at < (await fields.count()); at += 1) {
      await typeAndEnter(page, fields.nth(at), 'zzz');
      await expect(fields.first()).toBeVisible();
    }
  });
});

test('each list marks its first entry, so that an arrow goes on to the second', async ({ demo, page }) => {
  const explore = await demo.openExplore();
  const marked = page.locator('[role=option][class*=option-focused]');
  await explore.editor.getByRole('combobox', { name: 'Metric', exact: true }).click();
  await expect(marked).toHaveText(/Inference requests/);
  await page.keyboard.press('Escape');
  await explore.pickMetric('Active replicas');
  await explore.editor.getByRole('button', { name: 'Add filter' }).click();
  for (const name of ['Filter label', 'Group by']) {
    await explore.editor.getByRole('combobox', { name, exact: true }).click();
    await expect(marked).toHaveText(/model/);
    await page.keyboard.press('Escape');
  }
});

test('a metric that is clicked in no time at all is picked, and asked for once', async ({ demo, page }) => {
  const explore = await demo.openExplore();
  const asked: string[] = [];
  page.on('request', (request) => request.url().includes('/api/ds/query') && asked.push(request.url()));
  await explore.editor.getByRole('combobox', { name: 'Metric', exact: true }).click();
  const option = page.getByRole('option').filter({ hasText: 'Active replicas' }).first();
  await expectStill(option);
  await option.click({ delay: 0 });
  await explore.expectLine();
  expect(asked.length).toBeLessThan(4);
});

test.describe('numbers with a decimal comma', () => {
  test('are taken as a percentile and as a threshold', async ({ demo, page }) => {
    const explore = await demo.openExplore({ queries: [latency] });
    await explore.editor.getByRole('combobox', { name: 'Percentile' }).click();
    await page.keyboard.type('99,9');
    await page.keyboard.press('Enter');
    await expect(explore.promql).toContainText('histogram_quantile(0.999,');

    const idle = await demo.openExplore({ queries: [{ refId: 'A', metric: 'idle_gpus', threshold: 5 }] });
    const field = idle.editor.getByRole('textbox', { name: 'Threshold' });
    await field.fill('2,5');
    await field.press('Enter');
    await expect(idle.promql).toContainText('< 2.5');
  });

  test('are refused in words where only whole numbers make sense', async ({ demo }) => {
    const explore = await demo.openExplore({ queries: [latency] });
    const field = explore.editor.getByRole('textbox', { name: 'Number of lines' });
    await field.fill('1.000');
    await field.press('Enter');
    await expect(explore.editor.getByText('Write a whole number from 1 on.')).toBeVisible();
    await field.fill('2');
    await field.press('Enter');
    await expect(explore.promql).toContainText('topk(2,');
  });
});

test('Shift+Enter runs the PromQL, and adds no line', async ({ demo, page }) => {
  const explore = await demo.openExplore({ queries: [{ refId: 'A', editorMode: 'code', expr: 'sum(up)' }] });
  await explore.codeArea().fill('sum(baseten_replicas_active)');
  await page.keyboard.press('Shift+Enter');
  await expect(explore.executed).toContainText('Expr: sum(baseten_replicas_active)');
  await expect(explore.codeArea()).toHaveText('sum(baseten_replicas_active)');
});
