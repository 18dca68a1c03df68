import type { Locator, Page } from '@playwright/test';
import { expect, test } from './pages/demo';

/** More stops than any editor has. */
const MOST_STOPS = 60;

/** Presses Tab until the focus is where a person wants it. */
async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab') {
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    if ((await target.count()) === 1 && (await target.evaluate((element) => element === document.activeElement))) {
      return;
    }
    await page.keyboard.press(key);
  }
  throw new Error(`${key} does not lead to ${String(target)}`);
}

/** Types at full speed into the field that has the focus, and takes what fits. */
async function choose(page: Page, words: string) {
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
}

/** A picture of the focused element and what is around it, which is where a ring is drawn. */
async function picture(page: Page, box: { x: number; y: number; width: number; height: number }) {
  return page.screenshot({ clip: box, animations: 'disabled', caret: 'hide' });
}

/** Where the focus is: its name for messages, and the part of the page to look at. */
function focused(page: Page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) {
      return undefined;
    }
    element.scrollIntoView({ block: 'center' });
    const { x, y, width, height } = element.getBoundingClientRect();
    const name =
      element.getAttribute('aria-label') ?? element.textContent?.trim() ?? element.getAttribute('placeholder') ?? '';
    const box = { x: Math.max(0, x - 12), y: Math.max(0, y - 12), width: width + 24, height: height + 24 };
    return {
      name: `${element.tagName.toLowerCase()} ${name}`,
      box,
      inside: !!element.closest('[data-testid^=query-]'),
    };
  });
}

test.describe('by keyboard alone', () => {
  test.describe.configure({ timeout: 120_000 });

  test('a whole query is built, taken to code, changed and run', async ({ demo, page }) => {
    const explore = await demo.openExplore();
    const field = (name: string) => explore.editor.getByRole('combobox', { name, exact: true });

    // A new query waits for its metric.
    await expect(field('Metric')).toBeFocused();
    await choose(page, 'end-to-end');
    await expect(field('Calculation')).toBeVisible();
    await tabTo(page, field('Calculation'));
    await choose(page, 'perc');
    await expect(field('Percentile')).toBeVisible();
    await tabTo(page, field('Percentile'));
    await choose(page, 'p99');
    await expect(explore.promql).toContainText('(0.99,');

    await tabTo(page, explore.editor.getByRole('button', { name: 'Add filter' }));
    await page.keyboard.press('Enter');
    // The first filter is on the model, and its values are there to be chosen from.
    await expect(field('Values of model')).toBeFocused();
    await expect(page.getByRole('option').first()).toBeVisible();
    await choose(page, 'Llama');
    await expect(explore.promql).toContainText('model_name="Llama');
    await page.keyboard.press('Escape');

    await tabTo(page, field('Group by'));
    await choose(page, 'status');
    await expect(explore.promql).toContainText('status_code');
    await page.keyboard.press('Escape');
    await expect(explore.promql).toHaveText(
      /^histogram_quantile\(0\.99, sum by \(.*status_code.*\) \(rate\(\w+_bucket\{model_name="Llama 3\.1 70B Instruct"\}\[\$__rate_interval\]\)\)\)$/
    );
    await explore.expectLine();

    await tabTo(page, explore.editor.getByRole('radio', { name: 'Builder' }), 'Shift+Tab');
    await page.keyboard.press('ArrowRight');
    await tabTo(page, explore.codeArea());
    await page.keyboard.press('Control+a');
    await page.keyboard.type('sum(baseten_replicas_active)');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Enter');
    await expect(explore.executed).toContainText('Expr: sum(baseten_replicas_active)');
    await explore.expectLine();
  });

  test('a button that goes when it is pressed leaves the focus where it stood', async ({ demo, page }) => {
    const { objectives } = await demo.openAlerts();
    const propose = objectives.getByRole('button', { name: 'Propose from the last 7 days' });
    await propose.focus();
    await page.keyboard.press('Enter');
    const takeAll = objectives.getByRole('button', { name: /^Take what is no looser/ });
    await expect(objectives.getByRole('status').first()).toContainText('Proposed');
    const focus = page.locator(':focus');
    await expect(focus).toContainText('Take what is no looser');
    await page.keyboard.press('Tab');
    await expect(takeAll).toBeFocused();
    const take = objectives.getByRole('button', { name: /^Take .* for / }).first();
    await tabTo(page, take);
    const cell = page.getByRole('cell').filter({ has: focus });
    const model = page.getByRole('row').filter({ has: cell });
    const name = await model.getByRole('rowheader').innerText();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('row').filter({ has: focus }).getByRole('rowheader')).toHaveText(name);
  });

  for (const { name, queries } of [
    {
      name: 'builder',
      queries: [
        {
          refId: 'A',
          metric: 'baseten_end_to_end_response_time_seconds',
          filters: [{ label: 'model_name', operator: '=', values: ['voice-agent', 'SDXL\\Lightning'] }],
          top: { order: 'top', n: 3 },
        },
      ],
    },
    { name: 'code', queries: [{ refId: 'A', editorMode: 'code', expr: 'sum(baseten_replicas_active)' }] },
  ]) {
    test(`Tab goes through the whole ${name} editor and out of it, and one sees where one is`, async ({
      demo,
      page,
    }) => {
      const explore = await demo.openExplore({ queries });
      await explore.expectLine();
      if (name === 'code') {
        await expect(explore.codeArea()).toBeVisible();
      }
      await explore.editor.getByRole('button', { name: 'Hide this query' }).focus();
      const stops: string[] = [];
      const unseen: string[] = [];
      for (let inside = true; inside && stops.length < MOST_STOPS;) {
        await page.keyboard.press('Tab');
        const at = await focused(page);
        inside = at?.inside ?? false;
        if (!at || !inside) {
          break;
        }
        stops.push(at.name);
        const seen = await picture(page, at.box);
        // Where a person is without the focus; the next Tab goes on from there.
        await page.evaluate(() => {
          const element = document.activeElement;
          // An icon with a tooltip is a stop too.
          if (element instanceof HTMLElement || element instanceof SVGElement) {
            element.blur();
          }
        });
        if (seen.equals(await picture(page, at.box))) {
          unseen.push(at.name);
        }
      }
      expect(unseen, `stops where nothing shows the focus, of ${stops.join(' | ')}`).toEqual([]);
      expect(stops.length).toBeGreaterThan(4);
      expect(stops.length).toBeLessThan(MOST_STOPS);
      await expect(page.getByRole('button', { name: 'Add query' })).toBeFocused();
    });
  }
});
