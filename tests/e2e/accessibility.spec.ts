import type { Page } from '@playwright/test';
import axe from 'axe-core';
import { expect, test, type Demo } from './pages/demo';

const latency = {
  refId: 'A',
  metric: 'baseten_end_to_end_response_time_seconds',
  filters: [
    { label: 'model_name', operator: '=', values: ['Llama 3.1 70B Instruct', 'voice-agent'] },
    { label: 'environment', operator: '!=', values: ['staging'], disabled: true },
  ],
  top: { order: 'top', n: 3 },
};

type Theme = 'dark' | 'light';

/** Each editor of the plugin in each of its states: how one gets there. */
const states: Array<{ name: string; open: (demo: Demo, theme: Theme) => Promise<void> }> = [
  {
    name: 'an empty query',
    open: async (demo, theme) => {
      const explore = await demo.openExplore({ theme });
      await expect(explore.editor.getByRole('combobox', { name: 'Metric' })).toBeVisible();
    },
  },
  {
    name: 'a whole query with its options unfolded',
    open: async (demo, theme) => {
      const explore = await demo.openExplore({ theme, queries: [latency] });
      await explore.expectLine();
      await explore.editor.getByRole('button', { name: /Options/ }).click();
      await expect(explore.editor.getByRole('textbox', { name: 'Legend' })).toBeVisible();
    },
  },
  {
    name: 'a query with a mistake',
    open: async (demo, theme) => {
      const explore = await demo.openExplore({ theme, queries: [{ ...latency, quantile: 95 }] });
      await expect(explore.editor).toContainText("This query can't be run");
    },
  },
  {
    name: 'the open list of metrics',
    open: async (demo, theme) => {
      const explore = await demo.openExplore({ theme });
      await explore.editor.getByRole('combobox', { name: 'Metric' }).click();
      await expect(demo.page.getByRole('option').first()).toBeVisible();
    },
  },
  {
    name: 'the open list of values',
    open: async (demo, theme) => {
      const explore = await demo.openExplore({ theme, queries: [latency] });
      await explore.editor.getByRole('combobox', { name: 'Values of model' }).click();
      await expect(demo.page.getByRole('option').first()).toBeVisible();
    },
  },
  {
    name: 'code with a mark on a mistake',
    open: async (demo, theme) => {
      const explore = await demo.openExplore({
        theme,
        queries: [{ refId: 'A', editorMode: 'code', expr: 'sum(rate(x)) + # why?\n $model + 1e3 + up{a="b"}' }],
      });
      await expect(explore.codeArea()).toBeVisible();
      await expect(explore.editor.locator('.cm-lintRange-error').first()).toBeVisible();
    },
  },
  {
    name: 'code with completion open',
    open: async (demo, theme) => {
      const explore = await demo.openExplore({ theme, queries: [{ refId: 'A', editorMode: 'code', expr: '' }] });
      await explore.codeArea().click();
      await explore.codeArea().pressSequentially('baseten_repl');
      await expect(demo.page.getByRole('option').first()).toBeVisible();
    },
  },
  {
    name: 'a query as an alert rule',
    open: async (demo, theme) => {
      const explore = await demo.openExplore({
        theme,
        queries: [{ refId: 'A', metric: 'error_ratio', groupBy: ['model_name'] }],
      });
      await explore.editor.getByRole('button', { name: 'Copy as alert rule' }).click();
      const fires = explore.editor.getByRole('textbox', { name: 'Fires above' });
      await fires.fill('5');
      await expect(explore.editor.getByText(/^This is a share, and at most 100%/)).toBeVisible();
      await fires.press('Enter');
      await expect(explore.editor.getByRole('textbox', { name: 'Alert rule in YAML' })).toBeVisible();
      await expect(explore.editor.getByTestId('verdict')).toBeVisible();
      await expect(explore.editor).toContainText('The last 7 days were asked for');
      await expect(explore.editor.getByRole('table', { name: /Time to the page/ })).toBeVisible();
    },
  },
  {
    name: 'variables, and a rollout annotation',
    open: async (demo, theme) => {
      const view = await demo.openDashboardSettings({}, theme);
      await expect(view.values('model').first()).toBeVisible();
      await expect(view.events.first()).toBeVisible();
    },
  },
  {
    name: 'an old variable that lists series, and an annotation of a query',
    open: async (demo, theme) => {
      const query = 'label_values(up, instance)';
      const view = await demo.openDashboardSettings(
        {
          variables: [
            { name: 'it', label: 'It', type: 'query', multi: true, includeAll: true, query },
            { name: 'bad', label: 'Bad', type: 'query', multi: true, includeAll: true, query: 'nothing' },
          ],
          annotation: { name: 'It', enable: true, iconColor: 'blue', target: latency },
        },
        theme
      );
      await expect(view.values('it').first()).toBeVisible();
      await expect(view.annotation.getByRole('combobox', { name: 'Metric' })).toBeVisible();
    },
  },
  {
    name: 'the settings, all unfolded',
    open: async (demo, theme) => {
      const settings = await demo.openSettings(theme);
      await expect(settings.serverUrl()).toBeVisible();
      await settings.unfoldAll();
    },
  },
];

