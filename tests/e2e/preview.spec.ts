import { expect, test } from './pages/demo';

const query = { refId: 'A', metric: 'baseten_replicas_active', groupBy: ['model_name'] };

test('a rule is shown against the last week before it rings', async ({ demo }) => {
  const explore = await demo.openExplore({ queries: [query] });
  await explore.editor.getByRole('button', { name: 'Copy as alert rule' }).click();
  const preview = explore.editor.getByRole('region', { name: 'Before it rings' });
  await expect(preview).toContainText('The last 7 days were asked for');
  // Nothing is copied before there is a number; the week says what a rule would have been silent at.
  const fires = explore.editor.getByRole('textbox', { name: 'Fires above' });
  await expect(fires).toHaveValue('');
  await expect(preview).toContainText(/as far as they are known, the values were from 0 to [1-9]\d*\./);
  const verdict = preview.getByTestId('verdict');
  await preview.getByRole('button', { name: /^Take [1-9]\d*, at which none of them fires$/ }).click();
  await expect(fires).toHaveValue(/^[1-9]\d*$/);
  await expect(verdict).toHaveText(/^Nobody can tell how often it would have rung/);
  await fires.fill('0');
  await fires.press('Enter');
  // The demo has a day of history: models that have replicas ring, and the days before nobody knows.
  await expect(verdict).toHaveText(/^Pages in 7 days: at least [1-9]\d*, .* in the 1\d% that are known$/);
  await expect(preview.getByRole('list', { name: 'Alerts that would have fired' })).toContainText('model ');
  await expect(preview).toContainText(/Unknown are 8\d(\.\d)?% of the time/);
  const days = preview.getByRole('table', { name: 'When it would have fired' });
  await expect(days.getByRole('row').nth(2)).toContainText('24 h');

  // Nothing has so many replicas: it does not say that nothing rings, since most of the week is unknown.
  await fires.fill('100000');
  await explore.editor.getByRole('textbox', { name: 'Minutes that it has to last' }).fill('12');
  await explore.editor.getByRole('textbox', { name: 'Minutes that it has to last' }).press('Enter');
  await expect(verdict).toHaveText(/^Nobody can tell how often it would have rung: only 1\d% is known\.$/);
  const yaml = explore.editor.getByRole('textbox', { name: 'Alert rule in YAML' });
  await expect(yaml).toHaveValue(/params:\s+- 100000/);
  await expect(yaml).toHaveValue(/for: "12m"/);
});
