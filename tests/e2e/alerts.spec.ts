import { expect, test } from './pages/demo';

const uid = 'baseten-metrics';

test.describe('the tab for alerts', () => {
  test('proposes what held in good hours, and keeps a document beside the other settings', async ({ demo }) => {
    const alerts = await demo.openAlerts();
    const objectives = alerts.objectives;
    await objectives.getByRole('button', { name: 'Propose from the last 7 days' }).click();
    await expect(objectives.getByRole('status')).toContainText('held in nine of ten hours');
    // The slow model's own hours allow more than ten seconds: that is no objective before somebody takes it.
    const share = objectives.getByRole('button', { name: /^Take .* s for Llama 3\.1 70B Instruct$/ });
    await expect(share.locator('..')).toContainText('looser than the defaults');
    await objectives.getByRole('button', { name: /^Take what is no looser/ }).click();
    await expect(share).toBeVisible();
    await expect(alerts.field('Availability', 'SDXL\\Lightning')).not.toHaveValue('');

    // What is no bound of the histogram is refused where it is typed; what is right makes a set.
    const latency = alerts.field('Complete within, s', 'voice-agent');
    await latency.fill('7');
    await latency.press('Enter');
    await expect(objectives.getByText(/No bucket ends there; the nearest do at/)).toBeVisible();
    await latency.fill('none');
    await latency.press('Enter');
    await alerts.openText();
    await expect(alerts.text).toHaveValue(
      /name: "voice-agent"\n\s+models:\n\s+- "voice-agent"\n\s+latencySeconds: "none"/
    );

    const before = await alerts.settings(uid);
    await objectives.getByRole('button', { name: 'Save objectives' }).click();
    await expect(objectives.getByText('Saved in the settings of this data source.')).toBeVisible();
    const after = await alerts.settings(uid);
    expect({ ...after.jsonData, objectives: undefined }).toEqual({ ...before.jsonData, objectives: undefined });
    expect(JSON.stringify(after.jsonData['objectives'])).toContain('voice-agent');

    // Somebody else has saved something meanwhile: theirs stays.
    await alerts.saveElsewhere(uid, { version: 1, defaults: { latencySeconds: 5 } });
    await latency.fill('10');
    await latency.press('Enter');
    await objectives.getByRole('button', { name: 'Save objectives' }).click();
    await expect(objectives.getByText(/^Somebody else has changed the objectives/)).toBeVisible();
    expect((await alerts.settings(uid)).jsonData['objectives']).toEqual({
      version: 1,
      defaults: { latencySeconds: 5 },
    });

    // What nobody can read is named, and the page stands.
    await alerts.saveElsewhere(uid, 'version: 1\ndefaults: {availability: 99}');
    const again = await demo.openAlerts('light');
    await expect(again.objectives).toContainText('defaults.availability is 99; allowed: a number above 0 and below 1.');
    await again.saveElsewhere(uid, undefined);
  });

  test('shows what all rules would have done, stops at once, and leads to the graph', async ({ demo }) => {
    test.setTimeout(150_000);
    const alerts = await demo.openAlerts();
    await alerts.week.getByRole('button', { name: 'Preview all rules' }).click();
    await expect(alerts.status).toHaveText(/^At most \d+ requests to the metrics server, two at a time$/);
    await alerts.week.getByRole('button', { name: 'Show the last 7 days' }).click();
    await alerts.week.getByRole('button', { name: 'Stop the preview' }).click();
    await expect(alerts.status).toHaveText(/^Stopped after \d+ requests/, { timeout: 1500 });

    await alerts.week.getByRole('button', { name: 'Preview again' }).click();
    await alerts.week.getByRole('button', { name: 'Show the last 7 days' }).click();
    // Rules that look back for hours take a minute more on a busy machine.
    await expect(alerts.status).toHaveText(/100% of it for rules|^Asked for in/, { timeout: 90_000 });
    // The demo has a day of history, with incidents in it.
    await expect(alerts.verdict).toHaveText(
      /at least [1-9]\d* pages and [1-9]\d* tickets; .* a day in the \d+% that are known$/
    );
    const stretch = alerts.week.getByRole('link', { name: /^High error ratio, model .*: fired/ }).first();
    const address = await stretch.getAttribute('href');
    expect(decodeURIComponent(address ?? '')).toContain('"metric":"error_ratio"');
    await demo.page.goto(new URL(address ?? '', demo.url).toString());
    await expect(demo.page.getByText('Error ratio').first()).toBeVisible();
  });
});
