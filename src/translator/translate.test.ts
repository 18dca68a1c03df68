import { describe, expect, test } from 'vitest';
import { translate, type Translation } from './index';

const REQUESTS = 'baseten_inference_requests_total';
const LATENCY = 'baseten_end_to_end_response_time_seconds';
const CPU = 'baseten_container_cpu_usage_seconds_total';
const ACTIVE = 'baseten_replicas_active';
const GPU = 'baseten_gpu_utilization';
const KV = 'baseten_llm_kv_cache_hit_rate';

describe('the whole result', () => {
  const nothing: Translation = {
    kind: 'empty',
    expr: '',
    queryType: 'range',
    format: 'time_series',
    title: '',
    qualifier: '',
    metric: '',
    matchers: [],
    filterNames: [],
    labels: [],
    legendFormat: '',
    unit: '',
    interval: '',
    stepAtLeast: '',
    window: '',
    needsTwoSamples: false,
    rankWindows: [],
    bucketSelector: '',
    outliers: '',
    selects: [],
    outdatedExpr: false,
    notices: [],
  };
  const table: Array<[name: string, query: object, result: Partial<Translation>]> = [
    ['nothing', {}, nothing],
    ['nothing but defaults of an editor', { editorMode: 'builder', metric: '', filters: [] }, nothing],
    ['code without text', { editorMode: 'code', expr: ' \n' }, nothing],
    ['code without a field', { editorMode: 'code' }, nothing],
    ['code as it comes', { editorMode: 'code', expr: 'up' }, { ...nothing, kind: 'code', expr: 'up' }],
    [
      'code',
      {
        editorMode: 'code',
        metric: REQUESTS,
        expr: ' up{a="$model"}[5m] ',
        format: 'table',
        legendFormat: '{{a}}',
        interval: '2m',
      },
      { ...nothing, kind: 'code', expr: 'up{a="$model"}[5m]', format: 'table', legendFormat: '{{a}}', interval: '2m' },
    ],
    [
      'a counter',
      { metric: REQUESTS, groupBy: ['model_name'] },
      {
        ...nothing,
        kind: 'builder',
        expr: `sum by (model_name) (rate(${REQUESTS}[$__rate_interval]))`,
        title: 'Requests per second',
        qualifier: 'rate',
        metric: REQUESTS,
        labels: ['model_name'],
        unit: 'reqps',
        window: '$__rate_interval',
        needsTwoSamples: true,
        selects: [{ metric: REQUESTS, matchers: [] }],
      },
    ],
    [
      'a quantile',
      {
        metric: LATENCY,
        groupBy: ['model_name', 'le'],
        quantile: 0.5,
        window: '${__interval}',
        interval: '1m',
        legendFormat: '{{model_name}}',
        filters: [{ label: 'environment', operator: '=', values: ['production'] }],
      },
      {
        ...nothing,
        kind: 'builder',
        expr: `histogram_quantile(0.5, sum by (model_name, le) (rate(${LATENCY}_bucket{environment="production"}[$__interval])))`,
        title: 'End-to-end response time, p50',
        qualifier: 'p50',
        metric: LATENCY,
        matchers: [{ label: 'environment', operator: '=', value: 'production' }],
        filterNames: ['production'],
        labels: ['model_name'],
        legendFormat: '{{model_name}}',
        unit: 's',
        interval: '1m',
        window: '$__interval',
        needsTwoSamples: true,
        bucketSelector: `${LATENCY}_bucket{environment="production"}`,
        quantile: 0.5,
        selects: [
          { metric: `${LATENCY}_bucket`, matchers: [{ label: 'environment', operator: '=', value: 'production' }] },
        ],
      },
    ],
    [
      'a heatmap',
      { metric: LATENCY, calculation: 'heatmap' },
      {
        ...nothing,
        kind: 'builder',
        expr: `sum by (le) (increase(${LATENCY}_bucket[$__rate_interval]))`,
        format: 'heatmap',
        title: 'End-to-end response time',
        qualifier: 'heatmap',
        metric: LATENCY,
        unit: 's',
        window: '$__rate_interval',
        needsTwoSamples: true,
        stepAtLeast: '$__rate_interval',
        selects: [{ metric: `${LATENCY}_bucket`, matchers: [] }],
      },
    ],
    [
      'a percentage',
      { metric: GPU, groupBy: [], queryType: 'instant', format: 'table' },
      {
        ...nothing,
        kind: 'builder',
        expr: `avg(${GPU} >= 0 <= 100)`,
        queryType: 'instant',
        format: 'table',
        title: 'GPU utilization',
        qualifier: 'average',
        metric: GPU,
        unit: 'percent',
        min: 0,
        max: 100,
        outliers: `count(max_over_time(${GPU}[$__range]) > 100 or min_over_time(${GPU}[$__range]) < 0) or topk(1, max_over_time(${GPU}[$__range]) > 100 or min_over_time(${GPU}[$__range]) < 0)`,
        selects: [{ metric: GPU, matchers: [] }],
      },
    ],
  ];
  test.each(table)('%s', (_, query, result) => {
    expect(translate(query)).toEqual(result);
  });

  const shown: Array<[query: object, title: string, qualifier: string, unit: string, decimals?: number]> = [
    [{ metric: REQUESTS, calculation: 'increase' }, 'Requests', 'count', 'short', 0],
    [{ metric: CPU }, 'CPU cores in use', 'rate', 'suffix: cores'],
    [{ metric: CPU, aggregation: 'avg' }, 'CPU cores in use, average rate', 'average rate', 'suffix: cores'],
    [{ metric: CPU, calculation: 'increase' }, 'CPU time used', 'count', 's'],
    [{ metric: LATENCY, quantile: 0.999 }, 'End-to-end response time, p99.9', 'p99.9', 's'],
    [{ metric: LATENCY, quantile: 0.57 }, 'End-to-end response time, p57', 'p57', 's'],
    [{ metric: LATENCY, offset: '1d' }, 'End-to-end response time, p95, 1d ago', 'p95 1d ago', 's'],
    [{ metric: LATENCY, calculation: 'mean' }, 'End-to-end response time, mean', 'mean', 's'],
    [{ metric: LATENCY, calculation: 'rate' }, 'Responses per second', 'rate', 'reqps'],
    [
      { metric: LATENCY, calculation: 'share_within', threshold: 0.25 },
      'End-to-end response time, within 250 ms',
      'within 250 ms',
      'percentunit',
    ],
    [
      { metric: 'baseten_request_size_bytes', calculation: 'share_within', threshold: 1048576 },
      'Request size, within 1 MiB',
      'within 1 MiB',
      'percentunit',
    ],
    [{ metric: 'baseten_gpu_memory_used' }, 'GPU memory used', 'sum', 'mbytes'],
    [{ metric: 'baseten_container_cpu_memory_working_set_bytes' }, 'Memory working set', 'sum', 'bytes'],
    [{ metric: ACTIVE, aggregation: 'count' }, 'Active replicas, number of series', 'number of series', 'short', 0],
    [{ metric: GPU, calculation: 'max_over_time' }, 'GPU utilization, peak', 'peak', 'percent'],
    [
      { metric: GPU, calculation: 'max_over_time', aggregation: 'max' },
      'GPU utilization, peak of highest',
      'peak of highest',
      'percent',
    ],
    [{ metric: KV }, 'LLM KV cache hit rate, mean', 'mean', 'percentunit'],
    [{ metric: 'baseten_container_restarts_total' }, 'Container restarts', 'count', 'short', 0],
    [{ metric: 'baseten_llm_output_tokens_total' }, 'LLM output tokens per second', 'rate', 'suffix: tok/s'],
  ];
  test.each(shown)('%j is called "%s"', (query, title, qualifier, unit, decimals) => {
    const result = translate(query);
    expect([result.title, result.qualifier, result.unit, result.decimals]).toEqual([title, qualifier, unit, decimals]);
  });
});

