import { test as base, type Page } from '@playwright/test';
import { DashboardPage, RulesPage } from './dashboard';
import { DashboardSettingsPage } from './dashboardSettings';
import { ExplorePage } from './explore';
import { SettingsPage } from './settings';

/** Opens the demo page's views. */
export class Demo {
  private language?: string;

  constructor(
    readonly page: Page,
    readonly url: string
  ) {}

  /** Opens what comes next as somebody who chose this language in Grafana. */
  speak(language: string) {
    this.language = language;
  }

  private async open(url: URL) {
    if (this.language) {
      url.searchParams.set('lang', this.language);
    }
    await this.page.goto(url.toString());
  }

  /** Explore with nothing chosen yet, or with given queries and range. */
  async openExplore(state: { queries?: object[]; from?: string; to?: string; theme?: 'dark' | 'light' } = {}) {
    const url = new URL(this.url);
    if (state.queries) {
      url.searchParams.set('queries', JSON.stringify(state.queries));
    }
    url.searchParams.set('from', state.from ?? 'now-6h');
    url.searchParams.set('to', state.to ?? 'now');
    url.searchParams.set('theme', state.theme ?? 'dark');
    await this.open(url);
    return new ExplorePage(this.page);
  }

  async openDashboard(uid: string) {
    const url = new URL('/dashboards', this.url);
    url.searchParams.set('dashboard', uid);
    await this.open(url);
    return new DashboardPage(this.page);
  }

  /** The dashboard's settings; what is left out is as the view starts with it. */
  async openDashboardSettings(settings: object = {}, theme: 'dark' | 'light' = 'dark') {
    const url = new URL('/dashboard-settings', this.url);
    url.searchParams.set('settings', JSON.stringify(settings));
    url.searchParams.set('theme', theme);
    await this.open(url);
    return new DashboardSettingsPage(this.page);
  }

  async openRules() {
    await this.open(new URL('/rules', this.url));
    return new RulesPage(this.page);
  }

  async openSettings(theme: 'dark' | 'light' = 'dark') {
    await this.open(new URL(`/settings?theme=${theme}`, this.url));
    return new SettingsPage(this.page);
  }
}

/** Messages that the page must not print: errors in the console, and errors that nobody caught. */
async function watchErrors(page: Page, errors: string[]) {
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    const fromNetwork = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !fromNetwork) {
      errors.push(message.text());
    }
  });
  // The packages ask for Grafana's fonts, which no package ships.
  await page.route('**/public/fonts/**', (route) => route.fulfill({ status: 204 }));
}

/** Tests get the demo; one that leaves an error in the browser's console fails. */
export const test = base.extend<{ demo: Demo }>({
  demo: async ({ page }, use) => {
    const url = process.env['BASETEN_E2E_URL'];
    if (!url) {
      throw new Error('BASETEN_E2E_URL is not set: the global setup starts the demo and sets it.');
    }
    const errors: string[] = [];
    await watchErrors(page, errors);
    await use(new Demo(page, url));
    base.expect(errors, 'errors in the browser console').toEqual([]);
  },
});

export { expect } from '@playwright/test';
