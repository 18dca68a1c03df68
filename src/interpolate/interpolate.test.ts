import { type AdHocVariableFilter, type ScopedVars } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { type Filter, translate } from '../translator';
import { templateSrv, type TestVariable } from '../testing/templateSrv';
import { type BasetenQuery } from '../types';
import { interpolateQuery, pinnedIn } from '.';

function fill(
  query: Partial<BasetenQuery>,
  variables: TestVariable[],
  scoped?: ScopedVars,
  adhoc?: AdHocVariableFilter[]
) {
  return interpolateQuery({ refId: 'A', ...query }, templateSrv(variables), scoped, adhoc);
}

const many: TestVariable = { name: 'model', value: ['m.1', 'm2'], multi: true };
const one: TestVariable = { name: 'model', value: ['m.1'], multi: true };
const env: TestVariable = { name: 'env', value: 'prod', text: 'prod' };
const none: TestVariable = { name: 'env', value: '', text: '(none)' };
const noneNamed: TestVariable = { name: 'env', value: ['(none)', 'prod'], multi: true };
const blank: TestVariable = { name: 'env', value: '', text: '' };
const nothing: TestVariable = { name: 'env', value: [], multi: true };
const all = (more: Partial<TestVariable>): TestVariable => ({
  name: 'model',
  value: ['$__all'],
  text: ['All'],
  multi: true,
  includeAll: true,
  options: ['m.1', 'm2'],
  ...more,
});

