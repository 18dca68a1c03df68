import { describe, expect, it } from 'vitest';
import { evaluateMath, parseMath, refsOf, type Reading, type Sample } from './math';

const run = (text: string, readings: Record<string, Reading> = {}) =>
  evaluateMath(parseMath(text), (ref) => readings[ref] ?? []);

// How sets of series are joined is observed at a Grafana: states.test.ts.
describe('math of conditions', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['10 - 2 - 3', 5],
    ['2 > 1 && 1 > 2', 0],
    ['1 > 2 || 2 >= 2', 1],
    ['0.5 <= 0.25', 0],
    ['2 == 2 && 3 != 3', 0],
    ['1e3 / 4', 250],
  ])('%s is %d', (text, value) => {
    expect(run(text)).toEqual([{ labels: {}, value }]);
  });

  it.each(['', '$A >', '($A > 1', '$A > 1)', '$A ~ 1', '-1'])('does not guess what %j means', (text) => {
    expect(() => parseMath(text)).toThrow('is not understood');
  });

  it('knows which queries it reads', () => {
    expect(refsOf(parseMath('$A > 1 && ($B - $A) < 2 * $C'))).toEqual(['A', 'B', 'C']);
  });

  it.each<[text: string, a: Reading, expected: ReturnType<typeof run>]>([
    ['$A > 1', 'unknown', 'unknown'],
    ['$A > 1 && $B > 1', 'unknown', []],
    ['$A > 1 && 0', 'unknown', 'quiet'],
    ['0 && $A > 1', 'unknown', 'quiet'],
    ['1 && $A > 1', 'unknown', 'unknown'],
    ['($A > 1 && 0) || 0', 'unknown', 'quiet'],
    ['($A > 1 && 0) || 1', 'unknown', 'unknown'],
    ['($A > 1 && 0) == 0', 'unknown', 'unknown'],
  ])('%s with %j gives %j', (text, a, expected) => {
    expect(run(text, { A: a })).toEqual(expected);
  });
});

it('joins sets of one label each as it joins all others', () => {
  const plus = parseMath('$A + $B');
  const set = (name: string, values: string[]) =>
    values.map((value, i) => ({ labels: { [name]: value }, value: 10 ** i }));
  const join = (A: Sample[], B: Sample[]) => evaluateMath(plus, (ref) => (ref === 'A' ? A : B));
  expect(join(set('m', ['a', 'b', 'c']), set('m', ['c', 'x', 'a']))).toEqual([
    { labels: { m: 'a' }, value: 101 },
    { labels: { m: 'c' }, value: 101 },
  ]);
  // Another name, a label more, one value twice: what belongs together is looked up pair by pair.
  expect(join(set('m', ['a', 'b']), set('n', ['a', 'b']))).toEqual([]);
  expect(join(set('m', ['a', 'b']), [{ labels: { m: 'b', n: '1' }, value: 5 }])).toEqual([
    { labels: { m: 'b', n: '1' }, value: 15 },
  ]);
  expect(join(set('m', ['a']), set('m', ['a', 'a']))).toHaveLength(2);
});
