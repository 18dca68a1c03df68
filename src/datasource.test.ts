// @vitest-environment jsdom
import {
  AbstractLabelOperator,
  AppEvents,
  type DataQueryRequest,
  type DataSourceInstanceSettings,
  dateTime,
  EventBusSrv,
  hasQueryImportSupport,
  hasQueryModificationSupport,
  hasToggleableQueryFiltersSupport,
  isDataFrame,
  type ScopedVars,
} from '@grafana/data';
import {
  type BackendSrv,
  type BackendSrvRequest,
  config,
  setAppEvents,
  setBackendSrv,
  setTemplateSrv,
  type TemplateSrv,
} from '@grafana/runtime';
import { lastValueFrom, of, throwError } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DataSource } from './datasource';
import { toCode } from './exchange/modes';
import { answerTo, emptyBackend } from './testing/backendSrv';
import { templateSrv, type TestVariable } from './testing/templateSrv';
import { type BasetenOptions, type BasetenQuery } from './types';

/** What the browser sent to Grafana's server. The stand-in answers every request with no results. */
let sent: BackendSrvRequest[] = [];

beforeEach(() => {
  sent = [];
  const backend: Partial<BackendSrv> = {
    fetch: (request) => {
      sent.push(request);
      return of(answerTo(request, { results: {} }));
    },
  };
  setBackendSrv({ ...emptyBackend, ...backend });
});
afterEach(() => {
  config.publicDashboardAccessToken = undefined;
});

function dataSource(
  variables: TestVariable[] = [],
  jsonData: BasetenOptions = {},
  srv: TemplateSrv = templateSrv(variables)
) {
  setTemplateSrv(srv);
  const settings: DataSourceInstanceSettings<BasetenOptions> = JSON.parse(
    JSON.stringify({
      id: 1,
      uid: 'baseten',
      name: 'Baseten',
      type: 'baseten-metrics-datasource',
      meta: { id: 'baseten-metrics-datasource' },
      access: 'proxy',
      readOnly: false,
      jsonData,
    })
  );
  return new DataSource(settings, srv);
}

function request(targets: BasetenQuery[], scopedVars: ScopedVars = {}): DataQueryRequest<BasetenQuery> {
  const range = {
    from: dateTime(1_700_000_000_000),
    to: dateTime(1_700_003_600_000),
    raw: { from: 'now-1h', to: 'now' },
  };
  return {
    requestId: 'Q1',
    interval: '1m',
    intervalMs: 60_000,
    maxDataPoints: 1000,
    range,
    scopedVars,
    targets,
    timezone: 'utc',
    app: 'dashboard',
    startTime: 0,
  };
}

/** Asks as Grafana's runRequest does: without the queries that filterQuery refuses, and not at all where none is left. */
async function run(
  ds: DataSource,
  targets: BasetenQuery[],
  scopedVars?: ScopedVars
): Promise<Array<Record<string, unknown>>> {
  const wanted = targets.filter((query) => ds.filterQuery(query));
  if (wanted.length > 0) {
    await lastValueFrom(ds.query(request(wanted, scopedVars)), { defaultValue: undefined });
  }
  return sent.flatMap((one) => one.data.queries);
}

const model: TestVariable = { name: 'model', value: ['Llama 3', 'a.b'], multi: true };
const p95: BasetenQuery = {
  refId: 'A',
  metric: 'baseten_end_to_end_response_time_seconds',
  filters: [{ label: 'model_name', operator: '=', values: ['$model'] }],
};
/** What Grafana puts into the scoped variables of a panel. */
const panelVars: ScopedVars = {
  __interval: { text: '1m', value: '1m' },
  __interval_ms: { text: '60000', value: 60_000 },
};

