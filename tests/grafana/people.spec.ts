/** People without the rights of an administrator: a viewer with a log-in of their own, and whoever has a public link. */
import type { APIRequestContext, Browser, Page } from '@playwright/test';
import { errorsOf, expect, test, truth, uid } from './grafana';

/** A browser that knows nobody yet. */
async function stranger(browser: Browser, baseURL: string | undefined): Promise<Page> {
  const context = await browser.newContext({
    baseURL,
    storageState: undefined,
    viewport: { width: 1500, height: 4000 },
  });
  return context.newPage();
}

/** Panels that are drawn, and what is wrong with any of them once all have been answered. */
async function look(page: Page): Promise<{ panels: number; faults: string[] }> {
  await expect(page.getByLabel('Panel loading bar')).toHaveCount(0);
  const panels = await page.getByTestId(/^data-testid Panel header /).all();
  const faults: string[] = [];
  for (const panel of panels) {
    const title = (await panel.getAttribute('data-testid')) ?? '';
    if (/\bNo data\b/.test(await panel.innerText())) {
      faults.push(`${title}: No data`);
    }
    if ((await panel.getByTestId('data-testid Panel status error').count()) > 0) {
      faults.push(`${title}: an error`);
    }
  }
  return { panels: panels.length, faults };
}

/** Models that serve now, as the server says. */
const models = async (request: APIRequestContext) => [
  ...(
    await truth(request, 'count by (model_name) (baseten_replicas_active{environment="production"})', ['model_name'], {
      from: Date.now() - 3_600_000,
      to: Date.now(),
    })
  ).keys(),
];

test('a viewer logs in, looks at a dashboard with its variables, and can change nothing', async ({
  page: admin,
  browser,
  baseURL,
  grafanaAPIClient,
}) => {
  await grafanaAPIClient.createUser({ user: 'a-viewer', password: 'only-looks-1', role: 'Viewer' });
  const page = await stranger(browser, baseURL);
  const said = errorsOf(page);
  const failed: string[] = [];
  page.on('response', (response) => {
    if (/\/api\/(?:ds\/query|datasources\/uid\/[^/]+\/resources)/.test(response.url()) && !response.ok()) {
      failed.push(`${response.status()} ${response.url()}`);
    }
  });
  await page.goto('/login');
  await page.getByTestId('data-testid Username input field').fill('a-viewer');
  await page.getByTestId('data-testid Password input field').fill('only-looks-1');
  await page.getByTestId('data-testid Login button').click();
  await expect(page).not.toHaveURL(/\/login/);
  const who: { isGrafanaAdmin: boolean; login: string } = await (await page.request.get('/api/user')).json();
  expect(who).toMatchObject({ login: 'a-viewer', isGrafanaAdmin: false });

  await page.goto('/d/baseten-overview?from=now-6h&to=now');
  await expect(page.getByTestId('data-testid Panel header Active replicas by model')).toBeVisible();
  await expect(
    page
      .getByTestId('data-testid Panel header Active replicas by model')
      .getByTestId(/VizLegend series/)
      .first()
  ).toBeVisible();
  const found = await look(page);
  expect(found.panels).toBeGreaterThan(15);
  expect(found.faults).toEqual([]);
  await expect(page.getByTestId('data-testid Edit dashboard button')).toHaveCount(0);

  // Values of a variable come past the query: by a resource of the plugin.
  await page
    .getByTestId('data-testid template variable')
    .filter({ has: page.getByTestId('data-testid Dashboard template variables submenu Label Model') })
    .locator('input')
    .first()
    .click();
  for (const model of await models(admin.request)) {
    await expect(page.getByRole('option', { name: model, exact: true })).toBeVisible();
  }
  await page.keyboard.press('Escape');

  // No settings, no secrets, no rules.
  const settings = await page.request.get(`/api/datasources/uid/${uid}`);
  expect(settings.status() === 403 || !/secret|password|Value/i.test(await settings.text())).toBe(true);
  expect((await page.request.put(`/api/datasources/uid/${uid}`, { data: {} })).status()).toBe(403);
  expect((await page.request.post('/api/v1/provisioning/alert-rules', { data: {} })).status()).toBe(403);
  expect(failed).toEqual([]);
  expect(said).toEqual([]);
  await page.context().close();
});

test('a public link shows the public dashboard to somebody who is not logged in', async ({
  page,
  browser,
  baseURL,
}) => {
  const base = '/api/dashboards/uid/baseten-public/public-dashboards';
  const there: { uid?: string } = await (await page.request.get(base)).json();
  if (there.uid) {
    await page.request.delete(`${base}/${there.uid}`);
  }
  const made = await page.request.post(base, {
    data: { isEnabled: true, annotationsEnabled: false, timeSelectionEnabled: false, share: 'public' },
  });
  expect(made.ok(), await made.text()).toBe(true);
  const link: { uid: string; accessToken: string } = await made.json();
  try {
    const guest = await stranger(browser, baseURL);
    const said = errorsOf(guest);
    const failed: string[] = [];
    guest.on('response', (response) => {
      if (/\/api\/(?:public\/dashboards|datasources|ds)\//.test(response.url()) && !response.ok()) {
        failed.push(`${response.status()} ${response.url()}`);
      }
    });
    expect((await guest.request.get('/api/user')).status()).toBe(401);
    await guest.goto(`/public-dashboards/${link.accessToken}`);
    const replicas = guest.getByTestId('data-testid Panel header Active replicas by model');
    for (const model of await models(page.request)) {
      await expect(replicas.getByTestId(`data-testid VizLegend series ${model}`)).toBeVisible();
    }
    const found = await look(guest);
    expect(found.panels).toBeGreaterThan(15);
    expect(found.faults).toEqual([]);
    expect(failed).toEqual([]);
    expect(said).toEqual([]);
    await guest.context().close();
  } finally {
    await page.request.delete(`${base}/${link.uid}`);
  }
});
