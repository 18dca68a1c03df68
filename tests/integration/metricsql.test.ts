/** Ad-hoc filters on MetricsQL, which can't be read here: VictoriaMetrics takes them beside the query. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { saveSource } from '../../demo/servers/gateway';
import { importLines, startVictoriaMetrics } from '../../demo/servers/start';
import type { Filter } from '../../src/translator';
import { ask, askRaw } from './ask';
import { sources } from './servers';

const minute = 60_000;
const to = Math.floor(Date.now() / minute) * minute;
const from = to - 30 * minute;
/** One value each, so that a sum says which series are in it. */
const values = [
  { team: 'a', environment: 'production', region: 'eu', value: 1 },
  { team: 'a', environment: 'staging', region: 'eu', value: 2 },
  { team: 'b', environment: 'production', region: 'eu', value: 4 },
  { team: 'b', environment: 'staging', region: 'us', value: 8 },
  { team: 'c', environment: 'production', region: 'us', value: 16 },
];

/** Data sources by the parameters that they send themselves. */
const own: Record<string, string> = {
  none: '',
  one: 'extra_filters[]={team="a"}',
  two: 'extra_filters[]={team="a"}&extra_filters[]={team="b"}',
  'without brackets': 'extra_filters={team="a"}&extra_filters[]={team="b"}',
  or: 'extra_filters[]={team="a" or team="b",}',
  'a name': 'extra_filters[]=baseten_replicas_active',
  label: 'extra_label=team=a',
  both: 'extra_label=region=eu&extra_filters[]={team="b"}&extra_filters[]={team="c"}',
  comment: 'extra_filters[]={team="a" # }',
};
const encoded = (parameters: string) =>
  parameters.replace(/=([^&]*)/g, (_, value: string) => `=${encodeURIComponent(value)}`);
const uid = (name: string, method: string) => `metricsql-${name.replaceAll(' ', '-')}-${method}`;

let stop: () => Promise<void> = () => Promise.resolve();
beforeAll(async () => {
  const victoria = await startVictoriaMetrics();
  stop = victoria.stop;
  const times = Array.from({ length: 31 }, (_, i) => from + i * minute);
  await importLines(
    victoria.url,
    values.map(
      ({ value, ...labels }) =>
        `${JSON.stringify({
          metric: { __name__: 'baseten_replicas_active', ...labels },
          values: times.map(() => value),
          timestamps: times,
        })}\n`
    )
  );
  for (const [name, parameters] of Object.entries(own)) {
    for (const method of ['GET', 'POST']) {
      await saveSource(inject('gateway'), uid(name, method), {
        url: victoria.url,
        jsonData: { httpMethod: method, customQueryParameters: encoded(parameters) },
      });
    }
  }
});
afterAll(() => stop());

const query = (expr: string, adhocFilters: Filter[] = [], queryType: 'instant' | 'range' = 'instant') => ({
  editorMode: 'code' as const,
  expr,
  queryType,
  adhocFilters,
});
const is = (label: string, ...texts: string[]): Filter => ({ label, operator: '=', values: texts });
const sum = 'WITH (x = sum(baseten_replicas_active)) x';

async function total(source: string, asked: ReturnType<typeof query>): Promise<number | null | undefined> {
  const results = await ask({ source, query: asked, from, to });
  return results[0]?.values.at(-1);
}

describe.each(['GET', 'POST'])('by %s', (method) => {
  it.each([
    // What the source lets through by itself, and what is left of it in production, and of team b.
    ['none', 31, 21, 12],
    ['one', 3, 1, undefined],
    ['two', 15, 5, 12],
    ['without brackets', 15, 5, 12],
    ['or', 15, 5, 12],
    ['a name', 31, 21, 12],
    ['label', 3, 1, undefined],
    ['both', 4, 4, 4],
  ])("the source's own filters: %s", async (name, all, production, b) => {
    const source = uid(name, method);
    expect(await total(source, query(sum))).toBe(all);
    expect(await total(source, query(sum, [is('environment', 'production')]))).toBe(production);
    expect(await total(source, query(sum, [is('environment', 'production')], 'range'))).toBe(production);
    expect(await total(source, query(sum, [is('team', 'b')]))).toBe(b);
    // At once, so that neither is given the other's answer.
    expect(
      await Promise.all([
        total(source, query(sum, [is('environment', 'production')])),
        total(source, query(sum)),
        total(source, query(sum, [is('team', 'b')])),
      ])
    ).toEqual([production, all, b]);
  });

  it.each([
    ['a rate without a window', 'sum(rate(baseten_replicas_active)) + sum(baseten_replicas_active)'],
    ['alternatives', 'sum(baseten_replicas_active{region="eu" or region="us"})'],
    ['a default', 'sum(baseten_replicas_active) default 0'],
    ['names that are kept', 'sum(last_over_time(baseten_replicas_active[5m]) keep_metric_names)'],
  ])('%s', async (_, expr) => {
    expect(
      await total(uid('none', method), query(expr, [is('environment', 'production'), is('region', 'us', 'eu')]))
    ).toBe(21);
  });

  it('takes a value for what it is', async () => {
    const value = 'production"} or {team="b';
    expect(await total(uid('one', method), query(sum, [is('environment', value)]))).toBeUndefined();
    expect(
      await total(
        uid('one', method),
        query(sum, [{ label: 'environment', operator: '!=', values: [value, 'staging'] }])
      )
    ).toBe(1);
  });

  it("refuses where the source's own filter can't be read", async () => {
    const { error } = await askRaw({ source: uid('comment', method), query: query(sum, [is('team', 'b')]), from, to });
    expect(error).toMatch(/extra_filters\[\] can't be joined with the dashboard's ad-hoc filters/);
  });
});

it('shows what was sent beside the query', async () => {
  const { frames } = await askRaw({ source: uid('none', 'POST'), query: query(sum, [is('team', 'b')]), from, to });
  expect(JSON.stringify(frames)).toContain(JSON.stringify(`Expr: ${sum}\nFilter: {team="b"}`).slice(1, -1));
});

it('is refused by a server that takes no filters beside a query', async () => {
  const { error } = await askRaw({ source: sources.prometheus, query: query(sum, [is('team', 'b')]), from, to });
  expect(error).toMatch(/^the dashboard's ad-hoc filters can't be added to this query, since it is not PromQL/);
});
