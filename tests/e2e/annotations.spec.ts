import { expect, test } from './pages/demo';

function annotation(target: object) {
  return { annotation: { name: 'It', enable: true, iconColor: 'blue', target: { refId: 'Anno', ...target } } };
}

test.describe('editing an annotation', () => {
  test('rollouts are regions, each with its model and deployment', async ({ demo }) => {
    const view = await demo.openDashboardSettings(annotation({}));
    await view.pick(view.annotation, 'What the annotation shows', 'Rollouts');
    await expect(view.events.filter({ hasText: 'Rollout of Llama 3.1 70B Instruct' })).toHaveCount(1);
    await expect(view.events.first()).toHaveAttribute('data-region', 'true');
    await expect(view.events.first()).toContainText(/Deployment \w+ is being promoted/);
  });

  test('scaling says from how many replicas to how many', async ({ demo }) => {
    const view = await demo.openDashboardSettings(annotation({}));
    await view.pick(view.annotation, 'What the annotation shows', 'Scaling');
    await expect(view.events.filter({ hasText: 'scaled up' }).first()).toContainText(/\d+ → \d+ replicas?/);
    await expect(view.events.filter({ hasText: 'scaled down' }).first()).toContainText(/\d+ → \d+ replicas?/);
  });

  test('restarts are marked, and a filter leaves those of one model', async ({ demo }) => {
    const view = await demo.openDashboardSettings(annotation({}));
    await view.pick(view.annotation, 'What the annotation shows', 'Restarts');
    await expect(view.events.filter({ hasText: 'whisper/large-v3 "turbo" restarted' }).first()).toBeVisible();
    await view.addFilter(view.annotation, 'model', 'voice-agent');
    await expect(view.events.filter({ hasText: 'whisper' })).toHaveCount(0);
    await expect(view.events.filter({ hasText: 'voice-agent restarted' }).first()).toBeVisible();
  });

  test('a builder query is a region while it is above 0', async ({ demo }) => {
    const view = await demo.openDashboardSettings(annotation({}));
    await view.pick(view.annotation, 'What the annotation shows', 'A query');
    await view.pick(view.annotation, 'Metric', 'Stalled requests');
    await expect(view.events.filter({ hasText: 'Llama 3.1 70B Instruct' }).first()).toHaveAttribute(
      'data-region',
      'true'
    );
  });

  test('a saved code query yields events, with a dashboard variable in it', async ({ demo }) => {
    const expr = 'count by (model_name) (baseten_replicas_starting{environment=~"$environment"} > 0)';
    const view = await demo.openDashboardSettings(annotation({ editorMode: 'code', expr }));
    await expect(view.events.filter({ hasText: 'whisper/large-v3 "turbo"' }).first()).toBeVisible();
    await view.choose('environment', 'Environment', 'staging');
    await expect(view.events.filter({ hasText: 'whisper' })).toHaveCount(0);
  });

  test('one that asks for nothing yet yields nothing and breaks nothing', async ({ demo }) => {
    const view = await demo.openDashboardSettings(annotation({}));
    await expect(view.annotation).toContainText('0 events');
  });
});