describe('an answer', () => {
  it.each<[string, string[]]>([
    ['explore', ['graph', 'table']],
    ['panel-editor', ['as it came']],
  ])('is shown in %s as %j', async (app, wanted) => {
    const frame = {
      schema: {
        refId: 'A',
        meta: { type: 'timeseries-wide' },
        fields: [
          { name: 'Time', type: 'time' },
          { name: 'Value', type: 'number', labels: { model_name: 'Whisper' } },
        ],
      },
      data: { values: [[1000], [2]] },
    };
    setBackendSrv({ ...emptyBackend, fetch: (one) => of(answerTo(one, { results: { A: { frames: [frame] } } })) });
    const { data } = await lastValueFrom(dataSource().query({ ...request([p95]), app }));
    expect(data.map(({ meta }) => meta.preferredVisualisationType ?? 'as it came')).toEqual(wanted);
  });

  it.each<[string, string, string[]]>([
    ['a graph, which needs one', 'timeseries', ['time 1700003600000', 'number 2', 'number 3']],
    ['bars, which need one', 'barchart', ['time 1700003600000', 'number 2', 'number 3']],
    ['a tile, which needs none', 'stat', ['number 2', 'number 3']],
  ])('of an instant query is given the time of the end of the range for %s', async (_, panelPluginId, wanted) => {
    const frame = {
      schema: {
        refId: 'A',
        meta: { type: 'table', custom: { fieldsOfRows: true } },
        fields: [
          { name: 'Name', type: 'string' },
          { name: 'model_name', type: 'string' },
          { name: 'Value', type: 'number', config: { unit: 'reqps' } },
        ],
      },
      data: {
        values: [
          ['one', 'two'],
          ['one', 'two'],
          [2, 3],
        ],
      },
    };
    setBackendSrv({ ...emptyBackend, fetch: (one) => of(answerTo(one, { results: { A: { frames: [frame] } } })) });
    const ds = dataSource();
    ds.lookups.labelValues = () => Promise.resolve({ values: [], hasEmpty: false, truncated: false });
    const asked = { ...request([{ ...p95, queryType: 'instant' }]), panelPluginId };
    const { data } = await lastValueFrom(ds.query(asked));
    const fields = data.flatMap((made) => (isDataFrame(made) ? made.fields : []));
    expect(fields.map(({ type, values }) => `${type} ${values.join()}`)).toEqual(wanted);
    expect(fields.at(-1)).toMatchObject({ labels: { model_name: 'two' }, config: { unit: 'reqps' } });
  });
});

