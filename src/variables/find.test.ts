// @vitest-environment jsdom
import { createDataFrame, FieldType, type DataFrame } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { interpolateFilters, Variables } from '../interpolate';
import { interpolateCode } from '../interpolate/code';
import { type LabelValues } from '../lookups';
import { type Filter, fromPromQL } from '../translator';
import { templateSrv, type TestVariable } from '../testing/templateSrv';
import { findValues } from './find';
import { interpolatePattern } from './pattern';

const range = { from: 1_700_000_000_000, to: 1_700_003_600_000 };

/** A data source that answers with these, and remembers what it was asked. */
function source(answer: Partial<LabelValues>, frames: DataFrame[] = [], variables: TestVariable[] = []) {
  const asked: unknown[] = [];
  const resolver = new Variables(templateSrv(variables), {});
  return {
    asked,
    lookupLimit: 3,
    lookups: {
      labelValues: (request: unknown) => {
        asked.push(request);
        return Promise.resolve({ values: [], truncated: false, hasEmpty: false, ...answer });
      },
    },
    interpolateFilters: (filters: Filter[]) => interpolateFilters(filters, resolver),
    interpolatePattern: (text: string) => interpolatePattern(text, resolver),
    instant: (expr: string) => {
      asked.push(expr);
      return Promise.resolve(frames);
    },
  };
}

function series(labels: Record<string, string>, value = 1): DataFrame {
  return createDataFrame({
    fields: [
      { name: 'Time', type: FieldType.time, values: [1_700_003_600_000] },
      { name: 'Value', type: FieldType.number, values: [value], labels },
    ],
  });
}

/** An instant answer as the backend gives it: one frame, a field a series. */
function wide(...sets: Array<Record<string, string>>): DataFrame {
  return createDataFrame({
    fields: sets.map((labels) => ({ name: 'Value', type: FieldType.number, values: [1], labels })),
  });
}

describe('values of a label', () => {
  it('are those of the time range, sorted for people and bounded', async () => {
    const asked = source({ values: ['gpu10', 'b', 'gpu2', 'A'] });
    expect(await findValues(asked, { label: 'model_name' }, range)).toEqual([
      { text: 'A', value: 'A' },
      { text: 'b', value: 'b' },
      { text: 'gpu2', value: 'gpu2' },
    ]);
    expect(asked.asked).toEqual([{ label: 'model_name', filters: [], limit: 3, ...range }]);
  });

  it.each([
    ['chosen values narrow', ['production'], [{ label: 'environment', operator: '=', values: ['production'] }]],
    ['All narrows nothing', ['$__all'], []],
    ['an empty variable narrows nothing', [''], []],
  ])('narrowed by another variable: %s', async (_, value, filters) => {
    const asked = source(
      {},
      [],
      [{ name: 'environment', value, multi: true, includeAll: true, query: { label: 'environment' } }]
    );
    const query = { label: 'model_name', filters: [{ label: 'environment', operator: '=', values: ['$environment'] }] };
    await findValues(asked, query, range);
    expect(asked.asked).toEqual([expect.objectContaining({ filters })]);
  });

  it.each([
    ['environment', undefined, true],
    // Counters have no replica by nature; that is no replica called "(none)".
    ['replica', undefined, false],
    ['environment', 'baseten_replicas_active', true],
    ['model_name', 'baseten_replicas_active', false],
  ])('offer (none) for %s of %s: %s', async (label, metric, offered) => {
    const found = await findValues(source({ values: ['a'], hasEmpty: true }), { label, metric }, range);
    expect(found).toEqual([...(offered ? [{ text: '(none)', value: '' }] : []), { text: 'a', value: 'a' }]);
  });

  it('ask one metric for (none), since without a metric the server does not say', async () => {
    const one = source({ values: ['a'] });
    await findValues(one, { label: 'environment' }, range);
    await findValues(one, { label: 'model_name' }, range);
    expect(one.asked).toEqual([
      { label: 'environment', filters: [], limit: 3, ...range },
      { label: 'environment', metric: 'baseten_replicas_active', filters: [], limit: 1, ...range },
      { label: 'model_name', filters: [], limit: 3, ...range },
    ]);
  });

  it('show a name and use an ID, both where a name stands for several', async () => {
    const asked = source({}, [
      series({ model_id: 'm1', model_name: 'Llama' }),
      series({ model_id: 'm2', model_name: 'Whisper' }),
      series({ model_id: 'm3', model_name: 'Llama' }),
    ]);
    const query = { label: 'model_id', textLabel: 'model_name' };
    expect(await findValues(asked, query, range)).toEqual([
      { text: 'Llama (m1)', value: 'm1' },
      { text: 'Llama (m3)', value: 'm3' },
      { text: 'Whisper', value: 'm2' },
    ]);
    expect(asked.asked).toEqual([
      'group by (model_id, model_name) (last_over_time(baseten_replicas_active[$__range]))',
    ]);
  });

  it('are read of all series of one frame', async () => {
    const sets = [
      { model_id: 'm1', model_name: 'Llama' },
      { model_id: 'm2', model_name: 'Whisper' },
    ];
    const query = { label: 'model_id', textLabel: 'model_name' };
    expect(await findValues(source({}, [wide(...sets)]), query, range)).toEqual([
      { text: 'Llama', value: 'm1' },
      { text: 'Whisper', value: 'm2' },
    ]);
  });

  it.each([
    ['status_code', 'status_code', 'baseten_inference_requests_total'],
    ['gpu', 'gpu', 'baseten_gpu_memory_used'],
    ['model_name', 'status_code', 'baseten_inference_requests_total'],
    ['cluster', 'cluster', 'baseten_replicas_active'],
  ])('of %s with a filter on %s and without a metric are asked of one that has both', async (label, by, metric) => {
    const asked = source({});
    const filters = [
      { label: by, operator: '!=', values: ['x'] },
      { label, operator: '!=', values: ['y'] },
    ];
    await findValues(asked, { label, filters }, range);
    expect(asked.asked).toEqual([expect.stringContaining(`last_over_time(${metric}{`)]);
  });

  it('offer (none) beside a filter on the label itself, where a series lacks the label', async () => {
    const filters = [{ label: 'environment', operator: '!=', values: ['production'] }];
    const found = source({}, [wide({ environment: 'staging' }, {})]);
    expect(await findValues(found, { label: 'environment', filters }, range)).toEqual([
      { text: '(none)', value: '' },
      { text: 'staging', value: 'staging' },
    ]);
  });

  it('takes a variable’s value as it is, even one that looks like a variable', async () => {
    const asked = source({}, [], [{ name: 'model', value: ['US $env', 'a"b [[env]]'], multi: true }]);
    const filters: Filter[] = [{ label: 'model_name', operator: '=', values: ['$model'] }];
    await findValues(asked, { label: 'model_id', textLabel: 'model_name', filters }, range);
    const [expr] = asked.asked;
    const env = new Variables(templateSrv([{ name: 'env', value: 'production' }]), {});
    expect(interpolateCode(String(expr), env)).toBe(expr);
    const [, pattern = ''] = /model_name=~("(?:[^"\\]|\\.)*")/.exec(String(expr)) ?? [];
    expect(fromPromQL(`sum by (model_name) (baseten_replicas_active{model_name=~${pattern}})`)).toEqual({
      query: expect.objectContaining({
        filters: [{ label: 'model_name', operator: '=', values: ['US $env', 'a"b [[env]]'] }],
      }),
    });
  });

  it('heed a filter on the label itself, which the look-up of a picker leaves out', async () => {
    const asked = source({}, [series({ environment: 'staging' })]);
    const query = { label: 'environment', filters: [{ label: 'environment', operator: '!=', values: ['production'] }] };
    expect(await findValues(asked, query, range)).toEqual([{ text: 'staging', value: 'staging' }]);
    expect(asked.asked).toEqual([
      'group by (environment) (last_over_time(baseten_replicas_active{environment!="production"}[$__range]))',
    ]);
  });
});