/**
 * What axe finds in components of other packages as they stand in these versions (@grafana/ui 13.2.2, @grafana/plugin-ui
 * 0.18.0): the rule, and what it finds fault with. Everything else is the plugin's own.
 */
const known: Array<{ rule: string; node: RegExp; component: string }> = [
  {
    rule: 'aria-required-children',
    node: /^<div [^>]*role="listbox"/,
    component: '@grafana/ui Combobox and MultiCombobox: the list scrolls in an element that takes the focus',
  },
  {
    rule: 'aria-valid-attr-value',
    // Axe cuts long attributes, names and values alike.
    node: /^<input [^>]*aria-activedescendan[^>=]*="downshift-/,
    component: '@grafana/ui Combobox and MultiCombobox: an entry that is marked has another id than its field names',
  },
  {
    rule: 'color-contrast',
    node: /^<div class="[^"]*combobox-option-description"/,
    component: '@grafana/ui Combobox: the second line of a marked entry in the dark theme',
  },
  {
    rule: 'label',
    node: /^<input [^>]*aria-labelledby="combobox-option-[^"]* /,
    component: '@grafana/ui MultiCombobox: the tick box of an option is named by an id with blanks in it',
  },
  {
    rule: 'nested-interactive',
    node: /^<div [^>]*id="combobox-option-/,
    component: '@grafana/ui MultiCombobox: an option holds a tick box',
  },
  {
    rule: 'heading-order',
    node: /^<h6 [^>]*>Options</,
    component: '@grafana/plugin-ui QueryOptionGroup: its title is a heading of level 6',
  },
  {
    rule: 'heading-order',
    node: /^<h3 [^>]*>Connection</,
    component: '@grafana/plugin-ui ConfigSection: its title is a heading of level 3',
  },
  {
    rule: 'heading-order',
    node: /^<h6 [^>]*>(Scrape job|Authentication methods)</,
    component: '@grafana/plugin-ui ConfigSubSection: its title is a heading of level 6',
  },
];

declare global {
  interface Window {
    axe?: typeof axe;
  }
}

/** What axe finds in the plugin's editor and in the lists that it opens. */
async function faults(page: Page): Promise<string[]> {
  // Once a page: to read its half a megabyte takes as long as to look at an editor.
  if (!(await page.evaluate(() => 'axe' in window))) {
    await page.evaluate(axe.source);
  }
  // Here and not in a second page of its own: there is no frame of another site to be put together with.
  const violations = await page.evaluate(async () => {
    const where = { include: ['[data-testid="plugin-editor"]', '#grafana-portal-container'] };
    const found = await window.axe?.run(where, { resultTypes: ['violations'] });
    return found?.violations;
  });
  expect(violations, 'axe has looked').toBeDefined();
  return (violations ?? []).flatMap(({ id, nodes }) =>
    nodes
      .filter(({ html }) => !known.some(({ rule, node }) => rule === id && node.test(html)))
      .map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)}\n${failureSummary ?? ''}`)
  );
}

for (const theme of ['dark', 'light'] as const) {
  test.describe(`axe finds nothing in the ${theme} theme`, () => {
    for (const { name, open } of states) {
      test(name, async ({ demo }) => {
        await open(demo, theme);
        expect(await faults(demo.page)).toEqual([]);
      });
    }
  });
}