describe('the ways of a query to the backend', () => {
  it('from a panel: the filled builder query with its PromQL, macros symbolic', async () => {
    const [query] = await run(dataSource([model]), [{ ...p95, window: '$__rate_interval' }], panelVars);
    expect(query).toMatchObject({
      metric: 'baseten_end_to_end_response_time_seconds',
      filters: [{ label: 'model_name', operator: '=', values: ['Llama 3', 'a.b'] }],
      window: '$__rate_interval',
      expr: 'histogram_quantile(0.95, sum by (model_name, environment, le) (rate(baseten_end_to_end_response_time_seconds_bucket{model_name=~"Llama 3|a\\\\.b"}[$__rate_interval])))',
      intervalMs: 60_000,
      maxDataPoints: 1000,
    });
    expect(query).not.toHaveProperty('editorMode', 'code');
  });

  it('from a repeated panel: the repeat wins over the dashboard', async () => {
    const [query] = await run(dataSource([model]), [p95], { ...panelVars, model: { text: 'm2', value: 'm2' } });
    expect(query?.filters).toEqual([{ label: 'model_name', operator: '=', values: ['m2'] }]);
  });

  it('from a panel with a query that cannot be translated: it goes on as it is, its neighbour is whole', async () => {
    const ds = dataSource();
    const bad: BasetenQuery = JSON.parse(
      '{"refId":"A","metric":"baseten_replicas_active","quantile":95,"filters":"x","groupBy":7}'
    );
    const [first, second] = await run(ds, [bad, { refId: 'B', metric: 'baseten_replicas_active' }]);
    expect(first).toMatchObject({ refId: 'A', quantile: 95, filters: 'x', groupBy: 7 });
    expect(first).not.toHaveProperty('expr');
    expect(second).toMatchObject({ expr: 'sum by (model_name, environment) (baseten_replicas_active)' });
  });

  it('from a panel: a query without a metric, an empty code query and a hidden one are not run', async () => {
    expect(
      await run(dataSource(), [
        { refId: 'A' },
        { refId: 'B', editorMode: 'code', expr: '  ' },
        { refId: 'C', metric: 'baseten_replicas_active', hide: true },
      ])
    ).toEqual([]);
    expect(sent).toEqual([]);
  });

  it('from a panel whose data source was changed in its file: PromQL without a metric goes on as it is', async () => {
    const shaped: BasetenQuery[] = JSON.parse(
      '[{"refId":"A","expr":"sum(up)","instant":true,"range":false},{"refId":"B","editorMode":"builder","expr":"sum(up)"}]'
    );
    expect(await run(dataSource(), shaped)).toMatchObject([
      { refId: 'A', expr: 'sum(up)', instant: true },
      { refId: 'B', expr: 'sum(up)', editorMode: 'builder' },
    ]);
    expect(dataSource().getQueryDisplayText(shaped[0]!)).toBe('sum(up)');
  });

  it.each<[string, Partial<BasetenQuery>]>([
    ['End-to-end response time, p95', { metric: 'baseten_end_to_end_response_time_seconds' }],
    ['Requests per second', { metric: 'baseten_inference_requests_total' }],
    ['Error ratio', { metric: 'error_ratio' }],
    [
      'End-to-end response time, p99, 1d ago · model_name = voice-agent, SDXL\\Lightning · status_code !~ 5.. · by environment · top 3 · window 5m',
      {
        metric: 'baseten_end_to_end_response_time_seconds',
        quantile: 0.99,
        filters: [
          { label: 'model_name', operator: '=', values: ['voice-agent', 'SDXL\\Lightning'] },
          { label: 'status_code', operator: '!~', values: ['5..'] },
          { label: 'environment', operator: '=', values: ['staging'], disabled: true },
        ],
        groupBy: ['environment'],
        top: { order: 'top', n: 3 },
        window: '5m',
        offset: '1d',
      },
    ],
    ['error_ratio', JSON.parse('{"metric":"error_ratio","filters":"x","groupBy":7,"top":"many","window":5}')],
    [
      'error_ratio · model_name = a',
      JSON.parse('{"metric":"error_ratio","filters":[{"label":"model_name","values":["a"]},{}],"quantile":"x"}'),
    ],
  ])('in a closed row and in the history it is %s', (title, query) => {
    expect(dataSource().getQueryDisplayText({ refId: 'A', ...query })).toBe(title);
  });

  it.each<[BasetenOptions, number, string | undefined]>([
    [{ lookupLimit: '500', scrapeInterval: 30 }, 500, '30s'],
    [{ lookupLimit: '', scrapeInterval: '15' }, 1000, '15s'],
    [{ lookupLimit: 'lots', scrapeInterval: 'often' }, 1000, '60s'],
  ])('settings of a file, numbers as text and seconds without a unit: %j', (jsonData, limit, interval) => {
    const ds = dataSource([], jsonData);
    expect([ds.lookupLimit, ds.interval]).toEqual([limit, interval]);
  });

  it.each<[BasetenOptions['scrapeInterval'], string | undefined, string]>([
    [undefined, undefined, '1m'],
    ['10s', undefined, '10s'],
    [15, undefined, '15s'],
    ['2m', undefined, '1m'],
    ['60s', '20s', '20s'],
  ])('subqueries look by the scrape interval %j, or the min step %j', async (scrapeInterval, interval, step) => {
    const ds = dataSource([], { scrapeInterval });
    const asked = { metric: 'baseten_concurrent_requests', calculation: 'avg_over_time', window: '10m' } as const;
    const query: BasetenQuery = { refId: 'A', ...asked, groupBy: [], interval };
    const expr = `avg_over_time(sum(baseten_concurrent_requests)[10m:${step}])`;
    expect(await run(ds, [query])).toMatchObject([{ expr }]);
    expect(toCode(query, undefined, ds.context).expr).toBe(expr);
    // And the way back, from a panel of another data source too.
    const foreign = [{ refId: 'A', datasource: { type: 'prometheus', uid: 'p' }, expr }];
    expect(await ds.importQueries(foreign)).toMatchObject([asked]);
  });

  it('the browser says that it makes fields of rows, to nobody else', async () => {
    const ds = dataSource();
    const query: BasetenQuery = { refId: 'A', metric: 'baseten_replicas_active' };
    expect(await run(ds, [query])).toMatchObject([{ numbersAs: 'rows' }]);
    expect(query).not.toHaveProperty('numbersAs');
    expect(ds.interpolateVariablesInQueries([query])[0]).not.toHaveProperty('numbersAs');
    expect(ds.applyTemplateVariables(query)).not.toHaveProperty('numbersAs');
  });

  it.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['utc', 'utc'],
    ['browser', new Intl.DateTimeFormat().resolvedOptions().timeZone],
    ['', new Intl.DateTimeFormat().resolvedOptions().timeZone],
  ])("the dashboard's time zone %j goes along, and is not saved", async (timezone, expected) => {
    const query: BasetenQuery = { refId: 'A', metric: 'baseten_replicas_active' };
    const ds = dataSource();
    await lastValueFrom(ds.query({ ...request([query]), timezone }), { defaultValue: undefined });
    expect(sent.flatMap((one) => one.data.queries)).toMatchObject([{ timezone: expected }]);
    expect(query).not.toHaveProperty('timezone');
    expect(ds.interpolateVariablesInQueries([query])[0]).not.toHaveProperty('timezone');
  });

  it('from a panel: a stray expr of a builder query is replaced, never sent', async () => {
    const [query] = await run(dataSource(), [{ refId: 'A', metric: 'baseten_replicas_active', expr: 'up' }]);
    expect(query?.expr).toBe('sum by (model_name, environment) (baseten_replicas_active)');
  });

  it('from a link to Explore: a builder query, its variables filled in, without PromQL', () => {
    const [query] = dataSource([model]).interpolateVariablesInQueries([{ ...p95, window: '${__rate_interval}' }], {
      __sceneObject: { text: '', value: {} },
    });
    expect(query).toEqual({
      refId: 'A',
      metric: 'baseten_end_to_end_response_time_seconds',
      filters: [{ label: 'model_name', operator: '=', values: ['Llama 3', 'a.b'] }],
      window: '${__rate_interval}',
      datasource: { type: 'baseten-metrics-datasource', uid: 'baseten' },
    });
  });

  it('from a panel with an expression: Grafana asks for the filled query with the interval in scope', () => {
    const ds = dataSource([model]);
    const [query] = ds.interpolateVariablesInQueries([{ ...p95, interval: '$__interval' }], panelVars);
    expect(query).toMatchObject({ interval: '$__interval', metric: p95.metric });
    expect(query).not.toHaveProperty('expr');
  });

  it('from a new rule of a panel: what was an ad-hoc filter stays with the query', () => {
    const filters = [{ key: 'environment', operator: '=', value: 'production' }];
    const [query] = dataSource([model]).interpolateVariablesInQueries([p95], panelVars, filters);
    expect(query?.adhocFilters).toEqual([{ label: 'environment', operator: '=', values: ['production'] }]);
    expect(query).not.toHaveProperty('expr');
  });

  it('from a public dashboard: Grafana sends nothing of the query, so nothing is prepared', async () => {
    config.publicDashboardAccessToken = 'token';
    const ds = dataSource([model]);
    let prepared = 0;
    ds.applyTemplateVariables = (query) => {
      prepared += 1;
      return query;
    };
    await lastValueFrom(ds.query({ ...request([p95]), panelId: 3 }), { defaultValue: undefined });
    expect(prepared).toBe(0);
    expect(sent.map(({ url }) => url)).toEqual(['/api/public/dashboards/token/panels/3/query']);
    expect(JSON.stringify(sent[0]?.data)).not.toContain('baseten_');
  });

  it('from a graph of a public dashboard: no look-up goes beside it, which Grafana would refuse', async () => {
    config.publicDashboardAccessToken = 'token';
    const ds = dataSource();
    const asked: unknown[] = [];
    ds.lookups.labelValues = (scope) => {
      asked.push(scope);
      return Promise.resolve({ values: [], hasEmpty: false, truncated: false });
    };
    const graph = { ...request([p95]), panelId: 3, panelPluginId: 'timeseries' };
    await lastValueFrom(ds.query(graph), { defaultValue: undefined });
    expect(asked).toEqual([]);
    // The same where somebody is logged in: asked, so that the first half can fail.
    config.publicDashboardAccessToken = undefined;
    const again = dataSource();
    again.lookups.labelValues = ds.lookups.labelValues;
    await lastValueFrom(again.query(graph), { defaultValue: undefined });
    expect(asked).toHaveLength(1);
  });

  it('from a rule: what is saved needs no browser, since a builder query is whole without its PromQL', () => {
    const [saved] = dataSource().interpolateVariablesInQueries([{ refId: 'A', metric: 'baseten_replicas_active' }]);
    expect(JSON.parse(JSON.stringify(saved))).toEqual({
      refId: 'A',
      metric: 'baseten_replicas_active',
      datasource: { type: 'baseten-metrics-datasource', uid: 'baseten' },
    });
  });

  it('code queries keep their text in every way, variables filled in', async () => {
    const code: BasetenQuery = { refId: 'A', editorMode: 'code', expr: 'rate(x{m=~"$model"}[$__rate_interval])' };
    const filled = 'rate(x{m=~"(Llama 3|a\\\\.b)"}[$__rate_interval])';
    const ds = dataSource([model]);
    expect(await run(ds, [code], panelVars)).toMatchObject([{ editorMode: 'code', expr: filled }]);
    expect(ds.interpolateVariablesInQueries([code], panelVars)).toMatchObject([{ expr: filled }]);
  });
});