describe('filters', () => {
  const is = (operator: Filter['operator'], ...values: string[]): Filter => ({ label: 'l', operator, values });
  it.each<[string, Filter, TestVariable[], Filter | undefined]>([
    ['$name is a variable', is('=', '$env'), [env], is('=', 'prod')],
    ['${name} is one', is('=', '${env}'), [env], is('=', 'prod')],
    ['[[name]] is one', is('=', '[[env]]'), [env], is('=', 'prod')],
    ['a format beside the name is not applied', is('=', '${model:regex}'), [many], is('=', 'm.1', 'm2')],
    ['a part of a literal value is none', is('=', 'a-$env', 'US$5'), [env], is('=', 'a-$env', 'US$5')],
    ['an unknown name stays, so that the error names it', is('=', '$nope'), [env], is('=', '$nope')],
    ['several values become several', is('=', '$model'), [many], is('=', 'm.1', 'm2')],
    ['one of several keeps its text', is('=', '$model'), [one], is('=', 'm.1')],
    ['a value stands beside a variable', is('!=', 'x', '$model', 'm2'), [many], is('!=', 'x', 'm.1', 'm2')],
    ['in a pattern values are escaped', is('=~', '$model'), [many], is('=~', 'm\\.1', 'm2')],
    ['inside a pattern too', is('=~', '^$model-.*'), [many], is('=~', '^(?:m\\.1|m2)-.*')],
    ['an anchor before letters stays', is('!~', 'a$b'), [env], is('!~', 'a$b')],
    ['"(none)" is the empty value', is('=', '$env'), [none], is('=', '')],
    ['"(none)" among others too', is('=', '$env'), [noneNamed], is('=', '', 'prod')],
    ['an empty variable drops the filter', is('=', '$env'), [blank], undefined],
    ['a variable without a choice drops it', is('!=', '$env'), [nothing], undefined],
    ['an empty one leaves what stands beside it', is('=', '$env', 'x'), [blank], is('=', 'x')],
    ['All of everything is no condition', is('=', '$model'), [all({ query: 'label_values(model_name)' })], undefined],
    ['whatever the operator', is('!=', '$model'), [all({ query: 'label_values(up, model_name)' })], undefined],
    ['All of our own unfiltered variable', is('=', '$model'), [all({ query: { label: 'model_name' } })], undefined],
    [
      'All of a filtered one is what filters it',
      is('=', '$model'),
      [all({ query: { label: 'x', filters: [is('=', 'a')] } })],
      is('=', 'a'),
    ],
    [
      'filters that are switched off, or have no values yet, leave nothing out',
      is('=', '$model'),
      [all({ query: { label: 'x', filters: [{ ...is('=', 'a'), disabled: true }, is('=')] } })],
      undefined,
    ],
    [
      'All of a selector’s label is its options',
      is('=', '$model'),
      [all({ query: { label: 'x', selector: 'up{job="a"}' } })],
      is('=', 'm.1', 'm2'),
    ],
    [
      'All under a regex is its options',
      is('=', '$model'),
      [all({ query: 'label_values(x)', regex: '/m/' })],
      is('=', 'm.1', 'm2'),
    ],
    [
      'All of a narrowed query is its options',
      is('=', '$model'),
      [all({ query: 'label_values(up{a="b"}, x)' })],
      is('=', 'm.1', 'm2'),
    ],
    ['All of a list is the list', is('=', '$model'), [all({ type: 'custom', query: 'm.1,m2' })], is('=', 'm.1', 'm2')],
    ['a custom all-value is a pattern', is('=', '$model', 'a.b'), [all({ allValue: '.+' })], is('=~', '.+', 'a\\.b')],
    ['and so is its denial', is('!=', '$model'), [all({ allValue: 'm.*' })], is('!~', 'm.*')],
    [
      'All beside what is left out leaves that out',
      is('!=', 'x', '$model'),
      [all({ query: 'label_values(m)' })],
      is('!=', 'x'),
    ],
    ['also under a pattern', is('!~', 'x.*', '$model'), [all({ query: 'label_values(m)' })], is('!~', 'x.*')],
    ['an escaped dollar opens no variable', is('=~', 'US\\$env', '\\\\$env'), [env], is('=~', 'US\\$env', '\\\\prod')],
    ['an empty one alone between anchors drops it too', is('=~', '^(?:$env)$'), [blank], undefined],
    ['an empty one within a pattern leaves the rest', is('=~', 'a-$env.*'), [blank], is('=~', 'a-.*')],
    ["Grafana's token is no value", is('=', '$__all'), [], undefined],
    ['no values stay no values', is('='), [env], is('=')],
  ])('%s', (_, filter, variables, expected) => {
    expect(fill({ filters: [filter] }, variables).filters).toEqual(expected ? [expected] : []);
  });

  it('takes the value of a repeat, even the raw token of All', () => {
    const filters = [is('=', '$model')];
    const scoped = (value: unknown) => ({ model: { text: '', value } });
    expect(fill({ filters }, [many], scoped('m9')).filters).toEqual([is('=', 'm9')]);
    expect(fill({ filters }, [many], scoped(['$__all'])).filters).toEqual([]);
    expect(fill({ filters }, [all({ allValue: 'm.*' })], scoped('$__all')).filters).toEqual([is('=~', 'm.*')]);
  });

  it('gives the same text after five rounds', () => {
    let query = fill({ filters: [is('=', 'say "hi"', 'a\\b')] }, [env]);
    for (let i = 0; i < 5; i++) {
      query = interpolateQuery(JSON.parse(JSON.stringify(query)), templateSrv([env]));
    }
    expect(query.filters).toEqual([is('=', 'say "hi"', 'a\\b')]);
  });
});

describe('ad-hoc filters', () => {
  it.each<[AdHocVariableFilter, Filter | undefined]>([
    [
      { key: 'l', operator: '=', value: '$env' },
      { label: 'l', operator: '=', values: ['prod'] },
    ],
    [
      { key: 'l', operator: '=|', value: 'a', values: ['a', '$env'] },
      { label: 'l', operator: '=', values: ['a', 'prod'] },
    ],
    [
      { key: 'l', operator: '!=|', value: 'a', values: ['a', 'b'] },
      { label: 'l', operator: '!=', values: ['a', 'b'] },
    ],
    [
      { key: 'l', operator: '!~', value: 'a.*' },
      { label: 'l', operator: '!~', values: ['a.*'] },
    ],
    [{ key: '', operator: '=', value: 'a' }, undefined],
    [{ key: 'l', operator: '', value: '3' }, undefined],
  ])('%j', (adhoc, expected) => {
    expect(fill({}, [env], {}, [adhoc]).adhocFilters ?? []).toEqual(expected ? [expected] : []);
  });
});

