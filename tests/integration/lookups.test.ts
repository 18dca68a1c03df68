/** Look-ups and the health check, on real servers. */
import { describe, expect, inject, it } from 'vitest';
import { families, models } from '../../demo/simulator';
import { at, end } from './past';
import { sources } from './servers';

const range = { from: at(1), to: end };

interface Health {
  status: string;
  details: { layers: Array<{ name: string; code: string; ok: boolean; text: string }> };
}

describe.each(Object.values(sources))('on %s', (source) => {
  const path = `${inject('gateway')}/api/datasources/uid/${source}/resources`;

  async function post<T>(route: string, body: object): Promise<T> {
    const response = await fetch(`${path}/${route}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status, await response.clone().text()).toBe(200);
    return response.json();
  }
  interface Values {
    values: string[];
    truncated: boolean;
    hasEmpty: boolean;
  }

  it('lists the models with their awkward names', async () => {
    const metric = 'baseten_inference_requests_total';
    const { values, truncated } = await post<Values>('label-values', { label: 'model_name', metric, ...range });
    expect([...values].sort()).toEqual(models.map(({ name }) => name).sort());
    expect(truncated).toBe(false);
  });

  it('says that an environment may be empty, and narrows by other filters', async () => {
    const metric = 'baseten_replicas_active';
    const environments = (name: string) =>
      post<Values>('label-values', {
        label: 'environment',
        metric,
        filters: [{ label: 'model_name', operator: '=', values: [name] }],
        ...range,
      });
    const some = await environments('Übersetzer – 日本語');
    expect([...some.values].sort()).toEqual(['production', 'staging']);
    expect(some.hasEmpty).toBe(true);
    const none = await environments('Llama 3.1 70B Instruct');
    expect([...none.values].sort()).toEqual(['production', 'staging']);
    expect(none.hasEmpty).toBe(false);
  });

  it('searches and cuts', async () => {
    const query = { label: 'model_name', metric: 'baseten_replicas_active', ...range };
    expect((await post<Values>('label-values', { ...query, search: 'TURBO' })).values).toEqual([
      'whisper/large-v3 "turbo"',
    ]);
    const cut = await post<Values>('label-values', { ...query, limit: 2 });
    expect(cut.values).toHaveLength(2);
    expect(cut.truncated).toBe(true);
  });

  it('knows the bounds of the buckets', async () => {
    const metric = 'baseten_end_to_end_response_time_seconds';
    const { bounds } = await post<{ bounds: number[] }>('buckets', { metric, ...range });
    expect(bounds).toEqual([...families[metric].bounds]);
  });

  it('lists the labels of a metric', async () => {
    const { labels } = await post<{ labels: string[] }>('labels', { metric: 'baseten_gpu_utilization', ...range });
    for (const label of ['model_id', 'model_name', 'deployment_id', 'environment', 'rollout_phase', 'replica', 'gpu']) {
      expect(labels).toContain(label);
    }
    expect(labels).not.toContain('status_code');
  });

  it('tells an engine metric’s unpublished label', async () => {
    const { labels } = await post<{ labels: string[] }>('labels', { metric: 'baseten_llm_num_requests', ...range });
    expect(labels).toContain('pod_hash');
  });

  it('is told by Save & test from a server without Baseten’s series, since its past is over for months', async () => {
    const response = await fetch(`${inject('gateway')}/api/datasources/uid/${source}/health`);
    const { status, details }: Health = await response.json();
    expect([status, ...details.layers.map(({ name, code, ok }) => `${name} ${code} ${ok}`)]).toEqual([
      'ERROR',
      'reachable connected true',
      'authorised queries true',
      'series none false',
    ]);
    expect(details.layers[0]?.text.toLowerCase()).toContain(source);
  });
});
