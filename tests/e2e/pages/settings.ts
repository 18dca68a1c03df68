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

  /** Opens every part that is folded. */
  async unfoldAll() {
    for (const button of await this.page.getByRole('button', { expanded: false }).all()) {
      await button.click();
    }
  }

  async saveAndTest() {
    await this.page.getByRole('button', { name: 'Save & test' }).click();
  }
}
