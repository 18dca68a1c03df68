/** Whether this Grafana draws tables at all. */
import type { Page } from '@playwright/test';
import { expect, makeDashboard } from './grafana';

/** What Grafana writes into a panel whose drawing threw. */
export const CRASHED = 'An unexpected error happened';

/** What the closing lines say where it doesn't. */
export const TABLES_FAIL = `it draws no table, not even of its own data ("${CRASHED}"). Tables were judged by the frames of their answers.`;

/**
 * Tries a table of Grafana's own data. A build with another version of the table's library than Grafana's own can't draw it: then
 * what a table of ours would show has to be judged by the frames that it got.
 */
export async function drawsTables(page: Page): Promise<boolean> {
  const source = { type: 'datasource', uid: 'grafana' };
  await makeDashboard(page.request, 'own-table', [
    {
      id: 1,
      type: 'table',
      title: 'Own',
      datasource: source,
      gridPos: { x: 0, y: 0, w: 24, h: 12 },
      targets: [{ refId: 'A', datasource: source, queryType: 'randomWalk' }],
    },
  ]);
  await page.goto('/d/own-table');
  const crashed = page.getByText(CRASHED);
  const cell = page.getByRole('gridcell').first();
  await expect(crashed.or(cell).first()).toBeVisible();
  return cell.isVisible();
}
