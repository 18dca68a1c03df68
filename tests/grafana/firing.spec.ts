/** Rules that were driven to firing by an incident: what the person who is woken reads. */
import { demoKey } from '../../demo/lib/stack.mjs';
import { ask, byLabels, expect, test, witness } from './grafana';
import { incidents } from './incidents';
import { readRules } from './rules';

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

for (const { model, rule, severity, summary, description, anchor, number, atLeast } of incidents) {
  test(`${rule}: fires for ${model} and says what is the matter`, async ({ page }) => {
    const simulator = process.env['BASETEN_SIMULATOR_URL'];
    test.skip(simulator === undefined, 'no incident was caused: BASETEN_SIMULATOR_URL names no simulator');
    test.setTimeout(25 * 60_000);
    const find = async () => {
      const found = (await readRules(page.request)).find(({ name }) => name === rule);
      const alert = found?.alerts?.find(({ labels, state }) => labels['model_name'] === model && state === 'Alerting');
      return found && alert ? { ...alert, at: Date.parse(found.lastEvaluation) } : undefined;
    };
    await expect.poll(find, { timeout: 24 * 60_000, intervals: [5000] }).toBeDefined();
    const alert = await find();
    expect(alert?.labels).toMatchObject({ alertname: rule, model_name: model, severity, source: 'baseten' });

    const pattern = literal(summary)
      .replace('N', () => '(\\d+)')
      .replace('ID', () => '(\\w+)');
    const said = new RegExp(`^${pattern}$`).exec(alert?.annotations['summary'] ?? '');
    expect(said, alert?.annotations['summary']).not.toBeNull();
    expect(alert?.annotations['description']).toBe(description);

    // The number, as the server gives it by other words; a scrape may have come between.
    const said1 = Number(said?.[1]);
    expect(said1).toBeGreaterThanOrEqual(atLeast);
    const range = { from: (alert?.at ?? 0) - 60_000, to: alert?.at ?? 0 };
    const core = await witness(page.request);
    const [value = NaN] = byLabels(
      await ask(page.request, core, { expr: number, instant: true, range: false }, range),
      []
    ).values();
    expect(Math.abs(value - said1), `${said1} was said, the server has ${value}`).toBeLessThanOrEqual(1);

    // The deployment is one of that model's, which the simulator knows best.
    const truth: { deployments: Array<{ modelName: string; deploymentId: string; environment: string }> } = await (
      await page.request.get(`${simulator}/truth`, { headers: { Authorization: `Api-Key ${demoKey}` } })
    ).json();
    expect(
      truth.deployments
        .filter(({ modelName, environment }) => modelName === model && environment === 'production')
        .map(({ deploymentId }) => deploymentId)
    ).toContain(said?.[2]);

    // Where it sends whoever reads it: a page that is there, with that section.
    const url = new URL(alert?.annotations['runbook_url'] ?? '');
    expect(url.hash).toBe(`#${anchor}`);
    const page1 = await page.request.get(url.pathname);
    expect(page1.status()).toBe(200);
    expect(await page1.text()).toContain(`id="${anchor}"`);
  });
}
