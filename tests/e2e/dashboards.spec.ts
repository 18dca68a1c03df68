import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from './pages/demo';

const folder = path.join(import.meta.dirname, '../../provisioning/dashboards/baseten');
interface Panel {
  type: string;
  title: string;
  panels?: Panel[];
}
/** Titles of panels, those of folded rows among them. */
const titlesOf = (panels: Panel[]): string[] =>
  panels.flatMap(({ type, title, panels: inside = [] }) => [...(type === 'row' ? [] : [title]), ...titlesOf(inside)]);
const dashboards = readdirSync(folder).map((file) => {
  const board: { uid: string; title: string; panels: Panel[] } = JSON.parse(
    readFileSync(path.join(folder, file), 'utf8')
  );
  return { uid: board.uid, title: board.title, titles: titlesOf(board.panels) };
});

test.describe('provisioned dashboards', () => {
  for (const { uid, title, titles } of dashboards) {
    test(`every panel of "${title}" is drawn`, async ({ demo }) => {
      const view = await demo.openDashboard(uid);
      await view.waitForPanels();
      await expect(view.panels.locator('h3')).toHaveText(titles);
      await expect(view.failures).toHaveCount(0);
      expect(await view.emptyPanels()).toEqual([]);
    });
  }

  test('choosing a model narrows every panel to it', async ({ demo }) => {
    const view = await demo.openDashboard('baseten-overview');
    await view.waitForPanels();
    const shown = async () => (await view.panels.allInnerTexts()).join('\n');
    const others = /whisper|Llama|SDXL/;
    expect(await shown()).toMatch(others);
    await view.choose('Model', 'voice-agent');
    await expect.poll(() => view.legendOf('Active replicas by model')).toEqual(['voice-agent']);
    await expect.poll(shown).not.toMatch(others);
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