it('an ad-hoc filter that labels do not know is refused, not left out', () => {
  const adhoc = [
    { key: 'a', operator: '=', value: 'x' },
    { key: 'l', operator: '<', value: '3' },
  ];
  const filled = fill({ metric: 'baseten_replicas_active' }, [env], {}, adhoc);
  expect(filled.adhocFilters).toHaveLength(2);
  expect(() => translate(filled)).toThrow('adhocFilters[1].operator is "<"; allowed: =, !=, =~ or !~.');
});

describe('text fields', () => {
  const int: TestVariable = { name: 'int', value: '2m' };
  const labels: TestVariable = { name: 'by', value: ['model_name', 'gpu'], multi: true };

  it('fills every one of them, scoped values first', () => {
    const filled = fill(
      { metric: '$m', window: '${int}', offset: '[[int]]', interval: '$int', legendFormat: '{{gpu}} of $by' },
      [int, labels, { name: 'm', value: 'baseten_gpu_utilization' }],
      { int: { text: '', value: '5m' } }
    );
    expect(filled).toMatchObject({
      metric: 'baseten_gpu_utilization',
      window: '5m',
      offset: '5m',
      interval: '5m',
      legendFormat: '{{gpu}} of model_name, gpu',
    });
  });

  it.each<[string, object, TestVariable[], object]>([
    [
      'a calculation',
      { calculation: '$c', aggregation: '${a}' },
      [
        { name: 'c', value: 'value' },
        { name: 'a', value: 'max' },
      ],
      { calculation: 'value', aggregation: 'max' },
    ],
    [
      'numbers',
      { quantile: '$q', threshold: '[[q]]', top: { order: 'top', n: '${n}' } },
      [
        { name: 'q', value: '0.99' },
        { name: 'n', value: '5' },
      ],
      { quantile: 0.99, threshold: 0.99, top: { order: 'top', n: 5 } },
    ],
    [
      'what is no number, for the error to name',
      { quantile: '$q' },
      [{ name: 'q', value: 'p99' }],
      { quantile: 'p99' },
    ],
    ['an unknown name', { quantile: '$q', badStatus: '5..|$x' }, [], { quantile: '$q', badStatus: '5..|$x' }],
    ['an empty number, which is the default', { quantile: '$q' }, [{ name: 'q', value: '' }], { quantile: undefined }],
    ['a pattern of codes', { badStatus: '$b' }, [{ name: 'b', value: '5..|429' }], { badStatus: '5..|429' }],
    [
      'several codes',
      { badStatus: '$b', validStatus: '2..|$b' },
      [{ name: 'b', value: ['5..', '429'], multi: true }],
      { badStatus: '5..|429', validStatus: '2..|(?:5..|429)' },
    ],
    ['all codes', { badStatus: '$model' }, [all({ query: 'label_values(status_code)' })], { badStatus: '.*' }],
    ['no code, which is the default', { badStatus: '$env' }, [blank], { badStatus: '' }],
  ])('fills in %s', (_, fields, variables, expected) => {
    const query: Partial<BasetenQuery> = JSON.parse(JSON.stringify(fields));
    expect(fill(query, variables)).toEqual({ refId: 'A', ...expected });
  });

  it('turns a variable of labels into labels, each once', () => {
    expect(fill({ groupBy: ['gpu', '$by'] }, [labels]).groupBy).toEqual(['gpu', 'model_name']);
    expect(fill({ groupBy: ['$by'] }, [{ ...labels, value: [] }]).groupBy).toEqual([]);
    expect(fill({ groupBy: ['$nope'] }, []).groupBy).toEqual(['$nope']);
  });

  it.each([
    '$__interval',
    '${__interval}',
    '${__interval_ms}ms',
    '$__range',
    '${__range_s}',
    '$__rate_interval',
    '[[__rate_interval]]',
  ])('lets %s through as it is written', (macro) => {
    const scoped = {
      __interval: { text: '', value: '15s' },
      __interval_ms: { text: '', value: 15000 },
      __range: { text: '', value: '1h' },
    };
    expect(fill({ window: macro, interval: macro }, [], scoped)).toMatchObject({ window: macro, interval: macro });
    expect(fill({ editorMode: 'code', expr: `rate(x[${macro}])` }, [], scoped).expr).toBe(`rate(x[${macro}])`);
  });
});

