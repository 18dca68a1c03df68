/** Lengths of what the boards ask: VictoriaMetrics refuses queries above 16 KiB (-search.maxQueryLen). */
import { describe, expect, it } from 'vitest';
import { readObjectives } from '../src/objectives';
import { translate, type Filter, type QueryModel } from '../src/translator';
import { FLEET } from './panels';
import { perPromise } from './promises';

const REFUSED = 16 * 1024;
const bytes = (query: QueryModel) => Buffer.byteLength(translate(query).expr);
const BY_MODEL = { filters: FLEET, groupBy: ['model_name'] };
const NAMES = Array.from({ length: 200 }, (_, i) => `team ${i % 7} / model ${i} `.padEnd(60, 'x'));

/** As the browser fills it in with "All" models of production. */
const filled = ({ filters = [], ...query }: QueryModel): QueryModel => ({
  ...query,
  filters: filters.flatMap((filter) =>
    filter.values[0] === '$model'
      ? []
      : filter.values[0] === '$environment'
        ? [{ ...filter, values: ['production'] }]
        : [filter]
  ),
});

/** Whether the filters on models let a name pass; JavaScript writes a character's number in its own way. */
const passes = (filters: Filter[], name: string) =>
  filters
    .filter(({ label, values }) => label === 'model_name' && values[0] !== '$model')
    .every(({ operator, values }) => {
      const hit = values.some((value) =>
        operator.endsWith('~')
          ? new RegExp(`^(?:${value.replace(/^\(\?s:(.*)\)$/, '$1').replaceAll('\\x{', '\\u{')})$`, 'su').test(name)
          : value === name
      );
      return operator.startsWith('!') ? !hit : hit;
    });

describe('the diagnosis of autoscaling', () => {
  const diagnosis = (values: string[]): QueryModel => ({
    metric: 'autoscaling_diagnosis',
    threshold: 10,
    groupBy: ['model_name'],
    filters: [
      { label: 'environment', operator: '=', values: ['production'] },
      { label: 'model_name', operator: '=', values },
    ],
  });

  // Each of them stood in every one of some fifty selectors: eight made 42 KiB.
  it('writes the names of many models a few times, so that servers take it', () => {
    expect(bytes(diagnosis(NAMES.slice(0, 1)))).toBeLessThan(REFUSED);
    expect(bytes(diagnosis(NAMES.slice(0, 20)))).toBeLessThan(REFUSED);
    expect(translate(diagnosis(NAMES.slice(0, 20))).expr.split('model 19 ').length - 1).toBe(4);
  });
});

describe('two hundred models with names of 60 bytes in ten sets', () => {
  const { document } = readObjectives({
    version: 1,
    sets: Array.from({ length: 10 }, (_, s) => ({
      name: `Set ${s}`,
      models: NAMES.filter((_, i) => i % 10 === s),
      latencySeconds: s + 1,
      availability: 0.9 + s / 1000,
      concurrencyPerReplica: s + 100,
    })),
  });

  it.each(['latency_burn', 'availability_burn', 'gave_up_requests', 'saturation', 'autoscaling_diagnosis'])(
    'are asked for %s in queries that servers take, and each once',
    (metric) => {
      const queries = perPromise(
        ['latencySeconds', 'latencyShare', 'availability', 'concurrencyPerReplica'],
        ({ latencySeconds }) => ({
          metric,
          window: metric === 'autoscaling_diagnosis' ? undefined : '1h',
          ...(metric === 'availability_burn' ? {} : { threshold: latencySeconds }),
          ...BY_MODEL,
        }),
        document
      );
      for (const query of queries) {
        expect(bytes(filled(query))).toBeLessThan(REFUSED);
      }
      for (const name of [...NAMES, 'one that nobody named']) {
        expect(queries.filter(({ filters = [] }) => passes(filters, name)).length, name).toBe(1);
      }
    }
  );
});
