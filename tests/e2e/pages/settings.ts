import type { Locator, Page } from '@playwright/test';

/** The data source's settings, as a user works with them. */
export class SettingsPage {
  constructor(private page: Page) {}

  get result(): Locator {
    return this.page.getByTestId('test-result');
  }

  serverUrl(): Locator {
    return this.page.getByLabel('Data source connection URL');
  }

  async enterServerUrl(url: string) {
    await this.serverUrl().fill(url);
  }

  limit(name: string): Locator {
    return this.page.getByLabel(name);
  }

  /** Opens every part that is folded. Their buttons are known by name alone: they don't say whether they are open. */
  async unfoldAll() {
    await this.serverUrl().waitFor();
    const folded = this.page.getByRole('button', { name: /^Expand section/ });
    while ((await folded.count()) > 0) {
      await folded.first().click();
    }
  }

  async saveAndTest() {
    await this.page.getByRole('button', { name: 'Save & test' }).click();
  }
}
