/** Answers as the browser asks for them, against those that come without it: numbers of instant queries and long ranges. */
import { dataFrameFromJSON, type DataFrame, type DataFrameJSON } from '@grafana/data';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { QueryModel } from '../../src/translator';
import { unpacked } from '../../src/answers/rows';
import { askRaw, type Frame } from './ask';
import { serve, uids, type Made } from './present';

const minute = 60_000;
const now = Math.floor(Date.now() / minute) * minute;
const from = now - 180 * minute;
const replicas = (labels: Record<string, string>, value: number): Made => ({
  metric: { __name__: 'baseten_replicas_active', ...labels },
  value: () => value,
});
/** Up for an hour of three, and once more near the end. */
const flickering: Made = {
  metric: { __name__: 'baseten_replicas_starting', model_name: 'flickering' },
  value: (at) => ((at - from) / minute < 61 || (at - from) / minute === 170 ? at / 7 : undefined),
};

/** Enough of them that a table of their labels is packed. All are younger than five minutes. */
const many = Array.from({ length: 5100 }, (_, i): Made => {
  const labels: Record<string, string> = {
    model_name: `m${i % 7} "ü"`,
    replica: `r-${i}`,
    environment: ['', 'a\n', 'null'][i % 3] ?? '',
  };
  return {
    metric: { __name__: 'baseten_cpu_usage_cores', ...labels, ...(i % 2 ? { deployment_id: '<&>' } : {}) },
    value: (at) => (at > now - 3 * minute ? i / 7 : undefined),
  };
});

let stop: (() => Promise<void>) | undefined;
beforeAll(async () => {
  const series = [
    replicas({ model_name: 'with "quotes" and ü', environment: 'production' }, 1),
    // Neither an environment nor a name: what is absent must not become an empty text.
    replicas({ model_name: 'alone' }, 0),
    replicas({ deployment_id: 'd1', name: 'a label called name' }, 2.5),
    replicas({ model_name: 'endless' }, Infinity),
    flickering,
    { ...flickering, metric: { ...flickering.metric, model_name: 'always' }, value: (at: number) => Math.sin(at) },
    ...many,
  ];
  stop = await serve('rows', { gateway: inject('gateway'), from, to: now, step: 60, series });
}, 120_000);
afterAll(async () => stop?.());

/** What panels look at. */
function shown(frames: DataFrame[]) {
  return frames.map(({ refId, length, meta, fields }) => ({
    refId,
    length,
    meta,
    fields: fields.map(({ name, type, labels = {}, config, values }) => ({ name, type, labels, config, values })),
  }));
}

const read = (frames: Frame[] = []) => {
  const wire: DataFrameJSON[] = JSON.parse(JSON.stringify(frames));
  return wire.map(dataFrameFromJSON);
};

const ACTIVE = 'baseten_replicas_active';
const all = ['deployment_id', 'environment', 'model_name', 'name'];

it.each<[string, QueryModel]>([
  ['the default grouping', { metric: ACTIVE }],
  ['all labels', { metric: ACTIVE, groupBy: all }],
  ['no labels', { metric: ACTIVE, groupBy: [] }],
  ['a legend', { metric: ACTIVE, groupBy: all, legendFormat: '{{name}} of {{model_name}}' }],
  ['a number that is none', { editorMode: 'code', expr: `${ACTIVE} / (${ACTIVE} > -1) * 0 / 0` }],
  ['PromQL of all labels', { editorMode: 'code', expr: ACTIVE }],
  ['a scalar', { editorMode: 'code', expr: 'scalar(vector(1.5))' }],
  ['a text', { editorMode: 'code', expr: '"text"' }],
  ['nothing', { editorMode: 'code', expr: 'there_is_none' }],
  ['a table', { metric: ACTIVE, format: 'table' }],
])('%s: the browser makes the fields that come without it', async (_, query) => {
  for (const source of uids('rows')) {
    const asked = { source, from, to: now, query: { ...query, queryType: 'instant' as const } };
    const plain = await askRaw(asked);
    const rows = await askRaw({ ...asked, query: { ...asked.query, numbersAs: 'rows' } });
    expect(plain.error).toBeUndefined();
    const made = unpacked({ data: read(rows.frames) });
    expect(shown(made.data), source).toEqual(shown(read(plain.frames)));
  }
});

