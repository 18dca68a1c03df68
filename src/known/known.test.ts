// @vitest-environment jsdom
import { type BackendSrv, type BackendSrvRequest, setBackendSrv } from '@grafana/runtime';
import { lastValueFrom, of } from 'rxjs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { answerTo, emptyBackend } from '../testing/backendSrv';
import { templateSrv } from '../testing/templateSrv';
import { type BasetenQuery } from '../types';

/** A page that has just loaded the plugin's module: nothing of the catalog is there. */
beforeEach(() => vi.resetModules());
afterEach(() => vi.doUnmock('./facts'));

const query: BasetenQuery = { refId: 'A', metric: 'baseten_replicas_active', groupBy: [] };

async function freshDataSource() {
  const { DataSource } = await import('../datasource');
  const sent: BackendSrvRequest[] = [];
  const runtime = await import('@grafana/runtime');
  const backend: Partial<BackendSrv> = {
    fetch: (request) => {
      sent.push(request);
      return of(answerTo(request, { results: {} }));
    },
  };
  for (const set of [setBackendSrv, runtime.setBackendSrv]) {
    set({ ...emptyBackend, ...backend });
  }
  const settings = { id: 1, uid: 'b', name: 'B', type: 't', meta: { id: 't' }, jsonData: {} };
  const source = new DataSource(JSON.parse(JSON.stringify(settings)), templateSrv([]));
  const request = {
    requestId: '1',
    app: 'dashboard',
    interval: '1m',
    intervalMs: 60_000,
    range: { from: 0, to: 60_000, raw: { from: 'now-1h', to: 'now' } },
    scopedVars: {},
    startTime: 0,
    targets: [query],
    timezone: 'utc',
  };
  const { dateTime } = await import('@grafana/data');
  const range = { from: dateTime(0), to: dateTime(60_000), raw: { from: 'now-1h', to: 'now' } };
  const ask = async () => {
    await lastValueFrom(source.query({ ...request, range }));
    return sent.at(-1)?.data.queries[0];
  };
  return { source, ask };
}

it('the first query waits for the catalog, and has its PromQL with it', async () => {
  const { ask } = await freshDataSource();
  expect(await ask()).toMatchObject({ metric: query.metric, expr: 'sum(baseten_replicas_active)' });
});

it('what is asked at once, before the catalog is there, means the same', async () => {
  vi.doMock('./facts', () => new Promise(() => undefined));
  const { source } = await freshDataSource();
  expect(source.getQueryDisplayText(query)).toBe('baseten_replicas_active');
  expect(source.filterQuery(query)).toBe(true);
  expect(source.interpolateVariablesInQueries([query])[0]).toMatchObject(query);
  const options = { key: 'model_name', value: 'a' };
  const filters = [{ label: 'model_name', operator: '=', values: ['a'] }];
  expect(source.toggleQueryFilter(query, { type: 'FILTER_FOR', options }).filters).toEqual(filters);
});

it('where the catalog can’t be fetched a query is sent without its PromQL, which the backend writes, and it is tried again', async () => {
  let tries = 0;
  vi.doMock('./facts', () => {
    tries += 1;
    throw new Error('Loading chunk failed');
  });
  const { ask } = await freshDataSource();
  const sent = await ask();
  expect(sent).toMatchObject({ metric: query.metric });
  expect(sent).not.toHaveProperty('expr');
  const before = tries;
  await ask();
  expect(tries).toBeGreaterThan(before);
});
