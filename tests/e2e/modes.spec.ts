import { expect, test } from './pages/demo';

test.describe('code and builder', () => {
  test('code mode starts from the PromQL of the builder, and going back gives the same builder query', async ({
    demo,
  }) => {
    const explore = await demo.openExplore();
    await explore.pickMetric('End-to-end response time');
    await explore.expectLine();
    const built = await explore.promql.innerText();

    await explore.switchTo('Code');
    await expect(explore.codeArea()).toHaveText(built);
    await explore.expectLine();

    await explore.switchTo('Builder');
    await expect(explore.promql).toHaveText(built);
    await explore.switchTo('Code');

    await explore.typePromql('sum(rate(baseten_inference_requests_total[5m]))');
    await expect(explore.executed).toContainText('Expr: sum(rate(baseten_inference_requests_total[5m]))');
    await explore.expectLine();

    await explore.switchTo('Builder');
    await expect(explore.promql).toHaveText('sum(rate(baseten_inference_requests_total[5m]))');
    await explore.expectLine();

    await explore.switchTo('Code');
    await expect(explore.codeArea()).toHaveText('sum(rate(baseten_inference_requests_total[5m]))');
  });

  test('PromQL that the builder has no place for is kept, and the builder says which part it is', async ({ demo }) => {
    const explore = await demo.openExplore();
    await explore.pickMetric('Active replicas');
    await explore.expectLine();
    const built = await explore.promql.innerText();

    await explore.switchTo('Code');
    await explore.typePromql('sum without (deployment_id) (baseten_replicas_active)');
    await explore.switchTo('Builder');
    await expect(explore.editor).toContainText('all labels but some: without (deployment_id)');
    await expect(explore.promql).toHaveText(built);

    await explore.switchTo('Code');
    await expect(explore.codeArea()).toHaveText('sum without (deployment_id) (baseten_replicas_active)');
  });

  test('a mistake in PromQL shows the server’s words, and goes when it is fixed', async ({ demo }) => {
    const explore = await demo.openExplore({
      queries: [{ refId: 'A', editorMode: 'code', expr: 'sum(baseten_replicas_active' }],
    });
    await expect(explore.error).toContainText(/unclosed left parenthesis/);

    await explore.typePromql('sum(baseten_replicas_active)');
    await expect(explore.error).toHaveCount(0);
    await explore.expectLine();
  });

  test('a saved query with a mistake says which field, and is fixed in the builder', async ({ demo }) => {
    const explore = await demo.openExplore({
      queries: [{ refId: 'A', metric: 'baseten_end_to_end_response_time_seconds', quantile: 95 }],
    });
    await expect(explore.error).toContainText(/quantile/i);
    await expect(explore.error).toContainText(/95/);

    await explore.pickPercentile('p95');
    await expect(explore.error).toHaveCount(0);
    await explore.expectLine();
  });

  test('a filter that matches nothing says so and names values that exist', async ({ demo }) => {
    const explore = await demo.openExplore({
      queries: [
        {
          refId: 'A',
          metric: 'baseten_replicas_active',
          filters: [{ label: 'model_name', operator: '=', values: ['Llama 2'] }],
        },
      ],
    });
    await expect(explore.notice).toContainText(/Llama 2/);
    await expect(explore.notice).toContainText(/Llama 3\.1 70B Instruct/);
  });

  test('a reload and a link keep queries and range', async ({ demo, page }) => {
    const explore = await demo.openExplore({ from: 'now-12h' });
    await explore.pickMetric('GPU utilization');
    await explore.expectLine();
    const shown = await explore.promql.innerText();
    await page.reload();
    await expect(explore.promql).toHaveText(shown);
    await expect(page.getByText('Last 12 hours')).toBeVisible();
  });

  test('code mode completes series with their titles and values from the server, and Tab leaves it', async ({
    demo,
    page,
  }) => {
    const explore = await demo.openExplore({ queries: [{ refId: 'A', editorMode: 'code', expr: '' }] });
    const area = explore.codeArea();
    await area.click();
    await area.pressSequentially('baseten_replicas_act');
    const series = page.getByRole('option', { name: /baseten_replicas_active/ });
    await expect(series).toBeVisible();
    await expect(page.locator('.cm-completionInfo')).toContainText('Active replicas');
    await series.click();
    await area.pressSequentially('{model_name="Whis');
    await page.getByRole('option', { name: 'whisper/large-v3 "turbo"' }).first().click();
    await expect(area).toHaveText('baseten_replicas_active{model_name="whisper/large-v3 \\"turbo\\""}');

    await page.keyboard.press('Tab');
    await expect(area).not.toBeFocused();
    await explore.expectLine();
  });

  test('code mode takes Enter after a finished query for a new line', async ({ demo, page }) => {
    const explore = await demo.openExplore({ queries: [{ refId: 'A', editorMode: 'code', expr: '' }] });
    const area = explore.codeArea();
    await area.click();
    for (const text of ['sum(rate(baseten_inference_requests_total[5m]))', 'sum(x) by (model_name)']) {
      await page.keyboard.press('Control+a');
      await page.keyboard.press('Delete');
      await area.pressSequentially(text, { delay: 40 });
      await page.waitForTimeout(500);
      await page.keyboard.press('Enter');
      await page.waitForTimeout(200);
      await expect(area.locator('.cm-line')).toHaveText([text, '']);
    }
  });

  test('code mode marks mistakes, but no macro, and formats', async ({ demo }) => {
    const expr = 'sum(rate(baseten_inference_requests_total[$__rate_interval])) by (model_name)';
    const explore = await demo.openExplore({
      queries: [{ refId: 'A', editorMode: 'code', expr: `rate(x) + ${expr}` }],
    });
    const marks = explore.editor.locator('.cm-lintRange-error');
    await expect(marks.first()).toHaveText('x');
    await expect(marks).toHaveCount(1);

    await explore.typePromql(expr);
    await expect(marks).toHaveCount(0);
    await explore.expectLine();
    await explore.editor.getByRole('button', { name: 'Format', exact: true }).click();
    await expect(explore.codeArea()).toHaveText(
      'sum by (model_name) (rate(baseten_inference_requests_total[$__rate_interval]))'
    );
  });

  test('100 kB of PromQL are taken, and can still be edited', async ({ demo }) => {
    const long = `baseten_replicas_active${' or baseten_replicas_active'.repeat(3800)}`;
    const explore = await demo.openExplore({ queries: [{ refId: 'A', editorMode: 'code', expr: '' }] });
    await explore.codeArea().fill(long);
    await explore.codeArea().press('Control+a');
    await explore.typePromql('sum(baseten_replicas_active)');
    await expect(explore.codeArea()).toHaveText('sum(baseten_replicas_active)');
    await explore.expectLine();
  });

  test('a query is copied as an alert rule, with its window written out', async ({ demo, page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const explore = await demo.openExplore();
    await explore.pickMetric('End-to-end response time');
    await explore.expectLine();
    await explore.editor.getByRole('button', { name: 'Copy as alert rule' }).click();
    const fires = explore.editor.getByRole('textbox', { name: 'Fires above' });
    await expect(fires).toHaveValue('');
    await expect(explore.editor.getByRole('textbox', { name: 'Alert rule in YAML' })).toHaveCount(0);
    await fires.pressSequentially('0.5');
    await expect(explore.editor.getByTestId('limit-meaning')).toHaveText('= 500 ms');
    await fires.press('Enter');
    await expect(explore.editor).toContainText('Alert rule copied');
    const shown = await explore.editor.getByRole('textbox', { name: 'Alert rule in YAML' }).inputValue();
    expect(shown).toContain('metric: "baseten_end_to_end_response_time_seconds"');
    expect(shown).toContain('window: "5m"');
    expect(shown).not.toContain('$__');
    expect(shown).toMatch(/description: "End-to-end response time: 95% of them took at most this long/);
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(shown);
  });
});
