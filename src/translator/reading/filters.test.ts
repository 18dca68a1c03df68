import { describe, expect, test } from 'vitest';
import { translate } from '../index';

const ACTIVE = 'baseten_replicas_active';

/** The braces of the selector that filters give. */
function braces(filters: unknown, adhocFilters?: unknown): string {
  const { expr } = translate({ metric: ACTIVE, groupBy: [], filters, adhocFilters });
  return expr.slice(`sum(${ACTIVE}`.length, -1);
}

describe('filters become matchers', () => {
  const table: Array<[name: string, label: string, operator: string, values: string[], matcher: string]> = [
    ['one value', 'model_name', '=', ['a.b'], 'model_name="a.b"'],
    ['several values', 'model_name', '=', ['a.b', 'c'], 'model_name=~"a\\\\.b|c"'],
    ['not one value', 'model_name', '!=', ['a.b'], 'model_name!="a.b"'],
    ['none of several', 'model_name', '!=', ['a.b', 'c'], 'model_name!~"a\\\\.b|c"'],
    ['a value twice', 'model_name', '=', ['a.b', 'a.b'], 'model_name="a.b"'],
    ['the empty value', 'environment', '=', [''], 'environment=""'],
    ['the empty value twice', 'environment', '=', ['', ''], 'environment=""'],
    ['any but the empty value', 'environment', '!=', [''], 'environment!=""'],
    ['the empty value among others', 'environment', '=', ['', 'production'], 'environment=~"production|"'],
    ['neither it nor another', 'environment', '!=', ['production', ''], 'environment!~"production|"'],
    ['a pattern', 'model_name', '=~', ['llama.*'], 'model_name=~"llama.*"'],
    ['any of several patterns', 'model_name', '=~', ['a|b', 'c'], 'model_name=~"(?:a|b)|(?:c)"'],
    ['none of several patterns', 'model_name', '!~', ['a|b', 'c'], 'model_name!~"(?:a|b)|(?:c)"'],
    ['not a pattern', 'status_code', '!~', ['5..'], 'status_code!~"5.."'],
    ['the empty pattern', 'environment', '=~', [''], 'environment=~""'],
    // Field experience: one value must match as it is, and several must match each as it is.
    ['a backslash alone', 'model_name', '=', ['foo\\bar'], 'model_name="foo\\\\bar"'],
    [
      'a backslash among several',
      'model_name',
      '=',
      ['foo\\bar', 'a/b.c+(1)'],
      'model_name=~"foo\\\\\\\\bar|a/b\\\\.c\\\\+\\\\(1\\\\)"',
    ],
    ['quotes and braces alone', 'model_name', '=', ['f({x="y"}[5m])-32'], 'model_name="f({x=\\"y\\"}[5m])-32"'],
    [
      'quotes and braces among several',
      'model_name',
      '=',
      ['f({x="y"}[5m])-32', 'm2'],
      'model_name=~"f\\\\(\\\\{x=\\"y\\"\\\\}\\\\[5m\\\\]\\\\)-32|m2"',
    ],
    ['a line break', 'model_name', '=', ['a\nb"} or up{x="'], 'model_name="a\\nb\\"} or up{x=\\""'],
    ['any Unicode', 'model_name', '=', ['Größe 模型 🦙'], 'model_name="Größe 模型 🦙"'],
    ['a replacement character', 'model_name', '=', ['\ufffd'], 'model_name="\\ufffd"'],
    ['a dollar that is no variable', 'model_name', '=', ['US$5', '$5'], 'model_name=~"US\\\\$5|\\\\$5"'],
    ['a variable inside a text', 'model_name', '=', ['a-$model'], 'model_name="a-$model"'],
    ['a label that needs quotes', 'k8s.pod "name"', '=', ['p'], '"k8s.pod \\"name\\""="p"'],
    ['le of a gauge, which is any label', 'le', '=', ['1'], 'le="1"'],
  ];
  test.each(table)('%s', (_, label, operator, values, matcher) => {
    expect(braces([{ label, operator, values }])).toBe(`{${matcher}}`);
  });

  test('several filters stand in their order, those of the dashboard behind them', () => {
    const filters = [
      { label: 'b', operator: '=', values: ['1'] },
      { label: 'a', operator: '!=', values: ['2'] },
      { label: 'b', operator: '!~', values: ['3'] },
    ];
    expect(braces(filters, [{ label: 'c', operator: '=~', values: ['4'] }])).toBe('{b="1",a!="2",b!~"3",c=~"4"}');
  });

  test.each<[string, unknown]>([
    ['no values', [{ label: 'a', operator: '=', values: [] }]],
    ['null values', [{ label: 'a', operator: '=', values: null }]],
    ['an unfinished row of an editor', [{ label: '', operator: '=', values: [] }]],
    ['a filter that is switched off', [{ label: 'a', operator: '=~', values: ['$model', '('], disabled: true }]],
  ])('%s ask for nothing', (_, filters) => {
    expect(braces(filters)).toBe('');
  });

  test('a filter without an operator compares', () => {
    expect(braces([{ label: 'a', values: ['1'] }])).toBe('{a="1"}');
  });

  test('ten thousand values take no time to speak of', () => {
    const values = Array.from({ length: 10000 }, (_, i) => `model ${i}`);
    expect(braces([{ label: 'model_name', values: values.concat(values) }])).toBe(
      `{model_name=~"${values.join('|')}"}`
    );
  });

  test('rendering leaves the stored values as they are', () => {
    const filters = [{ label: 'model_name', operator: '=', values: ['say "hi"', 'a\\b'] }];
    const stored = JSON.stringify(filters);
    const first = braces(filters);
    for (let round = 0; round < 5; round++) {
      expect(braces(JSON.parse(JSON.stringify(filters)))).toBe(first);
    }
    expect(JSON.stringify(filters)).toBe(stored);
  });
});
