/** Objectives in a real Grafana: saved where the data source may be written, copied where it is provisioned, and what loosening them costs. */
import type { APIRequestContext, Page } from '@playwright/test';
import { project } from '../../build/project.mjs';
import { expect, test, uid } from './grafana';

interface Settings {
  readOnly: boolean;
  url: string;
  jsonData: Record<string, unknown>;
  secureJsonFields?: Record<string, boolean>;
}

const own = 'objectives-test';

async function settings(request: APIRequestContext, of: string): Promise<Settings> {
  const answer: Settings = await (await request.get(`/api/datasources/uid/${of}`)).json();
  return answer;
}

async function open(page: Page, of: string) {
  await page.goto(`/connections/datasources/edit/${of}/?page=alerts`);
  const objectives = page.getByRole('region', { name: 'Objectives' });
  await expect(objectives).toBeVisible();
  return objectives;
}

test.beforeEach(async ({ page: { request } }) => {
  const { url } = await settings(request, uid);
  await request.delete(`/api/datasources/uid/${own}`);
  const made = await request.post('/api/datasources', {
    data: {
      name: 'Objectives test',
      uid: own,
      type: project.id,
      access: 'proxy',
      url,
      jsonData: { httpHeaderName1: 'X-Scope', scrapeInterval: '60s' },
      secureJsonData: { httpHeaderValue1: 'kept' },
    },
  });
  expect(made.ok(), await made.text()).toBe(true);
});

test.afterEach(({ page }) => page.request.delete(`/api/datasources/uid/${own}`));

test('are saved beside the other settings, secrets kept, and found again', async ({ page }) => {
  let objectives = await open(page, own);
  const latency = objectives.getByRole('textbox', { name: 'Complete within, s: voice-agent' });
  await latency.fill('20');
  await latency.press('Enter');
  await expect(objectives.getByTestId('objectives-hash')).toContainText('not saved');
  await objectives.getByRole('button', { name: 'Save objectives' }).click();
  await expect(objectives.getByText('Saved in the settings of this data source.')).toBeVisible();
  const { jsonData, secureJsonFields } = await settings(page.request, own);
  expect(jsonData).toMatchObject({ httpHeaderName1: 'X-Scope', scrapeInterval: '60s' });
  expect(secureJsonFields).toEqual({ httpHeaderValue1: true });
  objectives = await open(page, own);
  await expect(objectives.getByRole('textbox', { name: 'Complete within, s: voice-agent' })).toHaveValue('20');
  await expect(objectives.getByRole('button', { name: 'Save objectives' })).toBeDisabled();
});

test('of a provisioned data source are copied instead, with the file that provisions it', async ({ page }) => {
  // What Grafana says of one that a file provisions without `editable`; that of this repository has it.
  await page.route(
    (url) => url.pathname.endsWith(`/api/datasources/uid/${uid}`),
    async (route) => {
      const answer = await route.fetch();
      const given: Settings = await answer.json();
      await route.fulfill({ response: answer, json: { ...given, readOnly: true } });
    }
  );
  const objectives = await open(page, uid);
  await expect(objectives.getByText(/^This data source is provisioned/)).toBeVisible();
  await expect(objectives.getByRole('button', { name: 'Save objectives' })).toHaveCount(0);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await objectives.getByRole('button', { name: 'Copy for provisioning' }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/^apiVersion: 1\ndatasources:\n/);
  expect(copied).toMatch(/objectives:\n\s+version: 1\n/);
});

test('that are loosened say “never” in red, before anybody saves them', async ({ page }) => {
  const objectives = await open(page, own);
  const sides = page.getByRole('group', { name: 'The other side: how soon they would ring' });
  await sides.getByRole('button', { name: 'Show how soon' }).click();
  const all = sides.getByRole('row', { name: /^All requests fail/ });
  await expect(all).toContainText(/\d/, { timeout: 120_000 });
  await expect(all).not.toContainText('never');
  const share = objectives.getByRole('textbox', { name: 'Availability: All that are not named' });
  await share.fill('0.5');
  await share.press('Enter');
  const never = all.getByRole('cell', { name: 'never', exact: true }).first();
  await expect(never).toBeVisible({ timeout: 60_000 });
  // As the theme writes what went wrong.
  const [red = 0, green = 0, blue = 0] = await never.evaluate((cell) =>
    (getComputedStyle(cell).color.match(/[\d.]+/g) ?? []).map(Number)
  );
  expect(red).toBeGreaterThan(green + 50);
  expect(red).toBeGreaterThan(blue + 50);
});
