/** Which models the alert rules can see, as Save & test says it, on real servers. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { serve, uids, type Made } from './present';

const minute = 60_000;
const now = Math.floor(Date.now() / minute) * minute;
const from = now - 6 * 60 * minute;

/** What a model exports; `without` leaves families out. */
function model(name: string, environment: string, perMinute: number, code = '200', without: string[] = []): Made[] {
  const own = { model_name: name, model_id: name, deployment_id: `${name}-1`, ...(environment && { environment }) };
  const answered = { ...own, is_async: 'false', status_code: code };
  const rising = (at: number) => ((at - from) / minute) * perMinute;
  const response = 'baseten_end_to_end_response_time_seconds';
  const all: Made[] = [
    { metric: { __name__: 'baseten_replicas_active', ...own }, value: () => 1 },
    { metric: { __name__: 'baseten_container_restarts_total', replica: 'r', container: 'c', ...own }, value: () => 0 },
    { metric: { __name__: 'baseten_inference_requests_total', ...answered }, value: rising },
    { metric: { __name__: `${response}_count`, ...answered }, value: rising },
    { metric: { __name__: `${response}_bucket`, le: '10.0', ...answered }, value: rising },
    { metric: { __name__: `${response}_bucket`, le: '+Inf', ...answered }, value: rising },
  ];
  return all.filter(({ metric }) => !without.includes(metric.le === '10.0' ? 'bound' : (metric['__name__'] ?? '')));
}

const series = [
  ...model('seen', 'production', 60),
  ...model('draft', '', 60),
  ...model('rare', 'production', 0.02),
  ...model('odd codes', 'production', 60, 'weird'),
  ...model('odd bounds', 'production', 60, '200', ['bound']),
  ...model('quiet', 'production', 60, '200', ['baseten_container_restarts_total']),
];

let stop = async () => {};
beforeAll(async () => {
  stop = await serve('coverage', { gateway: inject('gateway'), from, to: now, step: 60, series });
}, 120_000);
afterAll(() => stop());

interface Layer {
  name: string;
  text: string;
  warning?: boolean;
}

describe.each(uids('coverage'))('Save & test, %s', (uid) => {
  it('names for each thing that blinds rules the models that it concerns, and no others', async () => {
    const response = await fetch(`${inject('gateway')}/api/datasources/uid/${uid}/health`);
    const { details }: { details: { layers: Layer[] } } = await response.json();
    const rows = details.layers.filter(({ name }) => name === 'coverage');
    expect(rows.map(({ text, warning = false }) => [text.split(/[.:] /)[0], warning])).toEqual([
      ['The alert rules as shipped watch 5 of 6 models, those of the environment production; not watched', false],
      ['odd codes', true],
      ['odd bounds', true],
      ['rare', false],
      ['quiet', false],
    ]);
    expect(rows[0]?.text).toMatch(/not watched: draft\.$/);
  });
});
