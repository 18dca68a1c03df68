/** The alert rules that are shipped, as Grafana's own scheduler has evaluated them. */
import { expect, test } from './grafana';
import { readRules, readTemplates, sentence } from './rules';

/** What Go's templates leave where something was missing. */
const BROKEN = /\{\{|\}\}|%!|\[no value\]|<no value>|<nil>|\bNaN\b|\+?Inf\b/;

test('are all healthy, and whatever fires says its whole sentences', async ({ page }) => {
  // Each is evaluated once a minute.
  await expect
    .poll(async () => (await readRules(page.request)).filter(({ health }) => health === 'unknown').length, {
      timeout: 150_000,
    })
    .toBe(0);
  const rules = await readRules(page.request);
  expect(rules.length).toBeGreaterThan(20);
  expect(rules.filter(({ health }) => health !== 'ok').map(({ name, lastError }) => `${name}: ${lastError}`)).toEqual(
    []
  );
  const templates = await readTemplates(page.request);
  const alerts = rules.flatMap(({ uid, alerts: all = [] }) => all.map((alert) => ({ uid, ...alert })));
  // Without data Grafana keeps the texts as they are written, and tells nobody.
  for (const { annotations, labels } of alerts.filter(({ state }) => !state.includes('NoData'))) {
    for (const text of Object.values(annotations)) {
      expect(text, labels['alertname']).not.toMatch(BROKEN);
    }
  }
  const firing = alerts.filter(({ state }) => state === 'Alerting');
  // The watchdog at least, which always does.
  expect(firing.length).toBeGreaterThan(0);
  for (const { uid, annotations, labels } of firing) {
    const written = templates.get(uid) ?? {};
    for (const part of ['summary', 'description']) {
      expect(annotations[part], labels['alertname']).toMatch(sentence(written[part] ?? '', labels));
    }
  }
});

test('a pattern of a template takes its whole sentence and nothing else', () => {
  const template =
    '{{ with $labels.model_name }}{{ . }}{{ else }}A model{{ end }}: {{ with $values.A }}{{ printf "%.0f" .Value }}{{ else }}some{{ end }} wait{{ with $values.W }}, on {{ .Labels.deployment_id }}{{ end }}.';
  const pattern = sentence(template, { model_name: 'a (b)' });
  expect('a (b): 12 wait, on xn92hmg5.').toMatch(pattern);
  for (const other of [
    'a (b): some wait, on x.',
    'A model: 12 wait, on x.',
    'a (b): 12 wait.',
    'a (b): 12 wait, on .',
    'a (b): 12 wait, on x. ',
  ]) {
    expect(other).not.toMatch(pattern);
  }
});
