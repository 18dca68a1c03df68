import { expect, test, type Demo } from './pages/demo';
import { pick, pickAnother } from './pages/pickers';
import { expectRoom } from './pages/room';

/** What somebody clicks for the p99 of a model's response time, one line a deployment, in the words of a language. */
interface Words {
  metric: string;
  responseTime: string;
  percentile: string;
  addFilter: string;
  filterLabel: string;
  model: string;
  valuesOfModel: string;
  groupBy: string;
  deployment: string;
}

const english: Words = {
  metric: 'Metric',
  responseTime: 'End-to-end response time',
  percentile: 'Percentile',
  addFilter: 'Add filter',
  filterLabel: 'Filter label',
  model: 'model',
  valuesOfModel: 'Values of model',
  groupBy: 'Group by',
  deployment: 'deployment',
};

const german: Words = {
  metric: 'Metrik',
  responseTime: 'Antwortzeit (End-to-End)',
  percentile: 'Perzentil',
  addFilter: 'Filter hinzufügen',
  filterLabel: 'Label des Filters',
  model: 'Modell',
  valuesOfModel: 'Werte für Modell',
  groupBy: 'Gruppieren nach',
  deployment: 'Deployment',
};

/** Clicks the query together in the words given and gives the PromQL that it became. */
async function build(demo: Demo, words: Words): Promise<string> {
  const { page } = demo;
  const { editor, promql } = await demo.openExplore();
  await pick(page, editor, words.metric, words.responseTime);
  await pick(page, editor, words.percentile, 'p99');
  await editor.getByRole('button', { name: words.addFilter }).click();
  await pick(page, editor, words.filterLabel, words.model);
  await pickAnother(page, editor, words.valuesOfModel, 'voice-agent');
  await pickAnother(page, editor, words.groupBy, words.deployment);
  await expect(promql).toContainText('deployment_id');
  return promql.innerText();
}

test.describe('somebody who chose German in Grafana', () => {
  test.beforeEach(({ demo }) => demo.speak('de-DE'));

  test('clicks the same query together out of German words', async ({ demo }) => {
    test.slow();
    const inGerman = await build(demo, german);
    expect(inGerman).toContain('model_name="voice-agent"');
    demo.speak('en-US');
    expect(await build(demo, english)).toBe(inGerman);
  });

  test('finds a metric by its English name too, as the documentation calls it', async ({ demo }) => {
    const { editor } = await demo.openExplore();
    await editor.getByRole('combobox', { name: 'Metrik' }).fill('time to first byte');
    await expect(demo.page.getByRole('option').first()).toContainText('Zeit bis zum ersten Byte');
  });

  test('sees all of the editor in a narrow pane, where words are longer', async ({ demo }) => {
    await expectRoom(demo, {
      options: 'Optionen',
      copyAsRule: 'Als Alarmregel kopieren',
      firesAbove: 'Löst aus über',
    });
  });

  test('sets the data source up in German', async ({ demo }) => {
    await demo.openSettings();
    await expect(demo.page.getByText('Adresse des Servers')).toBeVisible();
    await expect(demo.page.getByText('Ohne diesen Job hat der Server nichts zu zeigen.')).toBeVisible();
    await demo.page.getByRole('textbox', { name: 'Scrape-Intervall' }).fill('bald');
    await expect(demo.page.getByText('Eine Dauer wie 60s oder 1m schreiben.')).toBeVisible();
  });

  test('sets an annotation up in German', async ({ demo }) => {
    const view = await demo.openDashboardSettings();
    await view.pick(view.annotation, 'Was die Annotation zeigt', 'Skalierung');
    await expect(view.annotation.getByRole('button', { name: 'Filter hinzufügen' })).toBeVisible();
    await expect(view.events.first()).toContainText(/\d+ → \d+/);
  });
});

test.describe('somebody whose language the plugin lacks', () => {
  test.beforeEach(({ demo }) => demo.speak('xx-XX'));

  test('builds a query in English', async ({ demo }) => {
    expect(await build(demo, english)).toContain('model_name="voice-agent"');
  });

  test('sets the data source up in English', async ({ demo }) => {
    await demo.openSettings();
    await expect(demo.page.getByText('Server URL')).toBeVisible();
    await expect(demo.page.getByRole('textbox', { name: 'Scrape interval' })).toBeVisible();
  });

  test('sets an annotation up in English', async ({ demo }) => {
    const view = await demo.openDashboardSettings();
    await view.pick(view.annotation, 'What the annotation shows', 'Scaling');
    await expect(view.annotation.getByRole('button', { name: 'Add filter' })).toBeVisible();
  });
});