describe('PromQL written by hand', () => {
  const quoted: TestVariable = { name: 'q', value: 'a"b\\c' };
  const box: TestVariable = { name: 'box', value: 'a|b.*', type: 'textbox' };
  it.each<[string, string, TestVariable[], string]>([
    ['several in a pattern', 'x{m=~"$model"}', [many], 'x{m=~"(m\\\\.1|m2)"}'],
    ['one of several in a pattern', 'x{m=~"$model"}', [one], 'x{m=~"m\\\\.1"}'],
    ['one of several under =', 'x{m="$model"}', [one], 'x{m="m.1"}'],
    ['a typed pattern in a pattern', 'x{m =~ "$box"}', [box], 'x{m =~ "a|b.*"}'],
    ['quotes and backslashes', 'x{m="$q"}', [quoted], 'x{m="a\\"b\\\\c"}'],
    ['the other quotes', "x{m='$q'}", [quoted], "x{m='a\"b\\\\c'}"],
    ['between backticks', 'x{m=~`$model`}', [many], 'x{m=~`(m\\.1|m2)`}'],
    ['a name beside it', 'x{m=~"a-$model"}', [one], 'x{m=~"a-m\\\\.1"}'],
    ['an escaped quote does not end the text', 'x{m="\\"$q"}', [quoted], 'x{m="\\"a\\"b\\\\c"}'],
    ['a quote in a comment opens nothing', "x # isn't\n{m=~'$model'}", [one], "x # isn't\n{m=~'m\\\\.1'}"],
    ['outside of quotes', 'sum by ($model) (x)', [{ ...many, value: ['a', 'b'] }], 'sum by (a, b) (x)'],
    ['All of everything', 'x{m=~"$model"}', [all({ query: 'label_values(m)' })], 'x{m=~".*"}'],
    ['All of a list', 'x{m=~"$model"}', [all({ type: 'custom' })], 'x{m=~"(m\\\\.1|m2)"}'],
    ['a custom all-value', 'x{m=~"$model"}', [all({ allValue: '.+' })], 'x{m=~".+"}'],
    ['a format beside the name', 'x{m=~"${model:pipe}"}', [many], 'x{m=~"m.1|m2"}'],
    ['an unknown name', 'x{m=~"a$"} or $nope', [], 'x{m=~"a$"} or $nope'],
    ['an empty one', 'x{m=~"$env"}', [nothing], 'x{m=~""}'],
  ])('%s', (_, expr, variables, expected) => {
    expect(fill({ editorMode: 'code', expr }, variables).expr).toBe(expected);
  });

  it.each([
    ['x{m=~"${model:regex}"}', 'x{m=~"m\\\\.1"}'],
    ["x{m=~'a-${model:regex}'}", "x{m=~'a-m\\\\.1'}"],
    ['x{m=~`${model:regex}`}', 'x{m=~`m\\.1`}'],
  ])('escapes for its quotes what Grafana escaped for the pattern: %s', (expr, expected) => {
    const known = templateSrv([one]);
    const replace: typeof known.replace = (target, scoped, format) =>
      target === '${model:regex}' ? 'm\\.1' : known.replace(target, scoped, format);
    expect(interpolateQuery({ refId: 'A', editorMode: 'code', expr }, { ...known, replace }).expr).toBe(expected);
  });
});

