/** The alert rules that are shipped, as Grafana's own scheduler has evaluated them. */
import { expect, test } from './grafana';

interface Rule {
  name: string;
  health: string;
  lastError?: string;
  alerts?: Array<{ state: string; annotations: Record<string, string>; labels: Record<string, string> }>;
}

test('are all healthy, and whatever fires says a whole sentence', async ({ page }) => {
  const read = async (): Promise<Rule[]> => {
    const body: { data: { groups: Array<{ rules: Rule[] }> } } = await (
      await page.request.get('/api/prometheus/grafana/api/v1/rules')
    ).json();
    return body.data.groups.flatMap(({ rules }) => rules);
  };
  // Each is evaluated once a minute.
  await expect
    .poll(async () => (await read()).filter(({ health }) => health === 'unknown').length, { timeout: 100_000 })
    .toBe(0);
  const rules = await read();
  expect(rules.length).toBeGreaterThan(20);
  expect(rules.filter(({ health }) => health !== 'ok').map(({ name, lastError }) => `${name}: ${lastError}`)).toEqual(
    []
  );
  const alerts = rules.flatMap((rule) => rule.alerts ?? []);
  expect(alerts.length).toBeGreaterThan(0);
  for (const { annotations, labels } of alerts) {
    const summary = annotations['summary'] ?? '';
    expect(summary, labels['alertname']).not.toMatch(/\{\{|%!|\[no value\]|NaN|<nil>|<no value>/);
    expect(summary, labels['alertname']).toMatch(/\S+ \S+.*/);
  }
});
