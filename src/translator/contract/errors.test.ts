import { describe, expect, test } from 'vitest';
import { QueryError, translate } from '../index';

const REQUESTS = 'baseten_inference_requests_total';
const LATENCY = 'baseten_end_to_end_response_time_seconds';
const ACTIVE = 'baseten_replicas_active';

function errorOf(query: unknown, fromAlert = false): QueryError {
  try {
    translate(query, { fromAlert });
  } catch (error) {
    if (error instanceof QueryError) {
      return error;
    }
    throw error;
  }
  return expect.fail(`${JSON.stringify(query)} was translated`);
}

const filter = (over: object) => ({
  metric: REQUESTS,
  filters: [{ label: 'a', operator: '=', values: ['x'], ...over }],
});

describe('a bad field is named with its value and what is allowed', () => {
  const table: Array<[query: unknown, field: string, value: string, allowed: RegExp]> = [
    [null, 'query', 'null', /object/],
    ['up', 'query', '"up"', /object/],
    [[], 'query', '[]', /object/],
    [{ editorMode: 'sql' }, 'editorMode', '"sql"', /^builder or code$/],
    [{ editorMode: 1 }, 'editorMode', '1', /^builder or code$/],
    [{ hide: 'yes' }, 'hide', '"yes"', /true or false/],
    [{ metric: 5 }, 'metric', '5', /catalog/],
    [{ metric: 'up' }, 'metric', '"up"', /catalog/],
    [{ metric: REQUESTS, version: '1' }, 'version', '"1"', /^1$/],
    [{ metric: REQUESTS, version: 0 }, 'version', '0', /^1$/],
    [{ metric: REQUESTS, calculation: 'quantile' }, 'calculation', '"quantile"', /^rate or increase for/],
    [{ metric: ACTIVE, calculation: 'rate' }, 'calculation', '"rate"', /^value, max_over_time, .* or \w+ for /],
    [{ metric: ACTIVE, calculation: ['value'] }, 'calculation', '["value"]', /value/],
    [{ metric: REQUESTS, aggregation: 'avg' }, 'aggregation', '"avg"', /^sum for/],
    [{ metric: 'baseten_gpu_utilization', aggregation: 'sum' }, 'aggregation', '"sum"', /^avg, max, min or count/],
    [{ metric: LATENCY, aggregation: 'max' }, 'aggregation', '"max"', /^sum for/],
    [
      { metric: 'baseten_container_cpu_usage_seconds_total', calculation: 'increase', aggregation: 'avg' },
      'aggregation',
      '"avg"',
      /^sum for increase/,
    ],
    [{ metric: LATENCY, quantile: 95 }, 'quantile', '95', /from 0 to 1/],
    [{ metric: LATENCY, quantile: -0.1 }, 'quantile', '-0.1', /from 0 to 1/],
    [{ metric: LATENCY, quantile: '0.95' }, 'quantile', '"0.95"', /from 0 to 1/],
    [{ metric: LATENCY, quantile: NaN }, 'quantile', 'null', /from 0 to 1/],
    [{ metric: LATENCY, calculation: 'share_within' }, 'threshold', 'null', /bucket bound/],
    [{ metric: LATENCY, calculation: 'share_within', threshold: '2' }, 'threshold', '"2"', /number/],
    [{ metric: LATENCY, calculation: 'share_within', threshold: Infinity }, 'threshold', 'null', /number/],
    [{ metric: REQUESTS, window: '5 minutes' }, 'window', '"5 minutes"', /5m.*\$__rate_interval.*\$__range/],
    [{ metric: REQUESTS, window: '0s' }, 'window', '"0s"', /above zero/],
    [{ metric: REQUESTS, window: '-5m' }, 'window', '"-5m"', /above zero/],
    [{ metric: REQUESTS, window: '5m])) or vector(1)' }, 'window', '"5m])) or vector(1)"', /duration/],
    [{ metric: REQUESTS, window: 300 }, 'window', '300', /duration/],
    [{ metric: REQUESTS, offset: '-1h' }, 'offset', '"-1h"', /duration/],
    [{ metric: REQUESTS, offset: '$__rate_interval' }, 'offset', '"$__rate_interval"', /\$__range/],
    [{ metric: REQUESTS, interval: '$__rate_interval' }, 'interval', '"$__rate_interval"', /duration/],
    [{ metric: REQUESTS, interval: -60 }, 'interval', '-60', /duration/],
    [{ metric: REQUESTS, badStatus: '5(' }, 'badStatus', '"5("', /RE2/],
    [{ metric: REQUESTS, validStatus: 500 }, 'validStatus', '500', /RE2/],
    [{ metric: REQUESTS, groupBy: 'model_name' }, 'groupBy', '"model_name"', /list/],
    [{ metric: REQUESTS, groupBy: [''] }, 'groupBy[0]', '""', /name of a label/],
    [{ metric: REQUESTS, groupBy: ['a', null] }, 'groupBy[1]', 'null', /name of a label/],
    [{ metric: REQUESTS, groupBy: [{}] }, 'groupBy[0]', '{}', /name of a label/],
    [{ metric: REQUESTS, groupBy: ['__name__'] }, 'groupBy[0]', '"__name__"', /any label but/],
    [{ metric: REQUESTS, top: 5 }, 'top', '5', /order, n/],
    [{ metric: REQUESTS, top: { order: 'most', n: 5 } }, 'top.order', '"most"', /^top or bottom$/],
    [{ metric: REQUESTS, top: { order: 'top' } }, 'top.n', 'undefined', /1 to 1000/],
    [{ metric: REQUESTS, top: { n: 0 } }, 'top.n', '0', /1 to 1000/],
    [{ metric: REQUESTS, top: { n: 1001 } }, 'top.n', '1001', /1 to 1000/],
    [{ metric: REQUESTS, top: { n: 2.5 } }, 'top.n', '2.5', /whole/],
    [{ metric: REQUESTS, top: { n: '5' } }, 'top.n', '"5"', /whole/],
    [{ metric: REQUESTS, queryType: 'both' }, 'queryType', '"both"', /^range or instant$/],
    [{ metric: REQUESTS, format: 'logs' }, 'format', '"logs"', /^time_series, table or heatmap$/],
    [{ metric: REQUESTS, format: 'heatmap' }, 'format', '"heatmap"', /^time_series or table/],
    [{ metric: LATENCY, calculation: 'heatmap', format: 'table' }, 'format', '"table"', /^heatmap/],
    [{ metric: LATENCY, calculation: 'heatmap', queryType: 'instant' }, 'queryType', '"instant"', /^range/],
    [
      { metric: REQUESTS, groupBy: ['model_name'], top: { n: 1, of: ['status_code'] } },
      'top.of[0]',
      '"status_code"',
      /model_name/,
    ],
    [{ metric: REQUESTS, top: { n: 1, of: 'model_name' } }, 'top.of', '"model_name"', /list/],
    [{ metric: LATENCY, calculation: 'heatmap', top: { n: 3 } }, 'top', '{"order":"top","n":3}', /heatmap/],
    [{ metric: REQUESTS, legendFormat: 5 }, 'legendFormat', '5', /template/],
    [{ metric: REQUESTS, legendFormat: 'a\ud800' }, 'legendFormat', '"a', /Unicode/],
    [{ metric: REQUESTS, filters: 'a="b"' }, 'filters', '"a=\\"b\\""', /list/],
    [{ metric: REQUESTS, filters: {} }, 'filters', '{}', /list/],
    [{ metric: REQUESTS, filters: [null] }, 'filters[0]', 'null', /label, operator, values/],
    [{ metric: REQUESTS, filters: [['a', '=', 'b']] }, 'filters[0]', '["a","=","b"]', /label, operator, values/],
    [filter({ operator: '==' }), 'filters[0].operator', '"=="', /^=, !=, =~ or !~$/],
    [filter({ values: 'x' }), 'filters[0].values', '"x"', /list/],
    [filter({ values: ['x', 500] }), 'filters[0].values[1]', '500', /in quotes/],
    [filter({ values: [null] }), 'filters[0].values[0]', 'null', /in quotes/],
    [filter({ values: ['\udc00'] }), 'filters[0].values[0]', '"', /Unicode/],
    [filter({ label: '' }), 'filters[0].label', '""', /name of a label/],
    [filter({ label: 5 }), 'filters[0].label', '5', /name of a label/],
    [filter({ label: '\ud800' }), 'filters[0].label', '"', /Unicode/],
    [filter({ label: '__name__' }), 'filters[0].label', '"__name__"', /metric/],
    [filter({ disabled: 'no' }), 'filters[0].disabled', '"no"', /true or false/],
    [filter({ operator: '=~', values: ['a', '('] }), 'filters[0].values[1]', '"("', /RE2/],
    [filter({ operator: '!~', values: ['(?=a)'] }), 'filters[0].values[0]', '"(?=a)"', /RE2/],
    [{ metric: LATENCY, filters: [{ label: 'le', values: ['1'] }] }, 'filters[0].label', '"le"', /every bucket/],
    [
      { metric: REQUESTS, adhocFilters: [{ label: '__name__', values: ['x'] }] },
      'adhocFilters[0].label',
      '"__name__"',
      /metric/,
    ],
    [{ editorMode: 'code', expr: 5 }, 'expr', '5', /PromQL/],
    [{ editorMode: 'code', expr: '"\ud800"' }, 'expr', '"', /Unicode/],
    [{ editorMode: 'code', expr: 'up', queryType: 'both' }, 'queryType', '"both"', /range or instant/],
    [{ editorMode: 'code', expr: 'up', interval: 'often' }, 'interval', '"often"', /duration/],
  ];
  test.each(table)('%j', (query, field, value, allowed) => {
    const error = errorOf(query);
    expect(error.field).toBe(field);
    expect(error.value.startsWith(value), error.value).toBe(true);
    expect(error.allowed).toMatch(allowed);
    expect(error.message).toContain(field);
    expect(error.message).toMatch(/[.?]$/);
  });
});