describe('a format beside the name, in a filter', () => {
  const llama: TestVariable = { name: 'model', value: 'abc123', text: 'Llama 3' };
  const two: TestVariable = { name: 'model', value: ['a1', 'b2'], text: ['A', 'B'], multi: true };
  it.each<[string, TestVariable, string, string, string, string[]]>([
    ['text', llama, '=', '${model:text}', '=', ['Llama 3']],
    ['text, the old way', llama, '=', '[[model:text]]', '=', ['Llama 3']],
    ['text of several', two, '!=', '${model:text}', '!=', ['A', 'B']],
    ['text in a pattern', two, '=~', 'x-${model:text}', '=~', ['x-(?:A|B)']],
    ['raw', two, '=', '${model:raw}', '=', ['a1', 'b2']],
    // A filter takes several values by itself.
    ['regex', two, '=', '${model:regex}', '=', ['a1', 'b2']],
    ['pipe', two, '=', '${model:pipe}', '=', ['a1', 'b2']],
    ['csv, which is one text', two, '=', '${model:csv}', '=', ['a1,b2']],
    ['another that makes one text', two, '=', '${model:percentencode}', '=', ['a1{percentencode}b2']],
  ])('%s', (_, variable, operator, value, wanted, values) => {
    const filters = JSON.parse(JSON.stringify([{ label: 'l', operator, values: [value] }]));
    expect(fill({ filters }, [variable]).filters).toEqual([{ label: 'l', operator: wanted, values }]);
  });

  it.each<[string, TestVariable, Partial<BasetenQuery>]>([
    ['${model}', llama, { legendFormat: 'abc123 p95' }],
    ['${model:text}', llama, { legendFormat: 'Llama 3 p95' }],
    ['[[model:text]]', llama, { legendFormat: 'Llama 3 p95' }],
    ['${model:raw}', llama, { legendFormat: 'abc123 p95' }],
  ])('of one value, %s in a legend', (written, variable, wanted) => {
    expect(fill({ legendFormat: `${written} p95` }, [variable])).toMatchObject(wanted);
  });

  it.each(['${span}', '${span:text}', '${span:raw}', '[[span]]', '$span'])(
    '%s in a window and an offset',
    (written) => {
      const span: TestVariable = { name: 'span', value: '5m', text: '5m' };
      expect(fill({ window: written, offset: written }, [span])).toMatchObject({ window: '5m', offset: '5m' });
    }
  );

  it('the same in ad-hoc filters, grouping and codes', () => {
    const adhoc = [{ key: 'l', operator: '=', value: '${model:text}' }];
    const filled = fill({ groupBy: ['${model:text}'], badStatus: '${model:text}' }, [two], {}, adhoc);
    expect(filled.adhocFilters).toEqual([{ label: 'l', operator: '=', values: ['A', 'B'] }]);
    expect(filled).toMatchObject({ groupBy: ['A', 'B'], badStatus: 'A|B' });
  });
});

describe('All of one option', () => {
  const one: TestVariable = {
    name: 'env',
    value: '$__all',
    options: ['production'],
    query: 'label_values(environment)',
    multi: true,
    includeAll: true,
  };
  it.each(['=', '!=', '=~', '!~'] as const)('is no condition: %s', (operator) => {
    const filters = [{ label: 'environment', operator, values: ['$env'] }];
    expect(fill({ filters }, [one]).filters).toEqual([]);
  });
  it('but a repeated panel asks for its own value, wherever Grafana has it from', () => {
    const filters = [{ label: 'environment', operator: '=' as const, values: ['$env'] }];
    const own = [{ ...filters[0], values: ['production'] }];
    expect(fill({ filters }, [one], { env: { text: 'production', value: 'production' } }).filters).toEqual(own);
    // Newer Grafana has it in a variable of the panel's own, while the dashboard's stays All.
    const dashboard = templateSrv([one]);
    const panel = templateSrv([{ name: 'env', value: 'production' }]);
    const both = { ...dashboard, replace: panel.replace };
    expect(interpolateQuery({ refId: 'A', filters }, both).filters).toEqual(own);
  });
});

