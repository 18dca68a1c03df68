import { expect, test } from './pages/demo';

/** A panel with a builder query and a code query whose quotes and comments must stay what they are. */
const panel = {
  variables: [],
  queries: [
    { refId: 'A', metric: 'baseten_inference_requests_total' },
    {
      refId: 'B',
      editorMode: 'code',
      expr: 'sum by (model_name) (label_replace(baseten_replicas_active, "note", "a{b}", "", "")) # {not=this}',
      legendFormat: 'replicas of {{model_name}}',
    },
  ],
};

test.describe('ad-hoc filters of a dashboard', () => {
  test('one narrows the builder query and every selector of the code query', async ({ demo }) => {
    const view = await demo.openDashboardSettings(panel);
    await expect.poll(() => view.legendNames.count()).toBeGreaterThan(10);
    await view.addAdHoc('model_name', '=', 'whisper/large-v3 "turbo"');
    await expect(view.executed('A')).toContainText('model_name="whisper/large-v3 \\"turbo\\""');
    await expect(view.executed('B')).toContainText(
      'label_replace(baseten_replicas_active{model_name="whisper/large-v3 \\"turbo\\""}, "note", "a{b}"'
    );
    await expect(view.legendNames).toHaveText([/whisper/, /replicas of whisper/]);
  });

  test('values are narrowed by the other filters, and (none) stands for series without the label', async ({ demo }) => {
    const view = await demo.openDashboardSettings({
      ...panel,
      filters: [{ key: 'model_name', operator: '=', value: 'SDXL\\Lightning' }],
    });
    await view.adHoc.getByRole('button', { name: 'Add ad-hoc filter' }).click();
    const label = view.adHoc.getByRole('combobox', { name: 'Ad-hoc label' }).nth(1);
    await label.fill('environment');
    await demo.page.getByRole('option', { name: 'environment' }).click();
    await view.adHoc.getByRole('combobox', { name: 'Ad-hoc value' }).nth(1).click();
    await expect(demo.page.getByRole('option')).toHaveText(['(none)', 'production']);
    await demo.page.getByRole('option', { name: '(none)' }).click();
    await expect(view.executed('A')).toContainText('environment=""');
    await expect(view.legendNames.first()).toContainText('SDXL');
  });

  for (const { name, filter, written } of [
    {
      name: 'several values at once',
      filter: { key: 'model_name', operator: '=|', value: 'voice-agent', values: ['voice-agent', 'SDXL\\Lightning'] },
      written: 'model_name=~"voice-agent|SDXL\\\\\\\\Lightning"',
    },
    {
      name: 'all but several',
      filter: { key: 'environment', operator: '!=|', value: 'staging', values: ['staging', '(none)'] },
      written: 'environment!~"staging|"',
    },
    {
      name: 'a pattern',
      filter: { key: 'model_name', operator: '=~', value: 'voice.*' },
      written: 'model_name=~"voice.*"',
    },
  ]) {
    test(`${name}: the same in both queries`, async ({ demo }) => {
      const view = await demo.openDashboardSettings({ ...panel, filters: [filter] });
      await expect(view.executed('A')).toContainText(written);
      await expect(view.executed('B')).toContainText(written);
      await expect(view.legendNames.first()).toBeVisible();
    });
  }

  test('a variable inside a filter is filled in', async ({ demo }) => {
    const { queries } = panel;
    const view = await demo.openDashboardSettings({
      queries,
      filters: [{ key: 'environment', operator: '=', value: '$environment' }],
    });
    await view.choose('environment', 'Environment', 'staging');
    await expect(view.executed('A')).toContainText('environment="staging"');
    await expect(view.executed('B')).toContainText('environment="staging"');
  });
});

test('group-by keys replace the grouping of builder queries', async ({ demo }) => {
  const view = await demo.openDashboardSettings(panel);
  await view.groupBy('status_code');
  await expect(view.executed('A')).toContainText('by (status_code)');
  await expect(view.executed('B')).toContainText('by (model_name)');
  await expect(view.legendNames.filter({ hasText: /^\s*200\b/ })).toHaveCount(1);
});
