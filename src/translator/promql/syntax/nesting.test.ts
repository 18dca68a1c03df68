import { describe, expect, it } from 'vitest';
import { isTooDeep } from './nesting';
import { NoPlaceError, parseExpr } from './tree';

const shapes: Array<[string, (levels: number) => string]> = [
  ['a chain of operators', (levels) => `x${' or x'.repeat(levels)}`],
  ['brackets in brackets', (levels) => `${'('.repeat(levels)}x${')'.repeat(levels)}`],
  ['calls in calls', (levels) => `${'abs('.repeat(levels)}x${')'.repeat(levels)}`],
  ['signs', (levels) => `${'-'.repeat(levels)}x`],
  ['subqueries of subqueries', (levels) => `x${'[5m:1m]'.repeat(levels)}`],
  ['brackets that nobody closed', (levels) => 'sum by (a) ('.repeat(levels)],
];

describe('the depth of a text', () => {
  it.each([
    ['chains in a chain', `(${'x - '.repeat(300)}y)${' or z'.repeat(300)}`],
    ['chains in brackets', `${'('.repeat(300)}x${' or z'.repeat(300)}${')'.repeat(300)}`],
    ['a chain in the last brackets', `${'x or '.repeat(300)}(${'x - '.repeat(300)}y)`],
  ])('adds up %s', (_, text) => {
    expect(isTooDeep(text)).toBe(true);
  });

  it.each(shapes)('is too much for %s by the thousand, and that is said', (_, shape) => {
    const text = shape(5000);
    expect(isTooDeep(text)).toBe(true);
    expect(() => parseExpr(text)).toThrow(new NoPlaceError('The expression is nested too deeply'));
  });

  it.each(shapes)('is right for %s by the hundred', (_, shape) => {
    expect(isTooDeep(shape(199))).toBe(false);
  });

  it.each([
    ['a selector of many conditions', `x{${'a="b",c!~"(d|e)-f",'.repeat(1000)}}`],
    ['a long value', `x{a="${'(-'.repeat(5000)}"} + y{b='${'(or'.repeat(5000)}'}`],
    ['a comment', `x # ${'(('.repeat(5000)}\n + y`],
    ['a long name', 'x_or_'.repeat(5000)],
    ['arguments side by side', `f(${'abs(x),'.repeat(1000)}y)`],
    [
      'a few terms that are long themselves',
      `(${'x - '.repeat(200)}y) or (${'x + '.repeat(200)}y) or (${'x * '.repeat(200)}y)`,
    ],
  ])('has nothing to do with %s', (_, text) => {
    expect(isTooDeep(text)).toBe(false);
  });
});