describe('filters and grouping of the dashboard', () => {
  it.each([
    [
      { operator: '=|', value: 'a', values: ['a', 'b'] },
      { operator: '=', values: ['a', 'b'] },
    ],
    [
      { operator: '!=|', value: 'a', values: ['a', 'b'] },
      { operator: '!=', values: ['a', 'b'] },
    ],
    [
      { operator: '=~', value: 'a.*' },
      { operator: '=~', values: ['a.*'] },
    ],
    [
      { operator: '!~', value: 'a.*' },
      { operator: '!~', values: ['a.*'] },
    ],
    [
      { operator: '=', value: '$model' },
      { operator: '=', values: ['Llama 3', 'a.b'] },
    ],
    [
      { operator: '=', value: '(none)' },
      { operator: '=', values: [''] },
    ],
  ])('an ad-hoc filter %o goes along with builder and code queries', (given, expected) => {
    const ds = dataSource([model]);
    for (const query of [p95, { refId: 'A', editorMode: 'code' as const, expr: 'up' }]) {
      const { adhocFilters } = ds.applyTemplateVariables(query, panelVars, [{ key: 'model_name', ...given }]);
      expect(adhocFilters).toEqual([{ label: 'model_name', ...expected }]);
    }
  });

  it('group-by keys replace the grouping of builder queries and leave code alone', async () => {
    const ds = dataSource();
    const targets: BasetenQuery[] = [p95, { refId: 'B', editorMode: 'code', expr: 'up' }];
    await lastValueFrom(ds.query({ ...request(targets), groupByKeys: ['replica'] }), { defaultValue: undefined });
    const [builder, code] = sent.flatMap((one) => one.data.queries);
    expect(builder.groupBy).toEqual(['replica']);
    expect(code).not.toHaveProperty('groupBy');
  });

  it('group-by keys that a metric lacks leave its panel as it is', async () => {
    const ds = dataSource();
    const targets: BasetenQuery[] = [
      { refId: 'A', metric: 'error_ratio', groupBy: ['model_name'] },
      { refId: 'B', metric: 'baseten_gpu_utilization' },
      { refId: 'C', metric: 'idle_gpus' },
      { refId: 'D', metric: 'no_such_metric' },
    ];
    const groupByKeys = ['gpu', 'status_code'];
    await lastValueFrom(ds.query({ ...request(targets), groupByKeys }), { defaultValue: undefined });
    expect(sent.flatMap((one) => one.data.queries)).toMatchObject([
      { groupBy: ['model_name'] },
      { groupBy: groupByKeys },
      { groupBy: ['gpu'] },
      { metric: 'no_such_metric', groupBy: groupByKeys },
    ]);
  });

  it('tag keys and values are narrowed by the other filters and the time range', async () => {
    const ds = dataSource([model]);
    const { range: timeRange } = request([]);
    const filters = [
      { key: 'environment', operator: '=', value: 'production' },
      { key: 'model_name', operator: '=|', value: '', values: ['$model'] },
    ];
    await ds.getTagKeys({ filters, timeRange });
    await ds.getTagValues({ key: 'model_name', filters, timeRange });
    const environment = { label: 'environment', operator: '=', values: ['production'] };
    expect(sent.map(({ url, data }) => [url.split('/').pop(), data])).toMatchObject([
      [
        'labels',
        {
          filters: [environment, { label: 'model_name', operator: '=', values: ['Llama 3', 'a.b'] }],
          from: 1_700_000_000_000,
          to: 1_700_003_600_000,
        },
      ],
      [
        'label-values',
        { label: 'model_name', filters: [environment], limit: 1000, from: 1_700_000_000_000, to: 1_700_003_600_000 },
      ],
    ]);
  });

  it('a variable is asked for with the time range of the dashboard', async () => {
    const ds = dataSource();
    const variable = { refId: 'variable-model', label: 'model_name' };
    const answer = await lastValueFrom(ds.variables.query({ ...request([]), targets: [variable] }));
    expect(answer).toEqual({ data: [] });
    expect(sent.map(({ data }) => data)).toMatchObject([
      { label: 'model_name', from: 1_700_000_000_000, to: 1_700_003_600_000 },
    ]);
  });

  it('a variable that needs a query sends it as code at one instant', async () => {
    await dataSource().metricFindQuery({ label: 'model_id', textLabel: 'model_name' }, { range: request([]).range });
    expect(sent.flatMap(({ data }) => data.queries)).toMatchObject([
      {
        editorMode: 'code',
        queryType: 'instant',
        expr: 'group by (model_id, model_name) (last_over_time(baseten_replicas_active[$__range]))',
      },
    ]);
  });
});

