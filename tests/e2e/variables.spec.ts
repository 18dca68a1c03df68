import { expect, test } from './pages/demo';

/** A dashboard with one variable, `$it`. */
function withVariable(query: unknown, more: object = {}) {
  return { variables: [{ name: 'it', label: 'It', type: 'query', multi: true, includeAll: true, query }], ...more };
}

const models = [
  'bge-embeddings (v1.5)',
  'Llama 3.1 70B Instruct',
  'night-classifier',
  'sandbox: 50% off $$ draft',
  'SDXL\\Lightning',
  'Übersetzer – 日本語',
  'voice-agent',
  'whisper/large-v3 "turbo"',
];

test.describe('editing a variable', () => {
  test('choosing Models is enough for a list of all models, sorted', async ({ demo }) => {
    const view = await demo.openDashboardSettings(withVariable({ refId: 'variable' }));
    await expect(view.values('it')).toHaveCount(0);
    await view.pick(view.variable('it'), 'What the variable lists', 'Models');
    await expect(view.values('it')).toHaveText(models);
  });

  test('a model can show its name and use its ID, which is what the panel asks for', async ({ demo }) => {
    const queries = [
      {
        refId: 'A',
        metric: 'baseten_inference_requests_total',
        filters: [{ label: 'model_id', operator: '=', values: ['$it'] }],
      },
    ];
    const view = await demo.openDashboardSettings(
      withVariable({ refId: 'variable', label: 'model_name' }, { queries })
    );
    await view.variable('it').getByRole('checkbox', { name: 'Show the name, use the ID' }).check({ force: true });
    const whisper = view.values('it').filter({ hasText: 'whisper/large-v3 "turbo"' });
    await expect(whisper).toHaveAttribute('data-value', 'w5d8k3xq');
    await view.choose('it', 'It', 'whisper/large-v3 "turbo"');
    await expect(view.executed('A')).toContainText('model_id="w5d8k3xq"');
    await expect(view.legendNames).toHaveText([/whisper/]);
  });

  test('a label that may be empty offers (none), which finds the series without it', async ({ demo }) => {
    const queries = [
      {
        refId: 'A',
        metric: 'baseten_inference_requests_total',
        filters: [{ label: 'environment', operator: '=', values: ['$it'] }],
      },
    ];
    const query = { refId: 'variable', label: 'environment' };
    const view = await demo.openDashboardSettings(withVariable(query, { queries }));
    await expect(view.values('it')).toHaveText(['(none)', 'production', 'staging']);
    await view.choose('it', 'It', '(none)');
    await expect(view.executed('A')).toContainText('environment=""');
    await expect(view.legendNames.filter({ hasText: 'sandbox' })).toHaveCount(1);
  });

  test('a filter of a variable that names another variable narrows its values', async ({ demo }) => {
    const view = await demo.openDashboardSettings();
    await expect(view.values('model')).toHaveText(models);
    await view.choose('environment', 'Environment', 'staging');
    await expect(view.values('model')).toHaveText(['Llama 3.1 70B Instruct', 'Übersetzer – 日本語']);
  });

  test('filters are added in the editor, and other variables are offered as their values', async ({ demo }) => {
    const view = await demo.openDashboardSettings({ from: 'now-6h' });
    const section = view.variable('model');
    await section.getByRole('button', { name: 'Remove the filter on environment' }).click();
    await expect(view.values('model')).toHaveText(models);
    await view.addFilter(section, 'environment', '$environment');
    await view.choose('environment', 'Environment', 'staging');
    await expect(view.values('model')).toHaveText(['Llama 3.1 70B Instruct', 'Übersetzer – 日本語']);
  });

  test('any label can be listed, of one metric', async ({ demo }) => {
    const view = await demo.openDashboardSettings(withVariable({ refId: 'variable' }));
    const section = view.variable('it');
    await view.pick(section, 'What the variable lists', 'rollout phase');
    await view.pick(section, 'Metric', 'Active replicas');
    await expect(view.values('it')).toHaveText(['(none)', 'promoting', 'stable']);
  });
});

test.describe('a variable that was written for a Prometheus data source', () => {
  test('label_values(metric, label) is listed, shown in the editor, and kept as it is', async ({ demo }) => {
    const text = 'label_values(baseten_replicas_active{environment="staging"}, model_name)';
    const view = await demo.openDashboardSettings(withVariable(text));
    await expect(view.values('it')).toHaveText(['Llama 3.1 70B Instruct', 'Übersetzer – 日本語']);
    const section = view.variable('it');
    await expect(section.getByRole('combobox', { name: 'What the variable lists' })).toHaveValue('Models');
    await expect(section.getByRole('combobox', { name: 'Metric' })).toHaveValue('Active replicas');
    await expect(section).toContainText('staging');
    expect(view.saved().variables[0]?.query).toBe(text);

    await section.getByRole('button', { name: 'Remove the filter on environment' }).click();
    await expect(view.values('it')).toHaveText(models);
    expect(view.saved().variables[0]?.query).toMatchObject({
      label: 'model_name',
      metric: 'baseten_replicas_active',
    });
  });

  test('series that the catalog lacks are listed too, and can be changed', async ({ demo }) => {
    const view = await demo.openDashboardSettings(withVariable('label_values(up{job="baseten"}, instance)'));
    await expect(view.values('it')).toHaveText(['simulator']);
    const series = view.variable('it').getByRole('textbox', { name: 'Series' });
    await expect(series).toHaveValue('up{job="baseten"}');
    await series.fill('up{job="none"}');
    await series.press('Enter');
    await expect(view.values('it')).toHaveCount(0);
  });

  for (const [text, first] of [
    ['label_values(gpu)', '0'],
    ['metrics(replicas_)', 'baseten_replicas_active'],
    ['query_result(count(baseten_replicas_active{environment="production"} > 0) > bool 0)', /^\{\} 1 \d+$/],
  ] as const) {
    test(`${text} gives its values`, async ({ demo }) => {
      const view = await demo.openDashboardSettings(withVariable(text));
      await expect(view.values('it').first()).toHaveText(first);
    });
  }

  test('a text that is no such query says so and is kept', async ({ demo }) => {
    const view = await demo.openDashboardSettings(withVariable('models please'));
    await expect(view.variable('it').getByRole('alert').first()).toContainText(/can't be read/);
    await expect(view.variable('it')).toContainText('none of label_values(label)');
    expect(view.saved().variables[0]?.query).toBe('models please');
  });
});
