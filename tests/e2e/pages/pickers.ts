import { expect, type Locator, type Page } from '@playwright/test';

/** An option of the open list, by its own words and not by those of its description. */
export function option(page: Page, title: string): Locator {
  return page
    .getByRole('option')
    .filter({ has: page.getByText(title, { exact: true }) })
    .first();
}

/** Picks an option of a field by typing its words, as one does in a long list. */
export async function pick(page: Page, scope: Locator, field: string, title: string) {
  const input = scope.getByRole('combobox', { name: field, exact: true });
  await input.click();
  const wanted = option(page, title);
  const search = async () => {
    // The same text once more would be no change, and the list would stay unsearched.
    await input.fill('');
    await input.fill(title);
    // `expect` would write the whole page down for its message each time that it finds nothing yet.
    await wanted.waitFor({ timeout: 3000 });
  };
  // Some fields empty themselves when they open; on a busy machine that may come after the first letters.
  await expect(search).toPass();
  // The list of a field of several values stays open, and a second click would take the value away again.
  const box = wanted.locator('input[type=checkbox]');
  if ((await box.count()) > 0) {
    await expect(async () => {
      if (!(await box.isChecked())) {
        await wanted.click({ timeout: 3000 });
      }
      await expect(box).toBeChecked({ timeout: 2000 });
    }).toPass();
    return;
  }
  // On a busy machine the entry may move away between button down and up, when the answer to the search comes in; and a list
  // that opens after the first letters shows all entries, among which the one that is meant may be out of sight.
  const open = scope.getByRole('combobox', { name: field, exact: true, expanded: true });
  await expect(async () => {
    if ((await open.count()) > 0) {
      if (!(await wanted.isVisible())) {
        await search();
      }
      await wanted.click({ timeout: 3000 });
    }
    await expect(open).toHaveCount(0, { timeout: 2000 });
  }).toPass();
}

/** Waits until the entry stays where it is: the answer to a search may move it between button down and up. */
export async function expectStill(entry: Locator) {
  await expect(async () => {
    const before = await entry.boundingBox();
    expect(before).not.toBeNull();
    await entry.page().waitForTimeout(300);
    expect(await entry.boundingBox()).toEqual(before);
  }).toPass();
}

/** Adds a value to a field of several, and closes its list. */
export async function pickAnother(page: Page, scope: Locator, field: string, title: string) {
  await pick(page, scope, field, title);
  await page.keyboard.press('Escape');
}