describe('where a query comes from', () => {
  test('a rule without queryType looks at now, and a panel at the range', () => {
    expect(translate({ metric: REQUESTS }, { fromAlert: true }).queryType).toBe('instant');
    expect(translate({ metric: REQUESTS, queryType: 'range' }, { fromAlert: true }).queryType).toBe('range');
    expect(translate({ metric: REQUESTS }).queryType).toBe('range');
  });

  test.each<[query: object, inPanel: string, inRule: string]>([
    [{ expr: 'up' }, 'range', 'instant'],
    [{ expr: 'up', instant: true }, 'instant', 'instant'],
    [{ expr: 'up', range: true }, 'range', 'range'],
    [{ expr: 'up', range: true, instant: true }, 'range', 'range'],
    [{ expr: 'up', queryType: 'range', instant: true }, 'range', 'range'],
    [{ expr: 'up', queryType: 'instant', range: true }, 'instant', 'instant'],
    [{ editorMode: 'code', expr: 'up', instant: true }, 'range', 'instant'],
    [{ editorMode: 'code', expr: 'up', range: true }, 'range', 'instant'],
  ])(
    '%j, as a Prometheus data source may have saved it, looks at the %s in a panel and at the %s in a rule',
    (query, inPanel, inRule) => {
      expect(translate(query).queryType).toBe(inPanel);
      expect(translate(query, { fromAlert: true }).queryType).toBe(inRule);
    }
  );

  test('a metric with a letter too few is named with the one that is meant', () => {
    expect(() => translate({ metric: 'baseten_replicas_activ' })).toThrow(
      'metric is "baseten_replicas_activ", which the catalog doesn\'t have; did you mean baseten_replicas_active'
    );
  });

  test('steps of a count are as long as its window, of an instant count there is no step', () => {
    const count = { metric: REQUESTS, calculation: 'increase', window: '10m' };
    expect(translate(count).stepAtLeast).toBe('10m');
    expect(translate({ ...count, queryType: 'instant' }).stepAtLeast).toBe('');
  });

  test('null and what an emptied field leaves mean the default', () => {
    const bare = translate({ metric: LATENCY });
    const emptied = {
      metric: LATENCY,
      editorMode: null,
      calculation: null,
      version: null,
      filters: null,
      adhocFilters: null,
      groupBy: null,
      aggregation: null,
      quantile: null,
      threshold: null,
      badStatus: null,
      validStatus: '',
      window: '',
      top: null,
      offset: '',
      queryType: null,
      format: null,
      legendFormat: '',
      interval: '',
      expr: null,
      hide: null,
      somethingNew: { of: 'a later version' },
    };
    expect(translate(emptied)).toEqual(bare);
    expect(translate({ ...emptied, window: null, offset: null, interval: null, legendFormat: '__auto' })).toEqual(bare);
    const texts = ['editorMode', 'calculation', 'aggregation', 'badStatus', 'queryType', 'format'];
    const numbers = ['quantile', 'threshold', 'concurrencyTarget', 'utilization', 'minReplicas', 'maxReplicas'];
    for (const name of [...texts, ...numbers]) {
      expect(translate({ ...emptied, [name]: '' }), name).toEqual(bare);
    }
  });

  test.each<[unknown, string]>([
    ['10', '10s'],
    [90, '1m30s'],
    [0.5, '500ms'],
    [0.001, '1ms'],
    [172800, '2d'],
    ['>1m', '1m'],
    ['>=30s', '30s'],
    ['<10m>', '10m'],
    [' 2m ', '2m'],
    ['$__interval', ''],
    ['${__interval}', ''],
  ])('the min step %j, as Grafana reads it for a Prometheus data source, is %j', (interval, step) => {
    const query = { metric: 'baseten_replicas_active', interval };
    expect(translate(query).interval).toBe(step);
    expect(translate({ ...query, metric: undefined, editorMode: 'code', expr: 'up' }).interval).toBe(step);
  });

  test.each(['>', '0', 0, -5, NaN, 1e12, '1.5', 'ten', '$__rate_interval', '$step'])(
    'the min step %j is an error that names the field',
    (interval) => {
      expect(() => translate({ metric: 'baseten_replicas_active', interval })).toThrow(/interval/);
    }
  );

  test('every field at its default changes nothing', () => {
    const spelledOut = {
      editorMode: 'builder',
      metric: LATENCY,
      calculation: 'quantile',
      version: 1,
      filters: [],
      groupBy: ['model_name', 'environment'],
      aggregation: 'sum',
      quantile: 0.95,
      badStatus: '5..|429|[248]|1[2-5]|1006|101[1-5]',
      validStatus:
        '[ -/0248:-~]?|[ -02-~].|1[ -/2-57-~]|[ -35-~]..|429|[ -02-~]...|1[ -/1-~]..|10[ -/2-~].|100[ -014-6:-~]|101[ -/1-~]|.{5,}',
      window: '$__rate_interval',
      queryType: 'range',
      format: 'time_series',
      hide: false,
    };
    expect(translate(spelledOut)).toEqual(translate({ metric: LATENCY }));
  });
});

