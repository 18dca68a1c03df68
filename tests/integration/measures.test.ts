/** The derived measures, asked through the plugin of real servers, against what happened. */
import { describe, expect, it } from 'vitest';
import type { QueryModel } from '../../src/translator';
import { ask } from './ask';
import { byLabels, expectNear } from './compare';
import * as expected from './expected';
import { at, end, keyOf, truth } from './past';
import { sources } from './servers';

const minute = 60_000;
const model = ['model_name', 'environment'];
const translator = 'Übersetzer – 日本語';
const painter = 'SDXL\\Lightning';
const one = (name: string): NonNullable<QueryModel['filters']> => [
  { label: 'model_name', operator: '=', values: [name] },
  { label: 'environment', operator: '=', values: ['production'] },
];
const keyOfModel = (name: string) => keyOf({ model_name: name, environment: 'production' }, model);
const isValid = (status: string) => !/^(4..|[135679]|10|11|16|100[23789]|1010)$/.test(status) || status === '429';
const isBad = (status: string) => /^(5..|429|2|4|8|12|13|14|15|1006|1011|1012|1013|1014|1015)$/.test(status);

describe.each(Object.values(sources))('on %s', (source) => {
  const instant = async (query: QueryModel, to: number, by: readonly string[] = model) =>
    byLabels(
      await ask({ source, query: { queryType: 'instant', groupBy: [...by], ...query }, from: to - 60 * minute, to }),
      by
    );
  const value = async (query: QueryModel, to: number, name: string) =>
    (await instant({ filters: one(name), ...query }, to)).get(keyOfModel(name));

  it('error and success ratio of an error burst', async () => {
    const list = expected.ended(at(1), at(1, 30), (labels) => {
      return (
        labels['model_name'] === translator &&
        labels['environment'] === 'production' &&
        isValid(labels['status_code'] ?? '')
      );
    });
    const want = expected.ratios(list, model, ({ status }) => isBad(status));
    expect(want.get(keyOfModel(translator))).toBeGreaterThan(0.2);
    const window = '20m';
    expectNear(await instant({ metric: 'error_ratio', window, filters: one(translator) }, at(1, 28)), want, {
      absolute: 0.02,
    });
    const success = new Map([...want].map(([key, ratio]) => [key, 1 - ratio]));
    expectNear(await instant({ metric: 'success_ratio', window, filters: one(translator) }, at(1, 28)), success, {
      absolute: 0.02,
    });
  });

  it('error ratio is 0 and success 1 where nothing fails, and there is none without traffic', async () => {
    const idle = 'voice-agent';
    expect(await value({ metric: 'error_ratio', window: '10m', badStatus: '418' }, at(4), painter)).toBe(0);
    expect(await value({ metric: 'success_ratio', window: '10m', badStatus: '418' }, at(4), painter)).toBe(1);
    expect(await value({ metric: 'error_ratio', window: '10m' }, at(4), idle)).toBeUndefined();
  });

  it('unserved requests: those in flight while no replica is active, 0 elsewhere', async () => {
    const parked = (time: number) =>
      truth()
        .states.get(time)
        ?.find((s) => s.modelName === painter && s.environment === 'production');
    for (const time of [at(2, 10), at(2, 18)]) {
      expect(parked(time)?.active).toBe(0);
      expect(await value({ metric: 'unserved_requests' }, time, painter)).toBe(parked(time)?.concurrent);
    }
    expect(await value({ metric: 'unserved_requests' }, at(1, 50), painter)).toBe(0);
    expect(await value({ metric: 'unserved_requests' }, at(2, 10), translator)).toBe(0);
  });

  it('stalled requests: those in flight for ten minutes while none ends, 0 elsewhere', async () => {
    const name = 'Llama 3.1 70B Instruct';
    const waiting = truth()
      .states.get(at(2, 48))
      ?.find((s) => s.modelName === name && s.environment === 'production');
    expect(waiting?.active).toBeGreaterThan(0);
    expect(await value({ metric: 'stalled_requests' }, at(2, 48), name)).toBe(waiting?.concurrent);
    expect(await value({ metric: 'stalled_requests' }, at(2, 20), name)).toBe(0);
    // Without a replica it is not a stall of the model, but requests don't end either: both are true.
    expect(await value({ metric: 'stalled_requests' }, at(2, 48), translator)).toBe(0);
  });

  it('concurrency and requests per replica', async () => {
    const name = 'bge-embeddings (v1.5)';
    const states = Array.from({ length: 30 }, (_, i) => truth().states.get(at(3) - i * minute) ?? []).map((list) =>
      list.filter((state) => state.modelName === name && state.environment === 'production')
    );
    const sum = (of: (state: { concurrent: number; active: number }) => number) =>
      states.flat().reduce((all, s) => all + of(s), 0);
    const concurrent = sum((state) => state.concurrent);
    const active = sum((state) => state.active);
    const got = await value({ metric: 'concurrency_per_replica', window: '30m' }, at(3), name);
    expect(Math.abs((got ?? NaN) / (concurrent / active) - 1)).toBeLessThan(0.1);
    const count = expected
      .ended(at(2, 30), at(3), (labels) => labels['model_name'] === name)
      .reduce((all, each) => all + each.count, 0);
    const perReplica = count / 1800 / (active / 30);
    const rate = await value({ metric: 'requests_per_replica', window: '30m' }, at(3), name);
    expect(Math.abs((rate ?? NaN) / perReplica - 1)).toBeLessThan(0.05);
  });

  it("requests in flight by Little's law are near those counted, in steady traffic", async () => {
    const name = 'Llama 3.1 70B Instruct';
    const got = await value({ metric: 'requests_in_flight', window: '30m' }, at(2), name);
    const states = Array.from({ length: 30 }, (_, i) => truth().states.get(at(2) - i * minute) ?? []).flat();
    const mine = states.filter((state) => state.modelName === name && state.environment === 'production');
    const average = mine.reduce((sum, { concurrent }) => sum + concurrent, 0) / mine.length;
    expect(Math.abs((got ?? NaN) / average - 1)).toBeLessThan(0.15);
  });

  it('replicas in total, and GPUs in use', async () => {
    for (const time of [at(2, 10), at(2, 22), end]) {
      const active = expected.gaugeAt('baseten_replicas_active', time, model, 'sum');
      const starting = expected.gaugeAt('baseten_replicas_starting', time, model, 'sum');
      const total = new Map([...active].map(([key, count]) => [key, count + (starting.get(key) ?? 0)]));
      expectNear(await instant({ metric: 'replicas_total' }, time), total, {});
      const gpus = expected.gaugeAt('baseten_gpu_utilization', time, model, 'count');
      expectNear(await instant({ metric: 'gpus_in_use' }, time), gpus, {});
    }
  });

  it('idle GPUs: those below the threshold for the whole window; 0, not nothing, elsewhere', async () => {
    const idle = truth()
      .states.get(at(4, 55))
      ?.find(({ modelName }) => modelName === 'voice-agent');
    expect(idle?.active).toBeGreaterThan(0);
    const gpus = idle?.replicas.reduce((sum, replica) => sum + replica.gpus.length, 0);
    expect(await value({ metric: 'idle_gpus' }, at(4, 55), 'voice-agent')).toBe(gpus);
    expect(await value({ metric: 'idle_gpus' }, at(4, 55), 'bge-embeddings (v1.5)')).toBe(0);
  });

  it('GPU hours: the reporting GPUs minute by minute', async () => {
    const perMinute = Array.from({ length: 60 }, (_, i) =>
      expected.gaugeAt('baseten_gpu_utilization', at(2) - i * minute, [], 'count').get('[]')
    );
    const hours = perMinute.reduce<number>((sum, count) => sum + (count ?? 0), 0) / 60;
    const got = (await instant({ metric: 'gpu_hours', window: '1h' }, at(2), [])).get('[]');
    expect(Math.abs((got ?? NaN) / hours - 1)).toBeLessThan(0.02);
  });

  it('canary: error ratio of the promoted deployment minus that of the stable one', async () => {
    const ratio = (phase: string) => {
      const list = expected.ended(at(4, 30), end, (labels) => {
        return (
          labels['model_name'] === painter && labels['rollout_phase'] === phase && isValid(labels['status_code'] ?? '')
        );
      });
      return expected.ratios(list, [], ({ status }) => isBad(status)).get('[]') ?? NaN;
    };
    const want = ratio('promoting') - ratio('stable');
    expect(want).toBeGreaterThan(0.03);
    const got = await value({ metric: 'canary_error_ratio', window: '30m' }, end, painter);
    expect(Math.abs((got ?? NaN) - want)).toBeLessThan(0.02);
    expect(await value({ metric: 'canary_error_ratio', window: '30m' }, end, translator)).toBeUndefined();
    const latency = await value({ metric: 'canary_latency', window: '30m' }, end, painter);
    expect(Math.abs(latency ?? NaN)).toBeLessThan(1.5);
  });
});
