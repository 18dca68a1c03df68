/** The week of all rules on the Alerts tab, from the first click to the graph of an hour in which one fired. */
import { expect, exploreQueries, test, uid } from './grafana';

test('all rules are previewed over seven days, and what fired leads to its hour in Explore', async ({ page }) => {
  await page.goto(`/connections/datasources/edit/${uid}/?page=alerts`);
  const before = page.getByRole('region', { name: 'Before they ring' });
  await before.getByRole('button', { name: 'Preview all rules' }).click();
  await expect(before.getByRole('status').first()).toContainText(/At most [\d,]+ requests/);
  await before.getByRole('button', { name: 'Show the last 7 days' }).click();
  await expect(before.getByRole('button', { name: 'Preview again' })).toBeVisible({ timeout: 180_000 });
  await expect(before.getByRole('status').first()).toContainText(/^Asked for in [\d,]+ requests and [\d,]+ s$/);
  // The demo has one day of seven, and the page doesn't take the others for quiet ones.
  await expect(before.getByTestId('set-verdict')).toContainText(
    /at least \d+ pages and \d+ tickets.* in the 1[45]% that are known/
  );

  const fired = before.getByRole('link', { name: /^Availability.*: fired, / }).first();
  const [opened] = await Promise.all([page.waitForEvent('popup'), fired.click()]);
  await expect(
    opened
      .getByTestId('data-testid Panel header Graph')
      .getByTestId(/^data-testid VizLegend series/)
      .first()
  ).toBeVisible();
  const queries = exploreQueries(opened.url());
  expect(queries.filter(({ hide }) => hide !== true)).toHaveLength(1);
  await expect(opened.getByText(/No data|Error/)).toHaveCount(0);
  await opened.close();
});
