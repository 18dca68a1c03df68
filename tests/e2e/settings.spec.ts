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
});