describe('All of a chained variable', () => {
  const model: TestVariable = { name: 'model', value: ['Llama', 'SDXL'], multi: true };
  const chained = (filters: object[]): TestVariable => ({
    name: 'dep',
    value: '$__all',
    options: ['d1', 'd2'],
    multi: true,
    includeAll: true,
    query: { label: 'deployment_id', filters },
  });
  const byModel = chained([{ label: 'model_name', operator: '=', values: ['$model'] }]);
  const filters = [
    { label: 'environment', operator: '=' as const, values: ['production'] },
    { label: 'deployment_id', operator: '=' as const, values: ['$dep'] },
  ];

  it('is what chained it', () => {
    expect(fill({ metric: 'baseten_replicas_active', filters }, [model, byModel]).filters).toEqual([
      filters[0],
      { label: 'model_name', operator: '=', values: ['Llama', 'SDXL'] },
    ]);
  });

  it('of PromQL too', () => {
    const legacy = { ...byModel, query: 'label_values(baseten_replicas_active{model_name="Llama"}, deployment_id)' };
    expect(fill({ metric: 'baseten_replicas_active', filters }, [legacy]).filters).toEqual([
      filters[0],
      { label: 'model_name', operator: '=', values: ['Llama'] },
    ]);
  });

  it('is no condition where what chained it is All as well', () => {
    const all: TestVariable = { ...model, value: '$__all', includeAll: true, query: 'label_values(model_name)' };
    expect(fill({ metric: 'baseten_replicas_active', filters }, [all, byModel]).filters).toEqual([filters[0]]);
  });

  it('stays its values where the metric lacks a label of the chain, and where a condition is turned around', () => {
    const byGpu = chained([{ label: 'gpu', operator: '=', values: ['H100'] }]);
    const ids = { label: 'deployment_id', operator: '=', values: ['d1', 'd2'] };
    expect(fill({ metric: 'baseten_replicas_active', filters }, [byGpu]).filters).toEqual([filters[0], ids]);
    const others = [{ label: 'deployment_id', operator: '!=' as const, values: ['$dep'] }];
    expect(fill({ metric: 'baseten_replicas_active', filters: others }, [model, byModel]).filters).toEqual([
      { ...ids, operator: '!=' },
    ]);
  });

  it('says which variables are pinned to their values of now', () => {
    const byGpu = chained([{ label: 'gpu', operator: '=', values: ['H100'] }]);
    const query = { refId: 'A', metric: 'baseten_replicas_active', filters };
    expect(pinnedIn(query, templateSrv([byGpu]))).toEqual(['$dep']);
    expect(pinnedIn({ ...query, metric: 'baseten_gpu_utilization' }, templateSrv([byGpu]))).toEqual([]);
    expect(pinnedIn(query, templateSrv([model, byModel]))).toEqual([]);
  });

  it('is its values within a text, where what chained it has no place: never everything that there is', () => {
    const written = (expr: string) => fill({ editorMode: 'code', expr }, [model, byModel]).expr;
    expect(written('x{deployment_id=~"$dep"}')).toBe('x{deployment_id=~"(d1|d2)"}');
    expect(written('x{deployment_id!~"$dep"}')).toBe('x{deployment_id!~"(d1|d2)"}');
    const within = [{ label: 'deployment_id', operator: '=~' as const, values: ['x-$dep'] }];
    expect(fill({ metric: 'baseten_replicas_active', filters: within }, [model, byModel]).filters).toEqual([
      { ...within[0], values: ['x-(?:d1|d2)'] },
    ]);
    expect(fill({ metric: 'error_ratio', badStatus: '$dep' }, [byModel]).badStatus).toBe('d1|d2');
    const query = { refId: 'A', editorMode: 'code' as const, expr: 'x{a=~"$dep",b=~"${dep}",c=~"$dep",d="$model"}' };
    expect(pinnedIn(query, templateSrv([model, byModel]))).toEqual(['$dep', '${dep}']);
  });

  it('does not go round in a circle', () => {
    const itself = chained([{ label: 'deployment_id', operator: '=', values: ['$dep'] }]);
    expect(fill({ metric: 'baseten_replicas_active', filters }, [itself]).filters).toEqual([
      filters[0],
      { label: 'deployment_id', operator: '=', values: ['d1', 'd2'] },
    ]);
  });
});
