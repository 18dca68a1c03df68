/** The data source's page, as an administrator uses it. */
import { project } from '../../build/project.mjs';
import { expect, test, uid } from './grafana';

test('the provisioned data source is saved and tested', async ({ gotoDataSourceConfigPage, page }) => {
  await gotoDataSourceConfigPage(uid);
  await page.getByRole('button', { name: /^(?:Save & test|Test)$/ }).click();
  await expect(page.getByTestId('data-testid Alert success')).toContainText('8 of 8 core metrics are there');
});

test('the plugin is the one that was built, and Grafana takes it', async ({ page }) => {
  const plugin: { id: string } = await (await page.request.get(`/api/plugins/${project.id}/settings`)).json();
  expect(plugin).toMatchObject({ id: project.id });
  for (const file of ['img/screenshots/overview-dark.png', 'img/logo.svg', 'docs/alerting.html', 'module.js.map']) {
    expect((await page.request.get(`/public/plugins/${project.id}/${file}`)).status(), file).toBe(200);
  }
});
