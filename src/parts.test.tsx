// @vitest-environment jsdom
/** A page that was opened before an update: the files that it asks for are gone. Mocks, since only a server can lose files. */
import {
  AppEvents,
  type DataQueryRequest,
  type DataSourceInstanceSettings,
  dateTime,
  EventBusSrv,
} from '@grafana/data';
import { setAppEvents, setBackendSrv, setTemplateSrv } from '@grafana/runtime';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { lastValueFrom, of } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DataSource } from './datasource';
import { lazily } from './lazily';
import { answerTo, emptyBackend } from './testing/backendSrv';
import { templateSrv } from './testing/templateSrv';
import { type BasetenOptions, type BasetenQuery } from './types';

const gone = vi.hoisted(() => () => {
  throw new Error('Loading chunk 5 failed. (http://grafana/public/plugins/x/5.8349715b.js)');
});
vi.mock('./health/checked', gone);
vi.mock('./explore/tables', gone);
vi.mock('./variables/find', gone);
vi.mock('./variables/groupedBy', gone);
vi.mock('./drilldowns', gone);
vi.mock('./exchange/importQueries', gone);
vi.mock('./exchange/exportQueries', gone);
vi.mock('./exchange/noFilterText', gone);

const SENTENCE = /part of the plugin could not be loaded.*reload the page/;

let answer: object = {};
beforeEach(() => {
  answer = { results: {} };
  setBackendSrv({
    ...emptyBackend,
    fetch: (request) => of(answerTo(request, answer)),
    get: () => Promise.resolve(JSON.parse(JSON.stringify(answer))),
  });
});
afterEach(cleanup);

function dataSource() {
  const settings: DataSourceInstanceSettings<BasetenOptions> = JSON.parse(
    JSON.stringify({ id: 1, uid: 'baseten', name: 'Baseten', meta: { id: 'baseten-metrics-datasource' }, jsonData: {} })
  );
  setTemplateSrv(templateSrv([]));
  return new DataSource(settings, templateSrv([]));
}

function request(app: string): DataQueryRequest<BasetenQuery> {
  const range = { from: dateTime(0), to: dateTime(3_600_000) };
  return {
    requestId: 'Q1',
    interval: '1m',
    intervalMs: 60_000,
    range: { ...range, raw: range },
    scopedVars: {},
    targets: [{ refId: 'A', metric: 'baseten_replicas_active' }],
    timezone: 'utc',
    app,
    startTime: 0,
  };
}

/** The messages that Grafana shows over the page. */
function messages(): unknown[] {
  const events = new EventBusSrv();
  const shown: unknown[] = [];
  events.on(AppEvents.alertError, (payload: unknown) => shown.push(payload));
  setAppEvents(events);
  return shown;
}

describe('Save & test without its words', () => {
  it('shows what the backend says', async () => {
    answer = { status: 'OK', message: 'Connected to Prometheus.', details: { verboseMessage: '✓' } };
    await expect(dataSource().testDatasource()).resolves.toEqual({
      status: 'success',
      message: expect.stringMatching(
        /^Connected to Prometheus\. \(A part of the plugin.*reload the page.*since the update\.\)$/
      ),
      details: { verboseMessage: '✓' },
    });
  });

  it('fails with what the backend says', async () => {
    answer = { status: 'ERROR', message: 'The server refuses the login.', details: {} };
    await expect(dataSource().testDatasource()).rejects.toThrow(/^The server refuses the login\. \(.*reload/);
  });

  it('says that there is none, where Grafana hands on nothing', async () => {
    answer = { status: 'ERROR', message: '' };
    await expect(dataSource().testDatasource()).rejects.toThrow(/^Grafana gave no result of the check\. \(/);
  });
});

describe('a data source whose files are gone', () => {
  it('shows the graph in Explore, without the tables beside it', async () => {
    const frame = { schema: { refId: 'A', fields: [{ name: 'Value', type: 'number' }] }, data: { values: [[1]] } };
    answer = { results: { A: { frames: [frame] } } };
    const { data, errors } = await lastValueFrom(dataSource().query(request('explore')));
    expect(data).toHaveLength(1);
    expect(errors).toBeUndefined();
  });

  it('does not run a query with another grouping than the one asked for', async () => {
    const grouped = { ...request('dashboard'), groupByKeys: ['model_name'] };
    await expect(lastValueFrom(dataSource().query(grouped))).rejects.toThrow(SENTENCE);
  });

  it('says so where the values of a variable are asked for', async () => {
    await expect(dataSource().metricFindQuery({ label: 'model_name' })).rejects.toThrow(SENTENCE);
  });

  it('offers labels as filters all the same, and greys out none', async () => {
    answer = { labels: ['__name__', 'model_name'] };
    await expect(dataSource().getTagKeys()).resolves.toEqual([{ text: 'model_name', value: 'model_name' }]);
    await expect(dataSource().getDrilldownsApplicability()).resolves.toEqual([]);
  });

  it.each<[string, (ds: DataSource) => unknown]>([
    ['queries come from another data source', (ds) => ds.importQueries([{ refId: 'A' }])],
    ['queries go to another data source', (ds) => ds.exportToAbstractQueries([{ refId: 'A' }])],
  ])('says so over the page when %s, and changes nothing', async (_, act) => {
    const shown = messages();
    await expect(act(dataSource())).rejects.toThrow(SENTENCE);
    expect(shown).toEqual([['A part of the plugin could not be loaded', expect.stringMatching(/reload the page/)]]);
  });

  it('says so over the page when a click in a table can set no filter', async () => {
    const shown = messages();
    const code: BasetenQuery = { refId: 'A', editorMode: 'code', expr: 'up' };
    const options = { key: 'model_name', value: 'Llama' };
    expect(dataSource().toggleQueryFilter(code, { type: 'FILTER_FOR', options })).toEqual(code);
    await vi.waitFor(() => expect(shown).toHaveLength(1));
  });
});

describe('an editor whose file is gone', () => {
  it('is a sentence and a button in its place; the button loads it where it is back', async () => {
    let there = false;
    const Editor = lazily<{ name: string }>(
      () => (there ? Promise.resolve(({ name }) => <p>the editor of {name}</p>) : gone()),
      'Loading…'
    );
    const { unmount } = render(<Editor name="A" />);
    expect(await screen.findByText(/reload the page/)).toBeTruthy();
    fireEvent.click(await screen.findByRole('button', { name: 'Try again' }));
    there = true;
    fireEvent.click(await screen.findByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('the editor of A')).toBeTruthy();
    unmount();
    render(<Editor name="B" />);
    expect(await screen.findByText('the editor of B')).toBeTruthy();
  });
});