describe('look-ups and variables', () => {
  it('fail where they were asked for, without a message of Grafana over the page', async () => {
    const ds = dataSource();
    await ds.getTagKeys();
    await ds.lookups.catalog();
    expect(sent.map(({ showErrorAlert }) => showErrorAlert)).toEqual([false, false]);
  });

  it('of one expression do not cancel each other, and put no PromQL into the address', async () => {
    const ds = dataSource();
    const query = { kind: 'query', expr: 'up{a="b&c#d"}' };
    await Promise.all([ds.metricFindQuery(query), ds.metricFindQuery(query)]);
    expect(new Set(sent.map(({ requestId }) => requestId)).size).toBe(2);
    expect(sent.map(({ url }) => url).join()).not.toContain('up');
  });

  it.each([
    ['the query', { results: { variable: { status: 400, error: 'parse error', frames: [] } } }, 'parse error'],
    ['the whole request', { message: 'Gateway timeout' }, 'Gateway timeout'],
  ])('say why where %s fails', async (_, data, message) => {
    setBackendSrv({ ...emptyBackend, fetch: () => throwError(() => ({ status: 504, data })) });
    await expect(dataSource().metricFindQuery('query_result(up)')).rejects.toThrow(message);
  });

  it('offers variables that can be a value, and no others', () => {
    const variables = ['query', 'custom', 'groupby', 'adhoc', 'datasource'].map((name) => ({ name, type: name }));
    const models: ReturnType<TemplateSrv['getVariables']> = JSON.parse(JSON.stringify(variables));
    const ds = dataSource([], {}, { ...templateSrv([]), getVariables: () => models });
    expect(ds.variableNames()).toEqual(['$query', '$custom']);
  });
});

