import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { fieldsOf, translate } from '../../translator';
import { CHANGED_SHARED, PLAIN } from '../../testing/arbitrary';
import { type BasetenQuery } from '../../types';
import { alertRule, askedOf } from './alertRule';

const HOUR_MS = 3_600_000;
const context = {
  datasourceUid: 'my-baseten',
  limit: { below: false, value: 0, minutes: 5 },
  sentence: 'What it asks.',
};

function fileOf(query: Partial<BasetenQuery>, changed: Partial<typeof context> = {}) {
  return alertRule(askedOf({ refId: 'C', ...query }, 6 * HOUR_MS), { ...context, ...changed });
}

function ruleOf(query: Partial<BasetenQuery>) {
  const file = parse(fileOf(query));
  return { file, rule: file.groups[0].rules[0], model: file.groups[0].rules[0].data[0].model };
}

it('tells whoever is called what is asked, in a sentence, and spells no PromQL', () => {
  const file = fileOf({ metric: 'error_ratio', groupBy: ['model_name'] });
  const { annotations } = parse(file).groups[0].rules[0];
  expect(Object.keys(annotations)).toEqual(['summary', 'description']);
  expect(annotations.description).toBe('What it asks.');
  expect(file).not.toContain('rate(');
  // Nobody has put PromQL into words.
  const code = fileOf({ editorMode: 'code', expr: 'up' }, { sentence: '' });
  expect(Object.keys(parse(code).groups[0].rules[0].annotations)).toEqual(['summary']);
});

it('is asked at the pace of the data source', () => {
  const query: BasetenQuery = {
    refId: 'A',
    metric: 'baseten_concurrent_requests',
    calculation: 'max_over_time',
    window: '10m',
    groupBy: [],
  };
  expect(askedOf(query, HOUR_MS, { scrapeIntervalMs: 10_000 }).translation.expr).toBe(
    'max_over_time(sum(baseten_concurrent_requests)[10m:10s])'
  );
});

