/**
 * Wanted replicas against those of the simulator's own autoscaler, over a day of its load. It isn't the documented one: it
 * smooths over two and a half minutes, keeps a replica that is nearly needed, and takes one away at a time. So this says how
 * much the measure is worth for an autoscaler whose workings nobody has written down.
 */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { calmScenario, families, models, simulate, type FamilyName } from '../../demo/simulator';
import { ask } from './ask';
import { serve, uids, type Made } from './present';

const minute = 60_000;
const from = Date.parse('2026-03-02T00:00:00Z');
const to = from + 24 * 60 * minute;
/** Those that are always on and have no async queue, which scales by other rules. */
const always = models.filter(({ async, replicas }) => async === undefined && replicas.min > 0);

/** Requests in flight and replicas of each model's production deployment, minute by minute. */
const happened = new Map<string, { concurrent: Map<number, number>; replicas: Map<number, number> }>();

let stop = async () => {};
beforeAll(async () => {
  // What happens is the same whichever series are written, and here nobody reads them.
  const without = Object.keys(families).filter((name): name is FamilyName => name in families);
  const simulated = simulate({ seed: 'scaling', from, to, scenario: calmScenario(), without, keep: { states: true } });
  // The truth is complete when the lines are taken.
  Array.from(simulated.lines);
  for (const [time, states] of simulated.truth.states) {
    for (const { modelName, environment, concurrent, active, starting } of states) {
      if (environment === 'production') {
        const one = happened.get(modelName) ?? { concurrent: new Map(), replicas: new Map() };
        one.concurrent.set(time, concurrent);
        one.replicas.set(time, active + starting);
        happened.set(modelName, one);
      }
    }
  }
  const series = always.map(({ name }): Made => ({
    metric: { __name__: 'baseten_concurrent_requests', model_name: name, deployment_id: `${name}-1` },
    value: (at) => happened.get(name)?.concurrent.get(at),
  }));
  stop = await serve('scaling', { gateway: inject('gateway'), from, to, step: 60, series });
}, 120_000);
afterAll(() => stop());

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe.each(uids('scaling'))('wanted replicas, %s', (source) => {
  it.each(always.map((model) => [model.name, model] as const))(
    'of %s are near those that there were',
    async (name, model) => {
      const [wanted] = await ask({
        source,
        query: {
          metric: 'wanted_replicas',
          filters: [{ label: 'model_name', operator: '=', values: [name] }],
          groupBy: [],
          concurrencyTarget: model.target,
          utilization: 1,
          minReplicas: model.replicas.min,
          maxReplicas: model.replicas.max,
          scaleDownDelay: `${model.scaleDownAfter}s`,
        },
        // The first hours are those of a model that has just been deployed.
        from: from + 2 * 60 * minute,
        to,
      });
      const pairs = (wanted?.times ?? []).map(
        (time, i) => [wanted?.values[i] ?? NaN, happened.get(name)?.replicas.get(time) ?? NaN] as const
      );
      expect(pairs.length).toBeGreaterThan(1300);
      const there = mean(pairs.map(([, replicas]) => replicas));
      const off = mean(pairs.map(([want, replicas]) => Math.abs(want - replicas)));
      const hours = mean(pairs.map(([want]) => want)) / there - 1;
      const most = Math.max(...pairs.map(([want, replicas]) => Math.abs(want - replicas)));
      // What the query reference states. It errs to one side: the highest of a quarter of an hour's samples counts.
      expect(off).toBeLessThan(0.7);
      expect(most).toBeLessThanOrEqual(3);
      expect(hours).toBeGreaterThan(0.05);
      expect(hours).toBeLessThan(0.4);
    }
  );
});