describe('the data source', () => {
  it.each([
    [undefined, '60s'],
    ['', '60s'],
    ['30s', '30s'],
    ['1m30s', '90s'],
    ['soon', '60s'],
  ])('takes the scrape interval %s as its smallest step', (scrapeInterval, interval) => {
    expect(dataSource([], { scrapeInterval }).interval).toBe(interval);
  });

  it('starts a new query without a metric', () => {
    expect(dataSource().getDefaultQuery()).toEqual({ editorMode: 'builder', version: 1 });
  });

  it('keeps unknown fields of a later version', async () => {
    const later: BasetenQuery = JSON.parse('{"refId":"A","metric":"baseten_replicas_active","smooth":{"by":3}}');
    expect(await run(dataSource(), [later])).toMatchObject([{ smooth: { by: 3 } }]);
  });
});

describe('a click on a value in Explore', () => {
  const query: BasetenQuery = { refId: 'A', metric: 'baseten_replicas_active' };
  const options = { key: 'model_name', value: 'voice-agent' };
  const filters = [{ label: 'model_name', operator: '=', values: ['voice-agent'] }];

  it('is supported in both ways that Grafana asks', () => {
    expect(hasToggleableQueryFiltersSupport(dataSource())).toBe(true);
    expect(hasQueryModificationSupport(dataSource())).toBe(true);
  });

  it('filters the query, shows that it does, and takes the filter away again', () => {
    const ds = dataSource();
    const filtered = ds.toggleQueryFilter(query, { type: 'FILTER_FOR', options });
    expect(filtered).toEqual({ ...query, filters });
    expect([query, filtered].map((one) => ds.queryHasFilter(one, options))).toEqual([false, true]);
    expect(ds.toggleQueryFilter(filtered, { type: 'FILTER_FOR', options })).toEqual({ ...query, filters: [] });
    expect(ds.toggleQueryFilter(filtered, { type: 'FILTER_OUT', options }).filters).toEqual([
      { ...filters[0], operator: '!=' },
    ]);
  });

  it('only adds where Grafana only adds, and knows no other action', () => {
    const ds = dataSource();
    const filtered = ds.modifyQuery(query, { type: 'ADD_FILTER', options });
    expect(filtered).toEqual({ ...query, filters });
    expect(ds.modifyQuery(filtered, { type: 'ADD_FILTER', options })).toEqual(filtered);
    expect(ds.modifyQuery(query, { type: 'ADD_FILTER_OUT', options }).filters?.[0]?.operator).toBe('!=');
    expect(ds.modifyQuery(query, { type: 'ADD_STRING_FILTER', options })).toBe(query);
  });

  it('says why it changes nothing', async () => {
    const bus = new EventBusSrv();
    const said: unknown[] = [];
    bus.on(AppEvents.alertWarning, (payload: unknown) => said.push(payload));
    setAppEvents(bus);
    const code: BasetenQuery = { refId: 'A', editorMode: 'code', expr: 'up' };
    expect(dataSource().toggleQueryFilter(code, { type: 'FILTER_FOR', options })).toBe(code);
    await vi.waitFor(() => expect(said).toHaveLength(1));
    expect(said).toEqual([['The filter was not added', expect.stringContaining('add model_name to its selectors')]]);
  });
});

describe('queries of another data source', () => {
  const other = (type: string) => ({
    type,
    exportToAbstractQueries: () =>
      Promise.resolve([
        {
          refId: 'A',
          labelMatchers: [{ name: 'environment', operator: AbstractLabelOperator.Equal, value: 'production' }],
        },
      ]),
  });
  it.each<[string, object]>([
    ['prometheus', { editorMode: 'code', expr: 'up{environment="production"} * 2' }],
    ['grafana-amazonprometheus-datasource', { editorMode: 'code', expr: 'up{environment="production"} * 2' }],
    ['loki', { filters: [{ label: 'environment', operator: '=', values: ['production'] }] }],
  ])('of %s come as what they mean there', async (type, wanted) => {
    const given: BasetenQuery = { refId: 'A', expr: 'up{environment="production"} * 2' };
    expect(await dataSource().importQueries([given], other(type))).toEqual([{ refId: 'A', ...wanted }]);
  });

  it('come with their PromQL, which Grafana would leave out if selectors could be imported', () => {
    expect(hasQueryImportSupport(dataSource())).toBe(false);
  });
});