describe('a dashboard variable that nobody resolved', () => {
  const table: Array<[query: object, field: string, spelling: string]> = [
    [{ metric: '$metric' }, 'metric', '$metric'],
    [{ metric: REQUESTS, calculation: '${calc}' }, 'calculation', '${calc}'],
    [{ metric: ACTIVE, aggregation: '$agg' }, 'aggregation', '$agg'],
    [{ metric: LATENCY, quantile: '$q' }, 'quantile', '$q'],
    [{ metric: REQUESTS, queryType: '[[type]]' }, 'queryType', '[[type]]'],
    [{ metric: REQUESTS, window: '$window' }, 'window', '$window'],
    [{ metric: REQUESTS, offset: '${offset:raw}' }, 'offset', '${offset:raw}'],
    [{ metric: REQUESTS, interval: '$int' }, 'interval', '$int'],
    [{ metric: REQUESTS, groupBy: ['model_id', '$by'] }, 'groupBy[1]', '$by'],
    [{ metric: REQUESTS, groupBy: '$by' }, 'groupBy', '$by'],
    [{ metric: REQUESTS, legendFormat: '$legend' }, 'legendFormat', '$legend'],
    [{ metric: REQUESTS, badStatus: '$bad' }, 'badStatus', '$bad'],
    [{ metric: REQUESTS, validStatus: '2..|$good' }, 'validStatus', '$good'],
    [filter({ label: '$label' }), 'filters[0].label', '$label'],
    [filter({ values: ['a', '$model'] }), 'filters[0].values[1]', '$model'],
    [filter({ values: ['[[model]]'] }), 'filters[0].values[0]', '[[model]]'],
    [filter({ values: '$models' }), 'filters[0].values', '$models'],
    [filter({ operator: '=~', values: ['${model}'] }), 'filters[0].values[0]', '${model}'],
    // As a pattern this would match nothing, and a rule would look like "no data".
    [filter({ operator: '=~', values: ['a', '^$model-.*'] }), 'filters[0].values[1]', '$model'],
    [filter({ operator: '!~', values: ['(?:a|${model:regex})'] }), 'filters[0].values[0]', '${model:regex}'],
    [filter({ values: ['$__all'] }), 'filters[0].values[0]', '$__all'],
    [filter({ operator: '!~', values: ['$__all'] }), 'filters[0].values[0]', '$__all'],
    [{ editorMode: 'code', expr: 'up', interval: '$int' }, 'interval', '$int'],
  ];
  test.each(table)('%j', (query, field, spelling) => {
    const error = errorOf(query, true);
    expect(error.field).toBe(field);
    expect(error.message).toContain(field);
    expect(error.message).toContain(spelling);
    expect(error.message).toContain("can't use dashboard variables");
  });
});

