/**
 * Every dashboard that is shipped, in both themes: each panel asks and is answered with numbers, and what is drawn is neither an
 * error nor "No data".
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page, Response } from '@playwright/test';
import { GRAFANAS_OWN } from './closing';
import { expect, type Frame, test } from './grafana';
import { CRASHED, drawsTables, TABLES_FAIL } from './tables';

interface Panel {
  id: number;
  type: string;
  title: string;
  targets?: unknown[];
  panels?: Panel[];
  fieldConfig?: { defaults?: { noValue?: string } };
}

interface Board {
  uid: string;
  title: string;
  panels: Panel[];
}

const folder = path.join(import.meta.dirname, '../../provisioning/dashboards/baseten');
const boards = readdirSync(folder).map((name) => {
  const board: Board = JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
  return board;
});

/** Panels of a dashboard, those of rows among them. */
const panelsOf = (panels: Panel[]): Panel[] =>
  panels.flatMap((panel) => [...(panel.type === 'row' ? [] : [panel]), ...panelsOf(panel.panels ?? [])]);

/** The answers that each panel got, by its id. */
function answers(page: Page): Map<number, Array<{ refId: string; error?: string; rows: number }>> {
  const found = new Map<number, Array<{ refId: string; error?: string; rows: number }>>();
  const read = async (response: Response) => {
    const id = Number(response.request().headers()['x-panel-id']);
    const body: { results?: Record<string, { error?: string; frames?: Frame[] }>; message?: string } = await response
      .json()
      .catch(() => ({}));
    const results = Object.entries(body.results ?? {}).map(([refId, { error, frames = [] }]) => ({
      refId,
      error,
      rows: frames.reduce((sum, frame) => sum + (frame.data.values[0]?.length ?? 0), 0),
    }));
    if (results.length === 0) {
      results.push({ refId: '?', error: body.message ?? `${response.status()}`, rows: 0 });
    }
    found.set(id, results);
  };
  page.on('response', (response) => {
    // An answer to a request that the page gave up is read by nobody.
    if (response.url().includes('/api/ds/query')) {
      void read(response).catch(() => undefined);
    }
  });
  return found;
}

let tables: boolean | undefined;

for (const board of boards) {
  for (const theme of ['dark', 'light']) {
    test(`${board.title}, ${theme}`, async ({ page }) => {
      tables ??= await drawsTables(page);
      if (!tables) {
        test.info().annotations.push({ type: GRAFANAS_OWN, description: TABLES_FAIL });
      }
      const panels = panelsOf(board.panels);
      const answered = answers(page);
      // Panels are drawn when they are seen: all of them at once.
      await page.setViewportSize({ width: 1500, height: 5000 });
      await page.goto(`/d/${board.uid}?from=now-6h&to=now&theme=${theme}`);
      for (const { title } of panels) {
        await expect(page.getByTestId(`data-testid Panel header ${title}`).first(), title).toBeVisible();
      }
      const asking = panels.filter(({ type, targets = [] }) => targets.length > 0 && type !== 'alertlist');
      await expect
        .poll(() => asking.filter(({ id }) => !answered.has(id)).map(({ title }) => title), { timeout: 60_000 })
        .toEqual([]);
      await expect(page.getByLabel('Panel loading bar')).toHaveCount(0);
      const [red = 0] = await page.evaluate(() =>
        (getComputedStyle(document.body).backgroundColor.match(/\d+/g) ?? []).map(Number)
      );
      expect(red > 127 ? 'light' : 'dark').toBe(theme);

      const faults: string[] = [];
      for (const { id, title, type, fieldConfig } of panels) {
        const results = answered.get(id) ?? [];
        faults.push(
          ...results.flatMap(({ refId, error }) => (error === undefined ? [] : [`${title}, ${refId}: ${error}`]))
        );
        const mayBeEmpty = fieldConfig?.defaults?.noValue !== undefined;
        if (results.length > 0 && !mayBeEmpty && results.every(({ rows }) => rows === 0)) {
          faults.push(`${title}: no rows in any frame`);
        }
        const drawn = page.locator(`[data-viz-panel-key="panel-${id}"]`);
        const text = await drawn.innerText();
        if ((await drawn.getByTestId('data-testid Panel status error').count()) > 0) {
          faults.push(`${title}: an error sign in its corner`);
        }
        if (text.includes(CRASHED) && (tables || type !== 'table')) {
          faults.push(`${title}: ${CRASHED}`);
        }
        if (/\bNo data\b/.test(text)) {
          faults.push(`${title}: No data`);
        }
        if (text.replace(title, '').trim() === '' && (await drawn.locator('canvas, svg').count()) === 0) {
          faults.push(`${title}: nothing is drawn`);
        }
        if (type === 'table' && tables && (await drawn.getByRole('gridcell').count()) === 0) {
          faults.push(`${title}: no cell is drawn`);
        }
      }
      expect(faults).toEqual([]);
    });
  }
}