describe('what a rule asks', () => {
  it.each<[string, Partial<BasetenQuery>, object, string]>([
    [
      'a rate without a window, over five minutes',
      { metric: 'baseten_inference_requests_total', groupBy: [] },
      { metric: 'baseten_inference_requests_total', groupBy: [], window: '5m' },
      'sum(rate(baseten_inference_requests_total[5m]))',
    ],
    [
      'a gauge, which has no window',
      { metric: 'baseten_replicas_active', groupBy: [] },
      { metric: 'baseten_replicas_active', groupBy: [] },
      'sum(baseten_replicas_active)',
    ],
    [
      'the window that a person chose',
      { metric: 'baseten_inference_requests_total', groupBy: [], window: '1h', legendFormat: 'x', interval: '1m' },
      { metric: 'baseten_inference_requests_total', groupBy: [], window: '1h' },
      'sum(rate(baseten_inference_requests_total[1h]))',
    ],
    [
      'the range written out, as window and as offset',
      {
        metric: 'baseten_replicas_active',
        calculation: 'max_over_time',
        window: '${__range}',
        offset: '$__range',
        groupBy: [],
      },
      { metric: 'baseten_replicas_active', calculation: 'max_over_time', window: '6h', offset: '6h', groupBy: [] },
      'max_over_time(sum(baseten_replicas_active)[6h:1m] offset 6h)',
    ],
    [
      'the highest, ranked at the moment',
      { metric: 'baseten_replicas_active', groupBy: ['model_name'], top: { order: 'top', n: 3 } },
      { metric: 'baseten_replicas_active', groupBy: ['model_name'], top: { order: 'top', n: 3 } },
      'topk(3, sum by (model_name) (baseten_replicas_active))',
    ],
    [
      'code, with every macro written out',
      {
        editorMode: 'code',
        expr: 'rate(x[$__rate_interval]) / ${__range_s} + y[$__range:$__interval] * $__interval_ms',
      },
      { editorMode: 'code', expr: 'rate(x[5m]) / 21600 + y[6h:1m] * 60000' },
      'rate(x[5m]) / 21600 + y[6h:1m] * 60000',
    ],
  ])('is %s', (_, query, model, expr) => {
    const read = ruleOf(query).model;
    const datasource = { type: 'baseten-metrics-datasource', uid: 'my-baseten' };
    expect(read).toEqual({ ...model, datasource, refId: 'A', queryType: 'instant' });
    expect(translate(read, { fromAlert: true }).expr).toBe(expr);
    expect(expr).not.toContain('$');
  });

  it('is what the query asks, field by field, and not how it looks', () => {
    const model: Record<string, unknown> = { ...askedOf({ ...PLAIN, ...CHANGED_SHARED }, HOUR_MS).model };
    const fields: Record<string, unknown> = CHANGED_SHARED;
    const asked = fieldsOf('asked').filter((name) => name in fields);
    expect(Object.fromEntries(asked.map((name) => [name, model[name]]))).toEqual(
      Object.fromEntries(asked.map((name) => [name, fields[name]]))
    );
    expect(fieldsOf('shown').filter((name) => name in model)).toEqual(['queryType']);
  });

  it('is the same where the query is hidden or a table', () => {
    const query = { metric: 'baseten_replicas_active' };
    expect(ruleOf({ ...query, hide: true, format: 'table' }).file).toEqual(ruleOf(query).file);
  });

  it.each<[string, Partial<BasetenQuery>, RegExp]>([
    ['nothing', {}, /asks for nothing/],
    ['a heatmap', { metric: 'baseten_end_to_end_response_time_seconds', calculation: 'heatmap' }, /heatmap/],
    ['a mistake', { metric: 'baseten_end_to_end_response_time_seconds', quantile: 95 }, /quantile/],
  ])('can’t be %s', (_, query, words) => {
    expect(() => fileOf(query)).toThrow(words);
  });
});

describe('the file', () => {
  it('holds all that Grafana reads a rule from', () => {
    const { file, rule } = ruleOf({ metric: 'baseten_replicas_active' });
    expect(file).toMatchObject({
      apiVersion: 1,
      groups: [{ orgId: 1, name: 'baseten-copied', folder: 'Baseten', interval: '1m' }],
    });
    expect(rule).toMatchObject({
      condition: 'B',
      data: [
        { refId: 'A', datasourceUid: 'my-baseten', relativeTimeRange: { from: 600, to: 0 } },
        {
          refId: 'B',
          datasourceUid: '__expr__',
          model: { type: 'threshold', expression: 'A', conditions: [{ evaluator: { type: 'gt', params: [0] } }] },
        },
      ],
      for: '5m',
      keepFiringFor: '5m',
      noDataState: 'OK',
      execErrState: 'KeepLast',
      labels: { severity: 'ticket', source: 'baseten' },
      isPaused: false,
    });
    expect(rule.title).toMatch(/^Active replicas.* \([0-9a-f]{8}\)$/);
    // Grafana takes no longer uid, and no other letters.
    expect(rule.uid).toMatch(/^[\w-]{1,40}$/);
  });

  it('tells different queries apart, and the same one not', () => {
    const uid = (query: Partial<BasetenQuery>) => ruleOf(query).rule.uid;
    expect(uid({ metric: 'baseten_replicas_active' })).toBe(uid({ metric: 'baseten_replicas_active' }));
    expect(uid({ metric: 'baseten_replicas_active' })).not.toBe(uid({ metric: 'baseten_replicas_starting' }));
  });

  it('keeps values that YAML would read as something else', () => {
    const values = ['true', '1e3', 'a: b', '# c', '"', "it's", 'line\nbreak', '- x', ''];
    const filters = [{ label: 'model_name', operator: '=' as const, values }];
    expect(ruleOf({ metric: 'baseten_replicas_active', filters }).model.filters).toEqual(filters);
  });
});

