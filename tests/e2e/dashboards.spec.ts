import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from './pages/demo';

const folder = path.join(import.meta.dirname, '../../provisioning/dashboards/baseten');
const dashboards: Array<{ uid: string; title: string }> = readdirSync(folder).map((file) => {
  const { uid, title } = JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
  return { uid, title };
});

test.describe('provisioned dashboards', () => {
  for (const { uid, title } of dashboards) {
    test(`every panel of "${title}" is drawn`, async ({ demo }) => {
      const view = await demo.openDashboard(uid);
      await view.waitForPanels();
      await expect(view.failures).toHaveCount(0);
      const empty = await view.emptyPanels();
      test
        .info()
        .annotations.push({ type: 'panels', description: `${await view.panels.count()}, empty: ${empty.join()}` });
      expect(empty).toEqual([]);
    });
  }

  test('choosing a model narrows every panel to it', async ({ demo }) => {
    const view = await demo.openDashboard('baseten-overview');
    await view.waitForPanels();
    await view.choose('Model', 'voice-agent');
    await expect.poll(() => view.legendOf('Active replicas by model')).toEqual(['voice-agent']);
  });
});

test.describe('provisioned alert rules', () => {
  test('each is evaluated by the backend and has a state', async ({ demo }) => {
    test.setTimeout(180_000);
    const view = await demo.openRules();
    await view.waitForStates();
    const states = await view.states();
    expect(states.length).toBeGreaterThan(10);
    expect(states.filter((state) => state === 'error')).toEqual([]);
    // Most of the demo's models are well most of the time.
    expect(states.filter((state) => state === 'normal').length).toBeGreaterThan(states.length / 2);
  });
});

test('the browser’s Back leads from the dashboards to the query that was there', async ({ demo, page }) => {
  const explore = await demo.openExplore({ queries: [{ refId: 'A', metric: 'baseten_replicas_active' }] });
  await explore.expectLine();
  await page.getByRole('tab', { name: 'Dashboards' }).click();
  await expect(explore.promql).toHaveCount(0);
  await page.goBack();
  await expect(explore.promql).toContainText('baseten_replicas_active');
  await explore.expectLine();
});