describe('other lists', () => {
  it('metrics(pattern) lists names that fit in part', async () => {
    const names = source({ values: ['baseten_replicas_active', 'baseten_gpu_utilization'] });
    expect(await findValues(names, 'metrics(repl.*active)', range)).toEqual([
      { text: 'baseten_replicas_active', value: 'baseten_replicas_active' },
    ]);
  });

  it.each([
    [
      'metrics($which)',
      { value: ['replicas', 'gpu'], multi: true },
      ['baseten_gpu_utilization', 'baseten_replicas_active'],
    ],
    ['metrics(^baseten_${which}_)', { value: ['replicas', 'x'], multi: true }, ['baseten_replicas_active']],
    ['metrics($which)', { value: '$__all', includeAll: true }, ['baseten_gpu_utilization', 'baseten_replicas_active']],
    ['metrics($which)', { value: 'repl.*active', type: 'textbox' }, ['baseten_replicas_active']],
    ['metrics(${which:pipe})', { value: ['replicas', 'gpu'] }, ['baseten_gpu_utilization', 'baseten_replicas_active']],
    ['metrics(active$)', { value: 'x' }, ['baseten_replicas_active']],
  ] as const)('%s with a variable of %o', async (query, variable, expected) => {
    const values = ['baseten_replicas_active', 'baseten_gpu_utilization'];
    const names = source({ values }, [], [{ name: 'which', ...variable, value: [variable.value].flat() }]);
    expect((await findValues(names, query, range)).map(({ value }) => value)).toEqual(expected);
  });

  it('metrics(pattern) says which pattern is none', async () => {
    await expect(findValues(source({}), 'metrics(a[)', range)).rejects.toThrow(
      'The pattern "a[" of the variable\'s query can\'t be read: '
    );
  });

  it('query_result(expression) lists series as Prometheus writes them', async () => {
    const result = source({}, [series({ __name__: 'up', job: 'a"b' }, 0.5)]);
    expect(await findValues(result, 'query_result(up)', range)).toEqual([
      { text: 'up{job="a\\"b"} 0.5 1700003600000' },
    ]);
    expect(result.asked).toEqual(['up']);
  });

  it('query_result keeps the order of the server, since the query may sort', async () => {
    const sorted = [series({ job: 'b' }, 3), series({ job: 'c' }, 2), series({ job: 'a' }, 1)];
    const found = await findValues(source({}, sorted), 'query_result(sort_desc(up))', range);
    expect(found.map(({ text }) => text.split(' ')[0])).toEqual(['{job="b"}', '{job="c"}', '{job="a"}']);
  });

  it('label_values of a series that is not Baseten’s asks for that series', async () => {
    const result = source({}, [series({ instance: 'b' }), series({ instance: 'a' })]);
    expect(await findValues(result, 'label_values(up, instance)', range)).toEqual([
      { text: 'a', value: 'a' },
      { text: 'b', value: 'b' },
    ]);
    expect(result.asked).toEqual(['group by (instance) (last_over_time(up[$__range]))']);
  });

  it('a query without a label asks for nothing', async () => {
    const idle = source({});
    expect(await findValues(idle, { refId: 'x' }, range)).toEqual([]);
    expect(idle.asked).toEqual([]);
  });
});