describe('annotations, which are templates', () => {
  it('keep the braces of a value as text', () => {
    const sentence = 'Where model is {{ $labels.secret }}{{{a}}.';
    const [rule] = parse(fileOf({ metric: 'error_ratio' }, { sentence })).groups[0].rules;
    expect(rule.annotations.description).toBe('Where model is {{"{{"}} $labels.secret }}{{"{{"}}{a}}.');
  });

  const response = 'baseten_end_to_end_response_time_seconds';
  const now = (pipe: string, after = '') => `{{ with $values.A }}{{ ${pipe} }}${after}{{ else }}unknown{{ end }}`;
  const model = '{{ with $labels.model_name }}{{ . }}{{ else }}(no model){{ end }}';
  it.each<[string, Partial<BasetenQuery>, number, string]>([
    [
      'model, environment, percentile once, value and threshold',
      { metric: response },
      2,
      `${model}{{ with $labels.environment }}, {{ . }}{{ end }}: End-to-end response time, p95, is ${now('humanizeDuration .Value')}, above 2 s`,
    ],
    [
      'the deployment where lines are told apart by it',
      { metric: 'baseten_replicas_active', groupBy: ['model_name', 'deployment_id'] },
      3,
      `${model}{{ with $labels.deployment_id }}, deployment {{ . }}{{ end }}: Active replicas is ${now('printf "%.2f" .Value')}, above 3`,
    ],
    [
      'the model of a filter, where no line is told apart',
      {
        metric: response,
        calculation: 'mean',
        groupBy: [],
        filters: [{ label: 'model_name', operator: '=', values: ['Llama {{ 70B }}'] }],
      },
      0.5,
      `Llama {{"{{"}} 70B }}: End-to-end response time, mean, is ${now('humanizeDuration .Value')}, above 500 ms`,
    ],
    [
      'nothing where all is one line',
      { metric: 'error_ratio', groupBy: [] },
      0.05,
      `Error ratio, over 5m, is ${now('humanizePercentage .Value')}, above 5%`,
    ],
    [
      'a label with dots',
      { metric: 'baseten_gpu_utilization', groupBy: ['k8s.pod.name'] },
      90,
      `{{ with index $labels "k8s.pod.name" }}k8s.pod.name {{ . }}{{ else }}(no k8s.pod.name){{ end }}: GPU utilization is ${now('printf "%.1f" .Value', '%')}, above 90%`,
    ],
    [
      'all labels of PromQL, of which nothing else is known',
      { editorMode: 'code', expr: 'up' },
      0,
      `{{ with $values.A }}{{ with .Labels }}{{ . }}: {{ end }}{{ end }}the query is ${now('printf "%.2f" .Value')}, above 0`,
    ],
  ])('say %s', (_, query, threshold, summary) => {
    const file = parse(fileOf(query, { limit: { below: false, value: threshold, minutes: 5 } }));
    const [rule] = file.groups[0].rules;
    expect(rule.annotations.summary).toBe(summary);
    expect(rule.data[1].model.conditions[0].evaluator.params).toEqual([threshold]);
  });

  it('and one that fires below says so, after as long as was chosen', () => {
    const limit = { below: true, value: 0.95, minutes: 12 };
    const [rule] = parse(fileOf({ metric: 'success_ratio', groupBy: [] }, { limit })).groups[0].rules;
    expect(rule.data[1].model.conditions).toEqual([{ evaluator: { type: 'lt', params: [0.95] } }]);
    expect(rule.for).toBe('12m');
    expect(rule.annotations.summary).toContain(', below 95%');
  });

  it('and another threshold is the same rule, not a second one', () => {
    const uid = (threshold: number) =>
      parse(fileOf({ metric: response }, { limit: { below: false, value: threshold, minutes: 5 } })).groups[0].rules[0]
        .uid;
    expect(uid(5)).toBe(uid(0));
  });
});
