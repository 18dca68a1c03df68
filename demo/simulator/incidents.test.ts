import { describe, expect, it } from 'vitest';
import { models, replayScenario } from './index';
import { day, demoDay, hour, start } from './testing';

const demo = demoDay();
const demoSeries = demo.series;

describe('incidents', () => {
  const { truth } = demo;
  const event = (kind: string) => {
    const found = truth.incidents.find((incident) => incident.kind === kind);
    if (found === undefined) {
      throw new Error(`The demo has no ${kind}.`);
    }
    return found;
  };
  const statesIn = (kind: string, after = 0) => {
    const { start: from, end, modelId } = event(kind);
    return [...truth.states]
      .filter(([time]) => time > from + after && time <= Math.min(end, start + day))
      .flatMap(([, states]) => states)
      .filter((state) => state.modelId === modelId && state.environment === 'production');
  };
  const production = (modelId: string) => (ended: { modelId: string; environment: string }) =>
    ended.modelId === modelId && ended.environment === 'production';

  it('include one of each kind in the past day', () => {
    const kinds = new Set(truth.incidents.filter(({ role }) => role === 'incident').map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual([
      'async-backlog',
      'async-no-replicas',
      'bad-canary',
      'error-burst',
      'export-frozen',
      'export-gap',
      'gpu-idle',
      'latency-regression',
      'no-replicas',
      'restart-loop',
      'saturation',
      'stall',
      'stuck-starting',
    ]);
  });

  it('error burst: a quarter of the responses are 5xx', () => {
    const { start: from, end: to, modelId } = event('error-burst');
    const all = truth.count({ from, to, where: production(modelId) });
    const bad = truth.count({ from, to, where: (e) => production(modelId)(e) && e.status.startsWith('5') });
    expect(bad / all).toBeGreaterThan(0.2);
    expect(bad / all).toBeLessThan(0.32);
  });

  it('no replicas: requests pile up and nothing ends, and then everything does', () => {
    const { start: from, end: to, modelId } = event('no-replicas');
    const states = statesIn('no-replicas');
    expect(states.every(({ active, starting }) => active === 0 && starting === 0)).toBe(true);
    const concurrent = states.map((state) => state.concurrent);
    expect(concurrent).toEqual([...concurrent].sort((a, b) => a - b));
    expect(truth.count({ from, to, where: production(modelId) })).toBe(0);
    expect(truth.latency(0.5, { from: to, to: to + 10 * 60000, where: production(modelId) })).toBeGreaterThan(60);
  });

  it('stall: replicas are active, requests wait, none ends', () => {
    const { start: from, end: to, modelId } = event('stall');
    expect(statesIn('stall').every(({ active, concurrent }) => active > 0 && concurrent > 0)).toBe(true);
    expect(truth.count({ from, to, where: production(modelId) })).toBe(0);
  });

  it('stuck starting: one starts all the time', () => {
    expect(statesIn('stuck-starting').every(({ starting }) => starting > 0)).toBe(true);
  });

  it('saturation: more than its target in flight on each replica while none starts', () => {
    const model = models.find(({ id }) => id === event('saturation').modelId);
    const states = statesIn('saturation', 10 * 60000);
    const each = states.reduce((sum, { concurrent, active }) => sum + concurrent / active, 0) / states.length;
    expect(each).toBeGreaterThan((model?.target ?? Infinity) * 1.1);
    expect(states.every(({ starting }) => starting === 0)).toBe(true);
  });

  it('latency regression: the median is three and a half times as high', () => {
    const { start: from, end: to, modelId } = event('latency-regression');
    const where = (e: { modelId: string; environment: string; status: string }) =>
      production(modelId)(e) && e.status === '200';
    const during = truth.latency(0.5, { from: from + 60000, to, where }) ?? 0;
    const before = truth.latency(0.5, { from: from - hour, to: from, where }) ?? 1;
    expect(during / before).toBeCloseTo(3.5, 0);
  });

  it('bad canary: the promoted deployment fails and the stable one does not', () => {
    const { start: from, end: to, modelId } = event('bad-canary');
    const ratio = (phase: string) => {
      const mine = (e: { modelId: string; phase: string }) => e.modelId === modelId && e.phase === phase;
      const bad = truth.count({ from, to, where: (e) => mine(e) && e.status === '500' });
      return bad / truth.count({ from, to, where: mine });
    };
    expect(ratio('promoting')).toBeGreaterThan(0.05);
    expect(ratio('stable')).toBeLessThan(0.01);
  });

  it('restart loop: more than two restarts in a quarter of an hour', () => {
    const restarts = statesIn('restart-loop').map((state) => state.restarts);
    expect((restarts.at(-1) ?? 0) - (restarts[0] ?? 0)).toBeGreaterThan(4);
  });

  it('a replica that leaves takes its restarts with it, and never two restart within a quarter of an hour', () => {
    const { start: from, end: to, modelId } = event('pod-leaves');
    const restarts = [...truth.states]
      .filter(([time]) => time >= from && time <= to + 120000)
      .map(([, states]) => states.find((s) => s.modelId === modelId && s.environment === 'production')?.restarts ?? 0);
    const [before = 0, after = 0] = [restarts.at(-3), restarts.at(-1)];
    expect(after).toBeLessThan(before);
    expect(after).toBeGreaterThanOrEqual(2);
    const steps = restarts.map((value, i) => value - (restarts[i - 15] ?? restarts[0] ?? 0));
    expect(Math.max(...steps)).toBe(1);
  });

  it('async: the queue grows with replicas (backlog) and without', () => {
    expect(statesIn('async-backlog').at(-1)?.asyncQueue).toBeGreaterThan(500);
    expect(statesIn('async-backlog').every(({ active }) => active > 0)).toBe(true);
    expect(statesIn('async-no-replicas').every(({ active, concurrent }) => active === 0 && concurrent <= 20)).toBe(
      true
    );
    expect(statesIn('async-no-replicas').at(-1)?.asyncQueue).toBeGreaterThan(100);
  });

  it('GPU idle: replicas stay and their GPUs do nothing', () => {
    const states = statesIn('gpu-idle', 15 * 60000);
    expect(states.every(({ active }) => active > 0)).toBe(true);
    const used = states.flatMap(({ replicas }) => replicas.flatMap(({ gpus }) => gpus.map((g) => g.utilization)));
    expect(Math.max(...used)).toBeLessThan(5);
  });

  it('export: no samples while it is gone, the same ones while it is frozen', () => {
    const gap = event('export-gap');
    const times = new Set(demo.lines.flatMap(({ timestamps }) => timestamps));
    for (let time = gap.start + 60000; time <= gap.end; time += 60000) {
      expect(times.has(time)).toBe(false);
    }
    const frozen = event('export-frozen');
    const cpu = demoSeries.filter(({ metric, timestamps }) => {
      return metric.__name__ === 'baseten_container_cpu_usage_seconds_total' && timestamps.includes(frozen.end);
    });
    expect(cpu.length).toBeGreaterThan(5);
    for (const { values, timestamps } of cpu) {
      const inside = values.filter((_, i) => (timestamps[i] ?? 0) > frozen.start && (timestamps[i] ?? 0) <= frozen.end);
      expect(new Set(inside).size).toBe(1);
    }
  });

  it('a model scaled to zero has no replica series', () => {
    const id = models.find(({ vanishesAtZero }) => vanishesAtZero)?.id;
    const empty = [...truth.states].find(([, states]) =>
      states.some((s) => s.modelId === id && s.replicas.length === 0)
    );
    const active = demoSeries.filter(
      ({ metric }) => metric.__name__ === 'baseten_replicas_active' && metric.model_id === id
    );
    expect(active.length).toBeGreaterThan(0);
    expect(active.some(({ timestamps }) => timestamps.includes(empty?.[0] ?? NaN))).toBe(false);
  });

  it('a promotion is in progress at the end', () => {
    const last = truth.states.get(start + day) ?? [];
    const promoting = last.find(({ phase }) => phase === 'promoting');
    expect(promoting).toBeDefined();
    expect(last.some(({ phase, modelId }) => phase === 'stable' && modelId === promoting?.modelId)).toBe(true);
  });
});

describe('replay scenario', () => {
  it('has every kind within seven days, whatever the seed', () => {
    for (const seed of ['tune', 'r1', 'r2', 'r3', 'r4', 'r5']) {
      const { events } = replayScenario(seed, start, 7);
      const kinds = new Set(events.map(({ kind }) => kind));
      for (const kind of [
        'bad-canary',
        'export-frozen',
        'pod-leaves',
        'scrape-limited',
        'codes-not-http',
        'quiet-hour',
      ]) {
        expect([...kinds], `seed ${seed}`).toContain(kind);
      }
      expect(kinds.size, `seed ${seed}`).toBe(30);
    }
  });
});
