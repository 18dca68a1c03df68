import { expect, test } from './pages/demo';

test.describe('setting up the data source', () => {
  test('a right URL is tested layer by layer, and a wrong one says what to change', async ({ demo }) => {
    const settings = await demo.openSettings();
    const right = await settings.serverUrl().inputValue();

    await settings.enterServerUrl('http://127.0.0.1:1');
    await settings.saveAndTest();
    await expect(settings.result).toContainText(/refused/i);
    await expect(settings.result).toContainText(/URL/);

    await settings.enterServerUrl(`${right}/graph/nowhere`);
    await settings.saveAndTest();
    await expect(settings.result).toContainText('404');

    await settings.enterServerUrl(right);
    await settings.saveAndTest();
    await expect(settings.result).toContainText(/Prometheus/);
    await expect(settings.result).toContainText(/8 of (the )?8/);
  });

  test('a query past a limit says which one, and the limit is where it says', async ({ demo }) => {
    const settings = await demo.openSettings();
    await settings.unfoldAll();
    await expect(settings.limit('Series of an answer')).toHaveAttribute('placeholder', '20000');
    await settings.limit('Series of an answer').fill('0');
    await expect(demo.page.getByText('Write a whole number from 1 to 1,000,000.')).toBeVisible();
    await settings.limit('Series of an answer').fill('1');
    await settings.saveAndTest();
    await expect(settings.result).toContainText(/Prometheus/);

    try {
      const explore = await demo.openExplore({
        queries: [{ refId: 'A', metric: 'baseten_replicas_active', groupBy: ['model_name'] }],
      });
      await expect(explore.error).toContainText(/more than 1 series.*raise "Series of an answer" \(maxSeries\)/);
    } finally {
      const again = await demo.openSettings();
      await again.unfoldAll();
      await again.limit('Series of an answer').fill('');
      await again.saveAndTest();
      await expect(again.result).toContainText(/Prometheus/);
    }
  });
});
