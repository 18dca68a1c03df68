/** A Grafana that is served below a path, as behind a proxy: the plugin's files and resources are found there. */
import { project } from '../../build/project.mjs';
import { errorsOf, expect, test, uid } from './grafana';

const below = process.env['GRAFANA_BELOW_URL'] ?? '';

test('settings, a dashboard and the editor work below a path', async ({ browser }) => {
  test.skip(below === '', 'GRAFANA_BELOW_URL names no Grafana that is served below a path');
  const { pathname: prefix } = new URL(below);
  const context = await browser.newContext({ baseURL: `${below}/`, viewport: { width: 1500, height: 1100 } });
  const page = await context.newPage();
  const said = errorsOf(page);
  const stray: string[] = [];
  // Grafana 12.3 itself asks for its feature flags past the path.
  const itself = '/apis/features.grafana.app/';
  page.on('request', (request) => {
    const { host, pathname } = new URL(request.url());
    if (host === new URL(below).host && !`${pathname}/`.startsWith(`${prefix}/`) && !pathname.startsWith(itself)) {
      stray.push(pathname);
    }
  });
  const missing: string[] = [];
  page.on('response', (response) => {
    if (response.url().includes(project.id) && response.status() >= 400 && !response.url().includes('/api/gnet/')) {
      missing.push(`${response.status()} ${response.url()}`);
    }
  });
  await page.goto('login');
  await page.getByTestId('data-testid Username input field').fill(process.env['GRAFANA_ADMIN_USER'] ?? 'admin');
  await page.getByTestId('data-testid Password input field').fill(process.env['GRAFANA_ADMIN_PASSWORD'] ?? 'admin');
  await page.getByTestId('data-testid Login button').click();
  const skip = page.getByTestId('data-testid Skip change password button');
  await skip.click();
  await expect(page).not.toHaveURL(/\/login/);

  await page.goto(`connections/datasources/edit/${uid}`);
  await page.getByRole('button', { name: /^(?:Save & test|Test)$/ }).click();
  await expect(page.getByTestId('data-testid Alert success')).toContainText('8 of 8 core metrics are there');

  await page.goto('d/baseten-overview?from=now-6h&to=now');
  // In the first screen: Grafana draws what is below it when somebody scrolls there.
  const errors = page.getByTestId('data-testid Panel header Error ratio by model');
  await expect(errors.getByTestId('data-testid VizLegend series voice-agent')).toBeVisible();

  // The editor's parts are loaded when they are needed, and its lists are resources of the plugin.
  const pane = {
    datasource: uid,
    queries: [{ refId: 'A', datasource: { uid, type: project.id }, metric: 'baseten_replicas_active' }],
    range: { from: 'now-1h', to: 'now' },
  };
  await page.goto(`explore?schemaVersion=1&orgId=1&panes=${encodeURIComponent(JSON.stringify({ a: pane }))}`);
  await expect(page.getByTestId(/^data-testid VizLegend series/).first()).toBeVisible();
  await page.getByRole('button', { name: 'Add filter' }).click();
  await expect(page.getByRole('option').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('radio', { name: 'Code' }).click({ force: true });
  await expect(page.getByRole('textbox', { name: 'PromQL' })).toContainText('baseten_replicas_active');

  const runbook = await page.request.get(`public/plugins/${project.id}/docs/alerting.html`);
  expect(runbook.status()).toBe(200);
  expect(stray).toEqual([]);
  expect(missing).toEqual([]);
  expect(said).toEqual([]);
  await context.close();
});
