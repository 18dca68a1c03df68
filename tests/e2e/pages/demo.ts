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
    const here = new URL(this.page.url());
    // Language and theme are read once, when the page is loaded.
    if (here.origin === url.origin && sameParameter(here, url, 'lang') && sameParameter(here, url, 'theme')) {
      await goWithin(this.page, url);
    } else {
      await this.page.goto(url.toString());
    }
  }

  /** Opens what comes next on a page that is loaded anew, with each of the plugin's files. */
  async loadAnew() {
    await this.page.goto('about:blank');
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

/** Whether two addresses say the same in a parameter; the usual value may be left out. */
function sameParameter(one: URL, other: URL, name: 'lang' | 'theme'): boolean {
  const usual = { lang: 'en-US', theme: 'dark' }[name];
  return (one.searchParams.get(name) ?? usual) === (other.searchParams.get(name) ?? usual);
}

/** Goes on to an address of the page that is open, as within Grafana: what is loaded stays so, what is shown is made anew. */
function goWithin(page: Page, url: URL) {
  return page.evaluate((address) => {
    window.history.pushState(null, '', address);
    window.dispatchEvent(new PopStateEvent('popstate'));
    window.scrollTo(0, 0);
  }, url.toString());
}

/** Messages that the page must not print: errors in the console, and errors that nobody caught. */
function watchErrors(page: Page, errors: string[]) {
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    const fromNetwork = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !fromNetwork) {
      errors.push(message.text());
    }
  });
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
    // Nothing is there, so that nothing asks on for what the next test doesn't want.
    const { origin, search } = new URL(page.url());
    await goWithin(page, new URL(`/nothing${search}`, origin));
  }
  await page.mouse.move(0, 0);
}

/**
 * Takes animations away: those that go on as long as an answer is waited for have the browser draw picture after picture in
 * software. Some of Grafana's only slow down where a person asks for less motion.
 */
function standStill() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('*, ::before, ::after { animation: none !important; transition: none !important }');
  document.adoptedStyleSheets = [sheet];
}

/**
 * Tests get the demo; one that leaves an error in the browser's console fails. A worker's tests take one page after each
 * other, which is loaded once, as Grafana is: to read, compile and start all of Grafana's packages for each test was more
 * than half of what the browser did. A test that fails ends its worker, so that nothing of it is left for others.
 */
export const test = base.extend<{ demo: Demo }, { demoUrl: string; tab: Page }>({
  tab: [
    async ({ browser }, use, { project }) => {
      const context = await browser.newContext({ viewport: project.use.viewport ?? null, reducedMotion: 'reduce' });
      await context.addInitScript(standStill);
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
    watchErrors(page, errors);
    await use(new Demo(page, demoUrl));
    base.expect(errors, 'errors in the browser console').toEqual([]);
  },
});

export { expect } from '@playwright/test';
