import type { Page } from '@playwright/test';
import { expect, test } from './pages/demo';

const NOT_THERE = 'A part of the plugin could not be loaded';

/** From now on Grafana has other files than this page knows of, as after an update of the plugin. */
async function updatePlugin(page: Page) {
  await page.route(/\/plugins\/[^/]+\/[^?]*\.[0-9a-f]{8}\.js/, (route) => route.fulfill({ status: 404 }));
}

test.describe('a page from before an update of the plugin', () => {
  test('says so in place of the settings, of the tab for alerts and of the query editor', async ({ demo, page }) => {
    await updatePlugin(page);
    await demo.loadAnew();
    await demo.openSettings();
    await expect(page.getByText(NOT_THERE)).toBeVisible();
    await demo.openAlerts();
    await expect(page.getByText(NOT_THERE)).toBeVisible();
    const explore = await demo.openExplore({ queries: [{ refId: 'A', metric: 'baseten_replicas_active' }] });
    await expect(page.getByText(NOT_THERE)).toBeVisible();
    // The backend has the whole catalog, so the graph is there.
    await explore.expectLine();
    await page.unrouteAll();
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(explore.editor.getByRole('combobox', { name: 'Metric' })).toBeVisible();
  });

  test('still shows the result of Save & test', async ({ demo, page }) => {
    await demo.loadAnew();
    const settings = await demo.openSettings();
    await settings.serverUrl().waitFor();
    await updatePlugin(page);
    await settings.saveAndTest();
    await expect(settings.result).toContainText('8 of 8 core metrics');
    await expect(settings.result).toContainText('reload the page');
  });
});
