import { describe, expect, test } from 'vitest';
import { aggregate, binary, call, num, selector, subquery, type Expr } from './ast';
import { hasLoneSurrogate, toWellFormed } from '../contract/unicode';
import { quoteLabel, quoteMeta, quoteString } from './escape';
import { printExpr, printSelector } from './printer';

const m = selector('m', []);
const n = selector('n', []);
const a: Expr = selector('a', [{ label: 'x', operator: '=', value: '1' }]);

describe('printExpr', () => {
  const table: Array<[string, Expr]> = [
    ['m', m],
    ['a{x="1"}', a],
    [
      'm{x!="1",y=~"a|b"}',
      selector('m', [
        { label: 'x', operator: '!=', value: '1' },
        { label: 'y', operator: '=~', value: 'a|b' },
      ]),
    ],
    ['m[5m]', selector('m', [], { range: '5m' })],
    ['m[5m] @ end() offset 1h', selector('m', [], { range: '5m', offset: '1h', atEnd: true })],
    ['m{"k8s.pod.name"="p"}', selector('m', [{ label: 'k8s.pod.name', operator: '=', value: 'p' }])],
    ['sum(m)', aggregate('sum', [], m)],
    ['sum by (a, b) (m)', aggregate('sum', ['a', 'b'], m)],
    ['sum by ("k8s.pod.name", le) (m)', aggregate('sum', ['k8s.pod.name', 'le'], m)],
    ['topk(5, m)', aggregate('topk', [], m, num(5))],
    ['topk by (a) (5, m)', aggregate('topk', ['a'], m, num(5))],
    ['histogram_quantile(0.95, m)', call('histogram_quantile', num(0.95), m)],
    ['m / (n > 0)', binary(m, '/', binary(n, '>', num(0)))],
    ['(m + n) * 2', binary(binary(m, '+', n), '*', num(2))],
    ['m + n * 2', binary(m, '+', binary(n, '*', num(2)))],
    ['m - n - 2', binary(binary(m, '-', n), '-', num(2))],
    ['m - (n - 2)', binary(m, '-', binary(n, '-', num(2)))],
    ['m and on (a) n', binary(m, 'and', n, { on: ['a'] })],
    ['m and on () n', binary(m, 'and', n, { on: [] })],
    ['m > bool 0', binary(m, '>', num(0), { bool: true })],
    ['m or n unless a{x="1"}', binary(m, 'or', binary(n, 'unless', a))],
    ['(m or n) unless a{x="1"}', binary(binary(m, 'or', n), 'unless', a)],
    ['sum(m)[1h:1m]', subquery(aggregate('sum', [], m), '1h', '1m')],
    ['sum(m)[1h:1m] @ end() offset 1d', subquery(aggregate('sum', [], m), '1h', '1m', { offset: '1d', atEnd: true })],
    ['m[1h:1m]', subquery(m, '1h', '1m')],
    ['(m offset 5m)[1h:1m]', subquery(selector('m', [], { offset: '5m' }), '1h', '1m')],
    ['(m + n)[1h:1m]', subquery(binary(m, '+', n), '1h', '1m')],
    ['(1)[1h:1m]', subquery(num(1), '1h', '1m')],
    ['NaN', num(NaN)],
    ['Inf', num(Infinity)],
    ['-Inf', num(-Infinity)],
    ['1e-7', num(1e-7)],
  ];
  test.each(table)('%s', (text, expr) => {
    expect(printExpr(expr)).toBe(text);
  });

  test('throws on a node that it does not know', () => {
    const strange: Expr = JSON.parse('{"kind":"comment"}');
    expect(() => printExpr(strange)).toThrow('comment');
  });

  test('a selector without a name keeps its braces', () => {
    expect(printSelector('', [])).toBe('{}');
  });
});

describe('quoteString', () => {
  const table: Array<[string, string]> = [
    ['plain', '"plain"'],
    ['', '""'],
    ['foo\\bar', '"foo\\\\bar"'],
    ['say "hi"', '"say \\"hi\\""'],
    ["it's", '"it\'s"'],
    ['a\nb', '"a\\nb"'],
    ['a\rb\tc\0d', '"a\\u000db\\u0009c\\u0000d"'],
    ['\u007f\u0085', '"\\u007f\\u0085"'],
    ['\u2028\u2029\ufeff\ufffd', '"\\u2028\\u2029\\ufeff\\ufffd"'],
    ['Größe 模型 🦙', '"Größe 模型 🦙"'],
    ['`{x}[5m]`', '"`{x}[5m]`"'],
  ];
  test.each(table)('%j', (text, quoted) => {
    expect(quoteString(text)).toBe(quoted);
  });
});

describe('quoteLabel', () => {
  const table: Array<[string, string]> = [
    ['model_name', 'model_name'],
    ['_x9', '_x9'],
    ['by', 'by'],
    ['9x', '"9x"'],
    ['a:b', '"a:b"'],
    ['k8s.pod.name', '"k8s.pod.name"'],
    ['say "hi"', '"say \\"hi\\""'],
    ['größe', '"größe"'],
    ['inf', '"inf"'],
    ['NaN', '"NaN"'],
    ['without', '"without"'],
    ['model\n', '"model\\n"'],
  ];
  test.each(table)('%j', (name, written) => {
    expect(quoteLabel(name)).toBe(written);
  });
});

test('quoteMeta escapes what RE2 gives a meaning, and nothing else', () => {
  expect(quoteMeta('\\.+*?()|[]{}^$')).toBe('\\\\\\.\\+\\*\\?\\(\\)\\|\\[\\]\\{\\}\\^\\$');
  expect(quoteMeta('a/b-c_d "e" #&~ é')).toBe('a/b-c_d "e" #&~ é');
});

test('lone surrogates are found and replaced, pairs stay', () => {
  expect(hasLoneSurrogate('🦙')).toBe(false);
  expect(hasLoneSurrogate('a\ud83e')).toBe(true);
  expect(hasLoneSurrogate('\udd99a')).toBe(true);
  expect(hasLoneSurrogate('\ud83e\ud83e\udd99')).toBe(true);
  expect(toWellFormed('a🦙\ud83eb\udd99')).toBe('a🦙\ufffdb\ufffd');
});
