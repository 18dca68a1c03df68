/** Begins the incidents that rules have to notice: before all other tests, since a rule waits for minutes on purpose. */
import { expect, test } from '@playwright/test';
import { incidents } from './incidents';
import { readRules } from './rules';

test('two incidents begin, and nothing is firing for their models', async ({ page }) => {
  const simulator = process.env['BASETEN_SIMULATOR_URL'];
  test.skip(simulator === undefined, 'no incident can be caused: BASETEN_SIMULATOR_URL names no simulator');
  for (const { kind, model, minutes, rule } of incidents) {
    // What fires already would show nothing.
    const before = (await readRules(page.request)).find(({ name }) => name === rule);
    expect(before, rule).toBeDefined();
    expect(
      before?.alerts?.filter(({ labels, state }) => labels['model_name'] === model && state === 'Alerting') ?? []
    ).toEqual([]);
    const query = new URLSearchParams({ kind, model, minutes: String(minutes) });
    const began = await page.request.post(`${simulator}/events?${query}`, {
      headers: { Authorization: `Api-Key ${process.env['BASETEN_SIMULATOR_KEY'] ?? ''}` },
    });
    expect(began.status(), await began.text()).toBe(201);
  }
});
