import type { Route } from '@playwright/test';
import { recipes } from '../../src/editor/recipes/recipes';
import { expect, test } from './pages/demo';

/** The metrics of the support matrix, and what the last value of a line looks like in their unit. */
const matrix = [
  { title: 'Inference requests', series: 'baseten_inference_requests_total', value: /^[\d.]+ req\/s$/ },
  {
    title: 'End-to-end response time',
    series: 'baseten_end_to_end_response_time_seconds_bucket',
    value: /^[\d.]+ (ms|s|mins?|µs)$/,
  },
  { title: 'CPU usage', series: 'baseten_container_cpu_usage_seconds_total', value: /^[\d.]+ cores$/ },
  { title: 'Active replicas', series: 'baseten_replicas_active', value: /^[\d.]+$/ },
  { title: 'Starting replicas', series: 'baseten_replicas_starting', value: /^[\d.]+$/ },
  {
    title: 'Memory working set',
    series: 'baseten_container_cpu_memory_working_set_bytes',
    value: /^[\d.]+ [KMGT]iB$/,
  },
  { title: 'GPU memory used', series: 'baseten_gpu_memory_used', value: /^[\d.]+ [MGT]iB$/ },
  { title: 'GPU utilization', series: 'baseten_gpu_utilization', value: /^[\d.]+%$/ },
];

test.describe('building a query', () => {
  for (const { title, series, value } of matrix) {
    test(`picking "${title}" is enough to see lines in its unit`, async ({ demo }) => {
      const explore = await demo.openExplore();
      await explore.pickMetric(title);
      await explore.expectLine();
      await expect(explore.promql).toContainText(series);
      await expect(explore.error).toHaveCount(0);
      const values = (await explore.lastValues()).filter((text) => text !== '');
      expect(values.length).toBeGreaterThan(0);
      for (const text of values) {
        expect(text).toMatch(value);
      }
    });
  }

  test('the 95th percentile of one model: metric, calculation, filter, line, and the PromQL beside it', async ({
    demo,
  }) => {
    const explore = await demo.openExplore();
    await explore.pickMetric('End-to-end response time');
    await explore.pickCalculation('Percentile');
    await explore.pickPercentile('p99');
    await explore.addFilter('model', 'Llama 3.1 70B Instruct');
    await explore.expectLine();
    // Until the answer comes, the lines of the question before are there.
    await expect
      .poll(async () =>
        (await explore.legendNames.allInnerTexts()).filter((name) => !name.includes('Llama 3.1 70B Instruct'))
      )
      .toEqual([]);
    await expect(explore.promql).toContainText(
      /^histogram_quantile\(0\.99, sum by \(.*\ble\b.*\) \(rate\(baseten_end_to_end_response_time_seconds_bucket\{model_name="Llama 3\.1 70B Instruct"\}\[\$__rate_interval\]\)\)\)$/
    );
    await expect(explore.sentence).toContainText(
      /: 99% of them took at most this long, one line for each .*, where model is Llama 3\.1 70B Instruct, over/
    );
    // What was run has the macro filled in: four scrapes of 60 s.
    await expect(explore.executed).toContainText('[4m]');
  });

  for (const { name, written } of [
    { name: 'whisper/large-v3 "turbo"', written: 'model_name="whisper/large-v3 \\"turbo\\""' },
    { name: 'SDXL\\Lightning', written: 'model_name="SDXL\\\\Lightning"' },
    { name: 'Übersetzer – 日本語', written: 'model_name="Übersetzer – 日本語"' },
    { name: 'sandbox: 50% off $$ draft', written: 'model_name="sandbox: 50% off $$ draft"' },
  ]) {
    test(`filtering by the awkward name ${name} shows that model alone`, async ({ demo }) => {
      const explore = await demo.openExplore({ from: 'now-24h' });
      await explore.pickMetric('Inference requests');
      await explore.addFilter('model', name);
      await expect(explore.promql).toContainText(written);
      await explore.expectLine();
      await expect
        .poll(async () => (await explore.legendNames.allInnerTexts()).every((text) => text.includes(name)))
        .toBe(true);
    });
  }

  test('several values of one filter, and grouping by another label, give a line each', async ({ demo }) => {
    const explore = await demo.openExplore();
    await explore.pickMetric('Inference requests');
    await explore.expectLine();
    await explore.addFilter('model', 'Llama 3.1 70B Instruct');
    await explore.addValue('model', 'bge-embeddings (v1.5)');
    await explore.groupBy('status code');
    await expect(explore.promql).toContainText(
      'model_name=~"Llama 3\\\\.1 70B Instruct|bge-embeddings \\\\(v1\\\\.5\\\\)"'
    );
    await expect(explore.promql).toContainText(/by \(model_name, environment, status_code\)/);
    await expect.poll(() => explore.legendNames.count()).toBeGreaterThan(3);
    const names = await explore.legendNames.allInnerTexts();
    expect(names.some((name) => name.includes('200'))).toBe(true);
    expect(new Set(names).size).toBe(names.length);
  });

  test('two queries are drawn together, and a broken one spoils nothing', async ({ demo }) => {
    const explore = await demo.openExplore({
      queries: [
        { refId: 'A', metric: 'baseten_replicas_active' },
        { refId: 'B', editorMode: 'code', expr: 'sum(rate(baseten_inference_requests_total[' },
      ],
    });
    await explore.expectLine();
    await expect(explore.error).toHaveCount(0);
    await expect(explore.query('B').error).toContainText(/parse error|400|unclosed|unexpected/i);
  });
});

