/** A rule that is made in Grafana's form with this plugin's editor, saved, opened again, and saved again. */
import type { APIRequestContext, Locator } from '@playwright/test';
import { expect, ours, test } from './grafana';
import { readRules } from './rules';

interface Written {
  uid: string;
  title: string;
  condition: string;
  data: Array<{ refId: string; datasourceUid: string; model: Record<string, unknown> }>;
}

const TITLE = 'Made in the form';
const folder = { uid: 'test-rules', title: 'Test rules' };

async function written(request: APIRequestContext): Promise<Written | undefined> {
  const all: Written[] = await (await request.get('/api/v1/provisioning/alert-rules')).json();
  return all.find(({ title }) => title === TITLE);
}

/** What the editor shows of its query. */
async function shown(step: Locator) {
  return {
    metric: await step.getByRole('combobox', { name: 'Metric' }).inputValue(),
    filters: await step
      .getByRole('button', { name: /^Remove (?!the filter|query)/ })
      .evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label'))),
    sentence: await step.getByTestId('sentence').innerText(),
    promql: await step.getByTestId('promql').innerText(),
  };
}

test('is evaluated as its editor says, and opened again it is what it was', async ({ page, gotoAlertRuleEditPage }) => {
  const { request } = page;
  const old = await written(request);
  if (old) {
    await request.delete(`/api/v1/provisioning/alert-rules/${old.uid}`);
  }
  const made = await request.post('/api/folders', { data: folder });
  expect([200, 409, 412]).toContain(made.status());

  await page.goto('/alerting/new/alerting');
  const step = (n: number) => page.getByTestId(`data-testid alert-rule step-${n}`);
  await page.getByTestId('data-testid alert-rule name-field').fill(TITLE);
  await step(2).getByRole('combobox', { name: 'Metric' }).click();
  await page.getByRole('option', { name: /^Active replicas/ }).click();
  await step(2).getByRole('button', { name: 'Add filter' }).click();
  await page.getByRole('option', { name: 'voice-agent', exact: true }).click();
  await page.keyboard.press('Escape');
  await step(2).getByRole('button', { name: 'Remove environment' }).click();
  await step(2).getByRole('spinbutton').last().fill('41');
  await expect(step(2).getByTestId('promql')).toHaveText(
    'sum by (model_name) (baseten_replicas_active{model_name="voice-agent"})'
  );
  const before = await shown(step(2));

  await step(3).getByText('Select folder').click();
  await page.getByText(folder.title).first().click();
  await step(4).getByRole('button', { name: 'New evaluation group' }).click();
  await page.getByTestId('data-testid alert-rule new-evaluation-group-name').fill('form');
  await page.getByTestId('data-testid alert-rule new-evaluation-group-create-button').click();
  await step(5).getByRole('combobox').first().click();
  await page.getByRole('option', { name: /grafana-default-email/ }).click();
  await page.getByTestId('save-rule').click();
  await expect.poll(() => written(request)).toBeDefined();

  const rule = await written(request);
  const query = rule?.data.find(({ datasourceUid }) => datasourceUid === ours.uid);
  expect(query?.model).toMatchObject({
    metric: 'baseten_replicas_active',
    groupBy: ['model_name'],
    filters: [{ label: 'model_name', operator: '=', values: ['voice-agent'] }],
  });
  // Grafana's scheduler runs it.
  await expect
    .poll(async () => (await readRules(request)).find(({ name }) => name === TITLE)?.health, { timeout: 100_000 })
    .toBe('ok');

  await gotoAlertRuleEditPage({ uid: rule?.uid ?? '' });
  await expect(step(2).getByTestId('promql')).toHaveText(before.promql);
  await expect.poll(() => shown(step(2))).toEqual(before);
  const saved = page.waitForResponse(
    (response) => response.request().method() === 'POST' && response.url().includes('/api/ruler/')
  );
  await page.getByTestId('save-rule').click();
  expect((await saved).ok()).toBe(true);
  expect((await written(request))?.data).toEqual(rule?.data);
  await request.delete(`/api/v1/provisioning/alert-rules/${rule?.uid}`);
});
