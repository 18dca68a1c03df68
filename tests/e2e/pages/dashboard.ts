import { expect, type Locator, type Page } from '@playwright/test';

/** A provisioned dashboard as the demo draws it. */
export class DashboardPage {
  readonly panels: Locator;

  constructor(private page: Page) {
    this.panels = page.getByTestId('panel');
  }

  /** Error messages in panels. */
  get failures(): Locator {
    return this.panels.getByRole('alert');
  }

  /** Waits until each panel has its answer. */
  async waitForPanels() {
    // `expect` would write the whole page down for its message each time that it finds nothing yet.
    await this.panels.first().waitFor();
    await expect(this.page.locator('[data-testid=panel][aria-busy=true]')).toHaveCount(0, { timeout: 30_000 });
  }

  /** Titles of panels that show neither a graph nor a number nor a table. */
  async emptyPanels(): Promise<string[]> {
    const empty = this.panels.filter({ has: this.page.getByTestId('no-data') });
    return empty.locator('h3').allInnerTexts();
  }

  async choose(variable: string, value: string) {
    const input = this.page.getByRole('combobox', { name: variable });
    await input.click();
    await input.fill(value);
    await this.page.getByRole('option', { name: value }).first().click();
    await this.page.keyboard.press('Escape');
  }

  /** Names of the lines in a panel. */
  legendOf(title: string): Promise<string[]> {
    return this.page.getByRole('region', { name: title }).locator('ul li, table tbody tr').allInnerTexts();
  }
}

/** The provisioned rules with their states. */
export class RulesPage {
  constructor(private page: Page) {}

  get rows(): Locator {
    return this.page.getByTestId('rule');
  }

  async waitForStates() {
    await this.rows.first().waitFor();
    await expect(this.rows.filter({ hasText: '…' })).toHaveCount(0, { timeout: 150_000 });
  }

  async states(): Promise<string[]> {
    return (await this.rows.locator('td:first-child').allInnerTexts()).map((text) => text.trim());
  }
}
