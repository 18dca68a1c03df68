import path from 'node:path';
import { test as base, type Page } from '@playwright/test';
import { startGateway } from '../../../demo/servers/gateway';
import { AlertsPage } from './alerts';
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

  async openAlerts(theme: 'dark' | 'light' = 'dark') {
    await this.open(new URL(`/alerts?theme=${theme}`, this.url));
    return new AlertsPage(this.page);
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

const root = path.join(import.meta.dirname, '../../..');

/** What shows the demo to one worker: a test that saves settings must not disturb another that runs beside it. */
async function startPage(): Promise<{ url: string; stop: () => Promise<void> }> {
  const running = process.env['BASETEN_E2E_URL'];
  if (running) {
    return { url: running, stop: () => Promise.resolve() };
  }
  const prometheus = process.env['BASETEN_E2E_PROMETHEUS'];
  if (!prometheus) {
    throw new Error('BASETEN_E2E_PROMETHEUS is not set: the global setup starts a Prometheus and sets it.');
  }
  const folders = ['--page', path.join(root, '.cache/host'), '--provisioning', path.join(root, 'provisioning')];
  return startGateway({ flags: ['--url', prometheus, ...folders, '--log', 'error'], silent: true });
}

/** Makes a page what a new one is: nothing stored, granted, listened to or stood in for, and the mouse nowhere near. */
async function clear(page: Page) {
  for (const event of ['console', 'pageerror', 'request'] as const) {
    page.removeAllListeners(event);
  }
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.context().clearPermissions();
  await page.context().clearCookies();
  if (page.url().startsWith('http')) {
    await page.evaluate(() => {
      localStorage.clear();
      sessionStorage.clear();
    });
  }
  await page.goto('about:blank');
  await page.mouse.move(0, 0);
}

/**
 * Tests get the demo; one that leaves an error in the browser's console fails. A worker's tests take one page after each
 * other: a new one reads and compiles Grafana's packages anew, 5 s of a processor where it takes 2 s here. A test that fails
 * ends its worker, so that nothing of it is left for others.
 */
export const test = base.extend<{ demo: Demo }, { demoUrl: string; tab: Page }>({
  tab: [
    async ({ browser }, use, { project }) => {
      const context = await browser.newContext({ viewport: project.use.viewport ?? null });
      await use(await context.newPage());
      await context.close();
    },
    { scope: 'worker' },
  ],
  context: ({ tab }, use) => use(tab.context()),
  page: async ({ tab }, use) => {
    await use(tab);
    await clear(tab);
  },
  demoUrl: [
    // Playwright reads from the pattern which fixtures this one needs: none.
    async ({}, use) => {
      const { url, stop } = await startPage();
      await use(url);
      await stop();
    },
    { scope: 'worker' },
  ],
  demo: async ({ page, demoUrl }, use) => {
    const errors: string[] = [];
    await watchErrors(page, errors);
    await use(new Demo(page, demoUrl));
    base.expect(errors, 'errors in the browser console').toEqual([]);
  },
});

export { expect } from '@playwright/test';
