import { describe, expect, it } from 'vitest';
import { evaluateMath, parseMath, refsOf, type Reading } from './math';

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