it.each<[string, QueryModel]>([
  ['gauges', { metric: ACTIVE, groupBy: all, aggregation: 'max' }],
  ['series with gaps', { metric: 'baseten_replicas_starting' }],
  ['all of them', { editorMode: 'code', expr: `${ACTIVE} or baseten_replicas_starting` }],
  ['one series', { metric: 'baseten_replicas_starting', groupBy: [] }],
  ['numbers that are none', { editorMode: 'code', expr: `${ACTIVE} / (${ACTIVE} > -1) * 0 / 0` }],
  ['other labels each', { editorMode: 'code', expr: `label_replace(${ACTIVE}, "only_here", "x", "name", ".+")` }],
  ['a table', { metric: 'baseten_replicas_starting', format: 'table' }],
])('a range of %s: the browser makes the fields that come without it', async (_, query) => {
  for (const source of uids('rows')) {
    // More than 20,000 samples, from which on they are packed.
    const asked = { source, from, to: now, query: { ...query, interval: '1s' }, stepMs: 1000 };
    const plain = await askRaw(asked);
    const rows = await askRaw({ ...asked, query: { ...asked.query, numbersAs: 'rows' } });
    expect(plain.error).toBeUndefined();
    const made = unpacked({ data: read(rows.frames) });
    expect(shown(made.data), source).toEqual(shown(read(plain.frames)));
  }
});

it('packs a long table, of which the browser makes the one that comes without it', async () => {
  for (const source of uids('rows')) {
    const expr = 'baseten_cpu_usage_cores / (baseten_cpu_usage_cores != 3)';
    for (const wanted of [expr, `${expr} * 1e300 * 1e300`, `-${expr} * 1e-9`]) {
      const query: QueryModel = { editorMode: 'code', expr: wanted, format: 'table', queryType: 'instant' };
      const plain = await askRaw({ source, from, to: now, query });
      const packed = await askRaw({ source, from, to: now, query: { ...query, numbersAs: 'rows' } });
      expect([plain.error, packed.error]).toEqual([undefined, undefined]);
      expect(plain.frames?.[0]?.data.values[0]?.length).toBeGreaterThan(5000);
      expect(packed.frames?.map(({ data }) => data.values.map((column) => column.length))).toEqual([[1, 1, 1, 1, 1]]);
      const made = unpacked({ data: read(packed.frames) });
      expect(shown(made.data), source).toEqual(shown(read(plain.frames)));
    }
  }
});

it('packs the samples of a long range, for the browser alone', async () => {
  const [source = ''] = uids('rows');
  const query: QueryModel = { metric: ACTIVE, groupBy: all, interval: '1s', numbersAs: 'rows' };
  const asked = { source, from, to: now, query, stepMs: 1000 };
  const types = async (more: object) =>
    (await askRaw({ ...asked, ...more })).frames?.map(({ schema }) => schema.meta?.type);
  expect(await types({})).toEqual(['table']);
  expect(await types({ from: now - 10 * minute })).toEqual(['timeseries-wide']);
  expect(await types({ query: { ...query, numbersAs: undefined } })).toEqual(['timeseries-wide']);
  expect(await types({ fromAlert: true, query: { ...query, queryType: 'range' } })).toEqual(['timeseries-wide']);
});

it('sends a row for each series, and the fields where a rule asks', async () => {
  const [source = ''] = uids('rows');
  const query: QueryModel = { metric: ACTIVE, groupBy: all, queryType: 'instant', numbersAs: 'rows' };
  const panel = await askRaw({ source, from, to: now, query });
  expect(panel.frames?.map(({ schema, data }) => [schema.meta?.type, data.values.length])).toEqual([
    ['numeric-long', all.length + 2],
  ]);
  expect(panel.frames?.[0]?.data.values[0]).toHaveLength(4);
  const rule = await askRaw({ source, from, to: now, query, fromAlert: true });
  expect(rule.frames?.map(({ schema }) => [schema.meta?.type, schema.fields.length])).toEqual([['numeric-wide', 4]]);
});
