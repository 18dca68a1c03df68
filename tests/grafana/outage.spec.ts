/**
 * A metrics server that doesn't answer: what stands in the panels of the dashboards, and that it comes back. The data source of
 * the test has an address at which nobody listens, then that of the demo's server.
 */
import { project } from '../../build/project.mjs';
import { expect, test, uid } from './grafana';
import { outageUid as own } from './log.mjs';

const settings = (url: string) => ({
  name: 'Outage test',
  uid: own,
  type: project.id,
  access: 'proxy',
  url,
  jsonData: { scrapeInterval: '60s' },
});

test.beforeEach(async ({ page: { request } }) => {
  await request.delete(`/api/datasources/uid/${own}`);
  expect((await request.post('/api/datasources', { data: settings('http://127.0.0.1:9') })).ok()).toBe(true);
});
test.afterEach(({ page }) => page.request.delete(`/api/datasources/uid/${own}`));

test('no number speaks of what nobody knows, until there is an answer', async ({ page }) => {
  await page.goto(`/d/baseten-overview?var-ds=${own}&kiosk`);
  const panel = (title: string) => page.getByTestId(`data-testid Panel header ${title}`);
  await expect(panel('Unserved requests')).toContainText('no data', { timeout: 60_000 });
  await expect(panel('Worst availability')).toContainText('no traffic, or no answer');
  await expect(panel('Is the data live?')).toContainText('no sample, or no answer');
  await expect(page.getByText(/^no [a-z ]+ seen$/)).toHaveCount(0);
  const { url }: { url: string } = await (await page.request.get(`/api/datasources/uid/${uid}`)).json();
  const saved: object = await (await page.request.get(`/api/datasources/uid/${own}`)).json();
  const changed = { data: { ...saved, ...settings(url) } };
  expect((await page.request.put(`/api/datasources/uid/${own}`, changed)).ok()).toBe(true);
  await expect(async () => {
    await page.getByRole('button', { name: 'Refresh', exact: true }).click();
    await expect(panel('Is the data live?')).toContainText('moving', { timeout: 5000 });
  }).toPass({ timeout: 60_000 });
  await expect(page.getByText('no answer')).toHaveCount(0);
});

test('a table holds the error, in place of "none seen"', async ({ page }) => {
  await page.goto(`/d/baseten-coverage?var-ds=${own}&kiosk`);
  const table = page.getByTestId('data-testid Panel header Requests in 6 hours, by environment');
  await expect(table).toContainText('connection refused', { timeout: 60_000 });
  await expect(table).not.toContainText('none seen');
});