describe('notices', () => {
  const texts = (query: object) => translate(query).notices.map(({ severity, text }) => `${severity}: ${text}`);

  test('a builder query never runs an expr, and is refused where it has nothing else to run', () => {
    expect(() => translate({ editorMode: 'builder', expr: 'up' })).toThrow(/no metric: set editorMode to code/);
    expect(translate({ metric: ACTIVE, groupBy: [], expr: 'up' })).toEqual({
      ...translate({ metric: ACTIVE, groupBy: [] }),
      outdatedExpr: true,
    });
  });

  test.each<[string, unknown, boolean]>([
    ['the same', `sum(${ACTIVE})`, false],
    ['the same between blanks', ` sum(${ACTIVE})\n`, false],
    ['none', '', false],
    ['blanks', ' ', false],
    ['no text', 5, false],
    ['another one', `max(${ACTIVE})`, true],
  ])('a saved expr that is %s', (_, expr, outdatedExpr) => {
    expect(translate({ metric: ACTIVE, groupBy: [], expr }).outdatedExpr).toBe(outdatedExpr);
    expect(translate({ metric: ACTIVE, editorMode: 'code', expr: 'up' }).outdatedExpr).toBe(false);
  });

  test.each<[string, object, string[]]>([
    [
      'a window of a gauge now',
      { metric: 'baseten_async_queue_size', window: '10m' },
      ["info: window is set, but value of Async queue size (baseten_async_queue_size) doesn't use it."],
    ],
    [
      'a quantile and codes of a mean',
      { metric: LATENCY, calculation: 'mean', quantile: 0.5, badStatus: '5..' },
      [
        "info: quantile is set, but mean of End-to-end response time (baseten_end_to_end_response_time_seconds) doesn't use it.",
        "info: badStatus is set, but mean of End-to-end response time (baseten_end_to_end_response_time_seconds) doesn't use it.",
      ],
    ],
    [
      'a threshold of a measure without one',
      { metric: 'export_gone', threshold: 5 },
      ["info: threshold is set, but Export gone (export_gone) doesn't use it."],
    ],
    ['what is read', { metric: LATENCY, quantile: 0.5, window: '10m' }, []],
    ['what is not set', { metric: ACTIVE, window: '', threshold: null, badStatus: '' }, []],
    ['builder fields beside code', { editorMode: 'code', expr: 'up', metric: ACTIVE, window: '10m' }, []],
  ])('a field that nobody reads is named: %s', (_, query, said) => {
    expect(texts(query)).toEqual(said);
  });

  test('a label that is called as a property of every object is grouped by like any other', () => {
    expect(translate({ metric: 'error_ratio', groupBy: ['constructor', 'toString'] }).labels).toEqual([
      'constructor',
      'toString',
    ]);
    expect(texts({ metric: 'error_ratio', filters: [{ label: '__proto__', values: ['a'] }] })).toEqual([]);
  });

  test('a label of other metrics is pointed out, one that a scrape may add is not', () => {
    expect(texts({ metric: ACTIVE, filters: [{ label: 'status_code', values: ['500'] }], groupBy: ['gpu'] })).toEqual([
      'warning: Active replicas (baseten_replicas_active) has no label status_code: the filter on it compares with the empty text.',
      'warning: Active replicas (baseten_replicas_active) has no label gpu: grouping by it changes nothing.',
    ]);
    expect(texts({ metric: ACTIVE, filters: [{ label: 'cluster', values: ['eu'] }], groupBy: ['job'] })).toEqual([]);
    expect(texts({ metric: 'baseten_llm_num_requests', groupBy: ['replica'] })).toEqual([]);
  });

  test('a heatmap says that it has no lines to group', () => {
    expect(texts({ metric: LATENCY, calculation: 'heatmap', groupBy: ['model_name'] })).toEqual([
      'info: A heatmap adds up all series that the filters select; its grouping is not used.',
    ]);
    expect(texts({ metric: LATENCY, calculation: 'heatmap', groupBy: ['gpu'] })).toEqual([
      'info: A heatmap adds up all series that the filters select; its grouping is not used.',
    ]);
    expect(texts({ metric: LATENCY, calculation: 'heatmap', groupBy: [] })).toEqual([]);
  });

  test('a variable that is left in a legend spoils no answer', () => {
    expect(texts({ metric: ACTIVE, legendFormat: '{{model_name}} of $team' })).toEqual([
      'warning: legendFormat holds $team, a dashboard variable that has no value here; names show it as it is.',
    ]);
    expect(texts({ metric: ACTIVE, legendFormat: '{{model_name}} at US$5' })).toEqual([]);
    expect(texts({ editorMode: 'code', expr: 'up', legendFormat: '{{model_name}} of $team' })).toEqual([
      'warning: legendFormat holds $team, a dashboard variable that has no value here; names show it as it is.',
    ]);
  });
});

describe('an empty text', () => {
  const counter = { metric: 'baseten_inference_requests_total' };
  test.each<[object, object]>([
    [counter, { calculation: '' }],
    [counter, { queryType: '' }],
    [counter, { format: '' }],
    [counter, { editorMode: '' }],
    [counter, { aggregation: '' }],
    [counter, { window: '', offset: '', interval: '', legendFormat: '' }],
    [{ ...counter, top: { n: 3 } }, { top: { n: 3, order: '' } }],
    [{ metric: 'error_ratio' }, { badStatus: '', validStatus: '' }],
    [
      { editorMode: 'code', expr: 'up' },
      { queryType: '', format: '' },
    ],
    [
      { ...counter, filters: [{ label: 'model_name', values: ['a'] }] },
      { filters: [{ label: 'model_name', operator: '', values: ['a'] }] },
    ],
  ])('%j means "not set" in %j', (query, empty) => {
    expect(translate({ ...query, ...empty })).toEqual(translate(query));
    expect(translate({ ...query, ...empty }, { fromAlert: true })).toEqual(translate(query, { fromAlert: true }));
  });
});