test('an unknown metric comes with its nearest neighbours', () => {
  const near = (metric: string) => errorOf({ metric }).message;
  expect(near('baseten_gpu_utilisation')).toContain('did you mean baseten_gpu_utilization?');
  expect(near('baseten_end_to_end_response_time_seconds_bucket')).toContain(`did you mean ${LATENCY}`);
  expect(near('inference_requests')).toContain(REQUESTS);
  expect(near('__proto__')).toContain('did you mean');
});

test('a query of a later version says that the plugin is the older one', () => {
  expect(errorOf({ metric: REQUESTS, version: 2 }).message).toContain('was made by a newer version');
  expect(errorOf({ metric: REQUESTS, version: 1.5 }).message).not.toContain('newer');
});

test('a heatmap in a rule is refused for what it is', () => {
  expect(errorOf({ metric: LATENCY, calculation: 'heatmap' }, true).message).toContain('alert rules need another');
});

test('a message stays short and valid Unicode, whatever the value', () => {
  const long = errorOf({ metric: 'x'.repeat(100000) });
  expect(long.message.length).toBeLessThan(500);
  const broken = errorOf(filter({ values: ['\ud800'] }));
  expect(broken.message).not.toMatch(/[\ud800-\udfff]/);
  const cyclic: { metric?: unknown } = {};
  cyclic.metric = cyclic;
  expect(errorOf(cyclic).field).toBe('metric');
});
