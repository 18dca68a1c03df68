import { modelName, startMany } from './many';
import { Demo, expect, test } from './pages/demo';

const many = 100_000;
/** A name that nobody would give, and that a label may have all the same. */
const long = 'x'.repeat(10_000);

test.describe('100,000 models', () => {
  let server: Awaited<ReturnType<typeof startMany>>;

  test.beforeAll(async () => {
    test.setTimeout(180_000);
    server = await startMany([...Array.from({ length: many }, (_, number) => modelName(number)), long]);
  });

  test.afterAll(() => server.stop());

  const query = {
    refId: 'A',
    metric: 'baseten_replicas_active',
    filters: [{ label: 'model_name', operator: '=', values: ['model-00042'] }],
  };

  test('the list is bounded and says so, and typing finds every one of them', async ({ demo, page }) => {
    const explore = await new Demo(demo.page, server.url).openExplore({ queries: [query], from: 'now-1h' });
    await explore.expectLine();
    const values = explore.editor.getByRole('combobox', { name: 'Values of model' });
    await values.click();
    await expect(page.getByRole('option').first()).toHaveText(/More exist than the 1000 shown: type to narrow/);
    await expect(page.getByRole('option').nth(1)).toHaveText(/^model-\d{5}$/);
    await values.fill('99998');
    await page.getByRole('option', { name: 'model-99998' }).click();
    await expect(explore.promql).toContainText('model_name=~"model-00042|model-99998"');
  });

  test('a name of 10,000 characters is found, chosen and asked for, and the page keeps its shape', async ({
    demo,
    page,
  }) => {
    const explore = await new Demo(demo.page, server.url).openExplore({
      queries: [{ ...query, filters: [] }],
      from: 'now-1h',
    });
    await explore.editor.getByRole('button', { name: 'Add filter' }).click();
    const values = explore.editor.getByRole('combobox', { name: 'Values of model' });
    await values.fill('xxxx');
    await page.getByRole('option', { name: long }).click();
    await page.keyboard.press('Escape');
    await expect(explore.promql).toContainText(`model_name="${long}"`);
    const { width } = await page.locator('body').evaluate((body) => ({ width: body.scrollWidth - body.clientWidth }));
    expect(width).toBe(0);
  });

  test('code completes what is typed to any of them, also with letters taken back', async ({ demo, page }) => {
    const explore = await new Demo(demo.page, server.url).openExplore({
      queries: [{ refId: 'A', editorMode: 'code', expr: '' }],
      from: 'now-1h',
    });
    await explore.editor.getByRole('textbox', { name: 'PromQL' }).click();
    await page.keyboard.type('baseten_replicas_active{model_name="');
    const offered = page.locator('.cm-tooltip-autocomplete li');
    await expect(offered.first()).toHaveText('model-00000');
    await page.keyboard.type('model');
    await expect(offered.first()).toHaveText('model-00000');
    await page.keyboard.type('-9998');
    await expect(offered.first()).toHaveText('model-99980');
    await page.keyboard.press('Backspace');
    await expect(offered.first()).toHaveText('model-99900');
    await page.keyboard.type('7');
    await expect(offered.first()).toHaveText('model-99970');
    await page.keyboard.press('Enter');
    await expect(explore.editor).toContainText('model_name="model-99970"');
  });

  test('a variable of all of them is bounded', async ({ demo }) => {
    const variables = [
      { name: 'it', label: 'It', type: 'query', multi: true, includeAll: true, query: { label: 'model_name' } },
    ];
    const view = await new Demo(demo.page, server.url).openDashboardSettings({ variables, from: 'now-1h' });
    await expect(view.variable('it')).toContainText('of 1000)');
  });
});
