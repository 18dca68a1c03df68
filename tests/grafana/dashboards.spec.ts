/** Every dashboard that is shipped, in both themes: no panel fails, and none is empty but where the demo has nothing to show. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from './grafana';

const folder = path.join(import.meta.dirname, '../../provisioning/dashboards/baseten');
const boards = readdirSync(folder).map((name) => {
  const board: { uid: string; title: string } = JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
  return board;
});

for (const { uid, title } of boards) {
  for (const theme of ['dark', 'light']) {
    test(`${title}, ${theme}`, async ({ page }) => {
      await page.goto(`/d/${uid}?from=now-6h&to=now&theme=${theme}`);
      const panels = page.locator('[data-viz-panel-key], [data-panelid]');
      await expect(page.getByTestId(/^data-testid Panel header/).first()).toBeVisible();
      // Panels below the fold are drawn when they are seen.
      const faulty = new Set<string>();
      const empty = new Set<string>();
      for (let step = 0; step < 12; step++) {
        await page.waitForLoadState('networkidle').catch(() => undefined);
        for (const panel of await page.getByTestId(/^data-testid Panel header/).all()) {
          const name = (await panel.getAttribute('data-testid').catch(() => null)) ?? '';
          const text = await panel.innerText().catch(() => '');
          if (
            (await panel
              .getByTestId('data-testid Panel status error')
              .count()
              .catch(() => 0)) > 0
          ) {
            faulty.add(name);
          }
          if (/\bNo data\b/.test(text)) {
            empty.add(name);
          } else {
            empty.delete(name);
          }
        }
        await page.mouse.wheel(0, 900);
        await page.waitForTimeout(700);
      }
      expect(await panels.count()).toBeGreaterThan(0);
      expect([...faulty]).toEqual([]);
      expect([...empty]).toEqual([]);
    });
  }
}
