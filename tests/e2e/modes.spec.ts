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
    await expect(explore.codeArea()).toHaveValue(built);
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
    await expect(explore.codeArea()).toHaveValue('sum(rate(baseten_inference_requests_total[5m]))');
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
    await expect(explore.codeArea()).toHaveValue('sum without (deployment_id) (baseten_replicas_active)');
  });

  test('a mistake in PromQL shows the server’s words, and goes when it is mended', async ({ demo }) => {
    const explore = await demo.openExplore({
      queries: [{ refId: 'A', editorMode: 'code', expr: 'sum(baseten_replicas_active' }],
    });
    await expect(explore.error).toContainText(/unclosed left parenthesis/);

    await explore.typePromql('sum(baseten_replicas_active)');
    await expect(explore.error).toHaveCount(0);
    await explore.expectLine();
  });

  test('a saved query with a mistake says which field, and is mended in the builder', async ({ demo }) => {
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
});