test.describe('recipes', () => {
  test('an empty query offers a dozen questions, and picking one draws its answer', async ({ demo }) => {
    const explore = await demo.openExplore();
    const questions = explore.editor.getByRole('button', { name: /\?$/ });
    await expect(questions).toHaveCount(12);
    await explore.editor.getByRole('button', { name: 'Which model is slow?' }).click();
    await explore.expectLine();
    await expect(explore.promql).toContainText(/^histogram_quantile\(0\.95, sum by \(model_name, le\)/);
    await expect(questions).toHaveCount(0);
    // There was nothing to go back to.
    await expect(explore.editor.getByRole('button', { name: 'Undo' })).toHaveCount(0);
  });

  test('a recipe keeps the filters that fit, and what it replaced is one click away', async ({ demo }) => {
    const explore = await demo.openExplore();
    await explore.pickMetric('Inference requests');
    await explore.addFilter('model', 'Llama 3.1 70B Instruct');
    await explore.groupBy('status code');
    await explore.expectLine();
    const before = await explore.promql.innerText();

    await explore.pickRecipe('Are GPUs idle?');
    await expect(explore.editor.getByRole('status')).toContainText('“Are GPUs idle?” replaced the query');
    await expect(explore.promql).toContainText('baseten_gpu_utilization{model_name="Llama 3.1 70B Instruct"}');
    await explore.expectLine();

    await explore.editor.getByRole('button', { name: 'Undo' }).click();
    await expect(explore.promql).toHaveText(before);
    await expect(explore.editor.getByRole('status')).toHaveCount(0);
  });

  test('every recipe runs, and nearly all of them show data', async ({ demo }) => {
    test.setTimeout(180_000);
    const explore = await demo.openExplore();
    await explore.pickMetric('Active replicas');
    await explore.expectLine();
    const empty: string[] = [];
    for (const { question } of recipes) {
      await explore.answerAfter(() => explore.pickRecipe(question));
      await expect(explore.error, question).toHaveCount(0);
      if ((await explore.noData.count()) > 0) {
        empty.push(question);
      }
    }
    // The one that compares a promotion with what it replaces has nothing to say between promotions.
    expect(empty.filter((question) => question !== 'Is the canary worse?')).toEqual([]);
  });
});

test('p50, p95 and p99 stand beside each other after one click, each under its name', async ({ demo }) => {
  const explore = await demo.openExplore();
  await explore.pickMetric('End-to-end response time');
  await explore.addFilter('model', 'Llama 3.1 70B Instruct');
  await explore.expectLine();
  await explore.editor.getByRole('button', { name: 'p50, p95 and p99' }).click();

  await expect(explore.query('B').promql).toContainText(/^histogram_quantile\(0\.5, .*Llama 3\.1 70B Instruct/);
  await expect(explore.query('C').promql).toContainText(/^histogram_quantile\(0\.99, .*Llama 3\.1 70B Instruct/);
  for (const word of ['p50', 'p95', 'p99']) {
    await expect(explore.legendNames.filter({ hasText: new RegExp(`^${word} .*Llama`) }).first()).toBeVisible();
  }
  const names = await explore.legendNames.allInnerTexts();
  expect(new Set(names).size).toBe(names.length);
  // Nothing is missing any more.
  await expect(explore.editor.getByRole('button', { name: 'p50, p95 and p99' })).toHaveCount(0);
  await expect(explore.query('B').editor.getByRole('button', { name: 'p50, p95 and p99' })).toHaveCount(0);
});

test.describe('filters', () => {
  const requests = { refId: 'A', metric: 'baseten_inference_requests_total', groupBy: ['status_code'] };

  test('a filter is switched off, outlives a reload so, and is switched on again', async ({ demo, page }) => {
    const filters = [{ label: 'status_code', operator: '=', values: ['200'] }];
    const explore = await demo.openExplore({ queries: [{ ...requests, filters }] });
    await expect(explore.promql).toContainText('{status_code="200"}');
    await expect(explore.legendNames).toHaveCount(1);

    await explore.editor.getByRole('button', { name: 'Switch off the filter on status code' }).click();
    await expect(explore.promql).not.toContainText('200');
    await expect.poll(() => explore.legendNames.count()).toBeGreaterThan(1);
    await page.reload();
    await expect(explore.promql).not.toContainText('200');
    await expect(explore.values('status code')).toHaveText(['200']);

    await explore.editor.getByRole('button', { name: 'Switch on the filter on status code' }).click();
    await expect(explore.promql).toContainText('{status_code="200"}');
    await expect(explore.legendNames).toHaveCount(1);
  });

  test('several values are pasted at once: lines, commas, and quotes around a comma', async ({
    demo,
    page,
    context,
  }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const explore = await demo.openExplore({
      queries: [{ ...requests, filters: [{ label: 'model_name', operator: '=', values: [] }] }],
    });
    const paste = async (text: string) => {
      await explore.editor.getByRole('combobox', { name: 'Values of model' }).click();
      await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
      await page.keyboard.press('Control+V');
    };
    await paste('Llama 3.1 70B Instruct\r\nbge-embeddings (v1.5)\n');
    await expect(explore.values('model')).toHaveText(['Llama 3.1 70B Instruct', 'bge-embeddings (v1.5)']);
    await paste('"Llama 3, tuned",Llama 3.1 70B Instruct');
    await expect(explore.values('model')).toHaveText([
      'Llama 3.1 70B Instruct',
      'bge-embeddings (v1.5)',
      'Llama 3, tuned',
    ]);
    await expect(explore.promql).toContainText(
      'model_name=~"Llama 3\\\\.1 70B Instruct|bge-embeddings \\\\(v1\\\\.5\\\\)|Llama 3, tuned"'
    );
    await explore.expectLine();
    await expect(explore.error).toHaveCount(0);
  });

  test('a class of status codes is one choice, with codes beside it', async ({ demo }) => {
    const explore = await demo.openExplore({ queries: [requests], from: 'now-24h' });
    await explore.addFilter('status code', '5xx');
    await expect(explore.values('status code')).toHaveText(['5xx']);
    await expect(explore.promql).toContainText('{status_code=~"5.."}');
    await explore.addValue('status code', '404');
    await expect(explore.promql).toContainText('{status_code=~"(?:5..)|(?:404)"}');
    await explore.expectLine();
    await expect
      .poll(async () => (await explore.legendNames.allInnerTexts()).every((name) => /^(5\d\d|404)$/.test(name)))
      .toBe(true);
  });

  test('the environment chosen last is offered first, in the next query too', async ({ demo, page }) => {
    const explore = await demo.openExplore();
    await explore.pickMetric('Active replicas');
    await explore.addFilter('environment', 'staging');
    await explore.expectLine();

    await demo.openExplore({ queries: [{ refId: 'A', metric: 'baseten_gpu_utilization' }] });
    await explore.editor.getByRole('button', { name: 'Add filter' }).click();
    await explore.pickLabel('environment');
    await explore.editor.getByRole('combobox', { name: 'Values of environment' }).click();
    const offered = page.getByRole('option');
    await expect(offered.filter({ hasText: 'production' })).toBeVisible();
    const names = await offered.allInnerTexts();
    expect(names.filter((name) => /^(production|staging)$/.test(name))).toEqual(['staging', 'production']);
  });
});

test.describe('warnings before a query is run', () => {
  const gpu = { refId: 'A', metric: 'baseten_gpu_utilization', groupBy: ['replica', 'gpu'] };

  test('a window without room for two scrapes is said, and fixed by one click', async ({ demo }) => {
    const explore = await demo.openExplore({
      queries: [{ refId: 'A', metric: 'baseten_end_to_end_response_time_seconds', window: '1m' }],
    });
    await expect(explore.notices).toContainText(['A window of 1m has no room for two scrapes']);
    await explore.fix('Use the automatic window');
    await expect(explore.notices).toHaveCount(0);
    await explore.expectLine();
  });

  test('bytes and MiB in one panel are said to have an axis each', async ({ demo }) => {
    const explore = await demo.openExplore({
      queries: [
        { refId: 'A', metric: 'baseten_gpu_memory_used' },
        { refId: 'B', metric: 'baseten_container_cpu_memory_working_set_bytes' },
      ],
    });
    await expect(explore.notices).toContainText(['Query B measures the same in another unit']);
    await expect(explore.query('B').notices).toContainText(['Query A measures the same in another unit']);
  });

  test('a server that takes replica away is found out before lines are merged', async ({ demo, page }) => {
    await page.route('**/resources/labels', (route) =>
      route.fulfill({ json: { labels: ['deployment_id', 'gpu', 'model_id', 'model_name'] } })
    );
    const explore = await demo.openExplore({ queries: [gpu] });
    await expect(explore.notices).toContainText(['No series on this server has the label replica']);
    await explore.fix('Do without replica');
    await expect(explore.promql).toHaveText('avg by (gpu) (baseten_gpu_utilization >= 0 <= 100)');
    await expect(explore.notices).toHaveCount(0);
  });

  test('more lines than a graph can tell apart are said, and the highest kept by one click', async ({ demo, page }) => {
    await page.route('**/resources/catalog', (route) =>
      route.fulfill({ json: { metrics: [{ id: gpu.metric, present: true, series: 5000 }] } })
    );
    // The answer knows better, so it must not come.
    await page.route('**/api/ds/query*', (route) => route.abort());
    const explore = await demo.openExplore({ queries: [gpu] });
    await expect(explore.notices).toContainText(['This may draw up to 5,000 lines']);
    await explore.fix('Keep the 20 highest');
    await expect(explore.promql).toContainText('topk(20, ');
    await expect(explore.notices).toHaveCount(0);
  });

  test('a share without a threshold asks for one where the server can’t tell the bounds', async ({ demo, page }) => {
    await page.route('**/resources/buckets', (route) =>
      route.fulfill({ status: 502, json: { message: 'no route to host' } })
    );
    const explore = await demo.openExplore({
      queries: [{ refId: 'A', metric: 'baseten_end_to_end_response_time_seconds', calculation: 'share_within' }],
    });
    await expect(explore.editor).toContainText('A threshold is missing');
    await explore.fix('Show the percentile instead');
    await explore.expectLine();
  });
});

test.describe('a query written by hand with a typo in every field', () => {
  const damaged = {
    refId: 'A',
    editorMode: 'bulider',
    metric: 'baseten_end_to_end_response_time',
    calculation: 'qantile',
    aggregation: 'summ',
    quantile: '95',
    threshold: 'two',
    badStatus: 5,
    validStatus: ['2..'],
    window: 5,
    top: 'five',
    offset: { days: 1 },
    queryType: 'rnage',
    format: 7,
    legendFormat: 3,
    interval: [],
    filters: [
      null,
      { label: 7, operator: '==', values: 'a' },
      { label: 'status_code', values: [500, null] },
      { label: 'model_name', operator: '=', values: ['Llama 3.1 70B Instruct'] },
    ],
    groupBy: [null, 'model_name', 7],
    version: 1,
    mine: 'kept',
  };

  test('is shown, named field by field, mended click by click, and nothing else of it is lost', async ({
    demo,
    page,
  }) => {
    const explore = await demo.openExplore({ queries: [damaged] });
    const fixes = explore.editor.getByRole('alert').first().getByRole('button');
    const seen: string[] = [];
    for (let clicks = 0; clicks < 30; clicks++) {
      await expect(explore.promql.or(fixes.first())).toBeVisible();
      if (await explore.promql.isVisible()) {
        break;
      }
      seen.push(await explore.editor.getByRole('alert').first().innerText());
      await fixes.first().click();
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThan(10);
    await explore.expectLine();
    await expect(explore.promql).toContainText('model_name="Llama 3.1 70B Instruct"');
    const [query] = JSON.parse(new URL(page.url()).searchParams.get('queries') ?? '[]');
    expect(query).toMatchObject({ mine: 'kept', metric: 'baseten_end_to_end_response_time_seconds' });
  });

  test('in one field alone keeps the editor standing', async ({ demo }) => {
    const metric = 'baseten_end_to_end_response_time_seconds';
    // A query each, side by side: none may take the others along.
    const queries = Object.entries(damaged)
      .filter(([field]) => field !== 'refId')
      .map(([field, value]) => ({ metric, [field]: value, refId: field }));
    const explore = await demo.openExplore({ queries });
    for (const { refId } of queries) {
      const { editor, promql } = explore.query(refId);
      await expect(editor.getByRole('combobox', { name: 'Metric' }), refId).toBeVisible();
      await expect(promql.or(editor.getByText("This query can't be run")).first(), refId).toBeVisible();
    }
  });

  test('PromQL that is a number keeps code mode standing', async ({ demo }) => {
    const explore = await demo.openExplore({ queries: [{ ...damaged, editorMode: 'code', expr: 5 }] });
    await expect(explore.codeArea()).toHaveText('5');
    await explore.switchTo('Builder');
    await expect(explore.editor.getByRole('combobox', { name: 'Metric' })).toBeVisible();
  });
});

test.describe('why a panel is empty', () => {
  const replicas = (...filters: object[]) => ({ refId: 'A', metric: 'baseten_replicas_active', filters });
  const environment = { label: 'environment', operator: '=', values: ['prod'] };

  test('a value that the server lacks is named beside those that it has, and replaced by one click', async ({
    demo,
  }) => {
    const explore = await demo.openExplore({ queries: [replicas(environment)] });
    await expect(explore.whyEmpty).toContainText(/environment is 'prod'; .* 'production', 'staging'/);
    await explore.fix('Use production');
    await expect(explore.promql).toContainText('{environment="production"}');
    await explore.expectLine();
    await expect(explore.whyEmpty).toHaveCount(0);
  });

  test('filters that exclude each other say which, and one is taken away by one click', async ({ demo }) => {
    const explore = await demo.openExplore({
      queries: [
        replicas(
          { label: 'model_name', operator: '=', values: ['whisper/large-v3 "turbo"'] },
          { label: 'environment', operator: '=', values: ['staging'] }
        ),
      ],
    });
    await expect(explore.whyEmpty).toContainText('none matches all: where model_name is');
    await explore.fix('Remove the filter on environment');
    await explore.expectLine();
    await expect(explore.values('model')).toHaveText(['whisper/large-v3 "turbo"']);
  });

  test('a range without samples says when the last one was, and what to do', async ({ demo }) => {
    const explore = await demo.openExplore({ queries: [replicas()], from: 'now-10d', to: 'now-9d' });
    await expect(explore.whyEmpty).toContainText(/the last one was at .* UTC\. Choose a later time range/);
  });

  test('PromQL is told too, and left to its writer', async ({ demo }) => {
    const expr = 'baseten_replicas_active{environment="prod"}';
    const explore = await demo.openExplore({ queries: [{ refId: 'A', editorMode: 'code', expr }] });
    await expect(explore.whyEmpty).toContainText("environment is 'prod'");
    await expect(explore.whyEmpty.getByRole('button')).toHaveCount(0);
  });
});

test.describe('look-ups that are no help', () => {
  for (const { name, said, answer } of [
    {
      name: 'fail',
      said: "Values can't be looked up (no route to host). Type one.",
      answer: (route: Route) => route.fulfill({ status: 502, json: { message: 'no route to host' } }),
    },
    { name: 'take 30 s', said: 'The server has not answered yet.', answer: () => new Promise(() => undefined) },
  ]) {
    test(`where they ${name}, a query is built all the same`, async ({ demo, page }) => {
      await page.route('**/resources/**', answer);
      const explore = await demo.openExplore();
      await explore.pickMetric('Active replicas');
      await explore.editor.getByRole('button', { name: 'Add filter' }).click();
      await explore.pickLabel('model');
      const values = explore.editor.getByRole('combobox', { name: 'Values of model' });
      await values.click();
      await expect(page.getByRole('listbox')).toContainText(said);
      await values.fill('Llama 3.1 70B Instruct');
      await page.getByRole('option', { name: /Use this text/ }).click();
      await page.keyboard.press('Escape');
      await expect(explore.promql).toContainText('{model_name="Llama 3.1 70B Instruct"}');
      await explore.expectLine();
    });
  }
});

test.describe('a threshold', () => {
  test('is a bucket bound of the server from the start, and what was let go stays one click away', async ({ demo }) => {
    const explore = await demo.openExplore();
    await explore.pickMetric('End-to-end response time');
    await explore.pickCalculation('Share within');
    await expect(explore.promql).toContainText(/le=~?"/);
    await explore.expectLine();
    const before = await explore.promql.innerText();

    await explore.pickMetric('Request size');
    await expect(explore.promql).toContainText(/baseten_request_size_bytes_bucket\{le=/);
    await explore.expectLine();
    await explore.editor.getByRole('button', { name: 'Undo' }).click();
    await expect(explore.promql).toHaveText(before);
  });

  test('of an objective is a bound in seconds', async ({ demo }) => {
    const explore = await demo.openExplore();
    await explore.pickMetric('Good responses within the objective');
    await expect(explore.editor.getByRole('combobox', { name: 'Threshold' })).toHaveValue(/ m?s$/);
    await explore.expectLine();
  });
});
