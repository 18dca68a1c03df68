import { describe, expect, it } from 'vitest';
import { evaluateMath, parseMath, type Sample } from './math';

const of = (name: string, value: number): Sample => ({ labels: { model_name: name }, value });
const run = (text: string, sets: Record<string, Sample[]>) => evaluateMath(parseMath(text), (ref) => sets[ref] ?? []);

describe('math of conditions', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['10 - 2 - 3', 5],
    ['2 > 1 && 1 > 2', 0],
    ['1 > 2 || 2 >= 2', 1],
    ['0.5 <= 0.25', 0],
    ['2 == 2 && 3 != 3', 0],
  ])('%s is %d', (text, value) => {
    expect(run(text, {})).toEqual([{ labels: {}, value }]);
  });

  it.each(['', '$A >', '($A > 1', '$A > 1)', '$A ~ 1', '-1'])('does not guess what %j means', (text) => {
    expect(() => parseMath(text)).toThrow('is not understood');
  });

  it('joins what has the same labels and leaves out what is alone', () => {
    expect(run('$A > 0 && $B >= 10', { A: [of('x', 1), of('y', 1)], B: [of('y', 10), of('z', 99)] })).toEqual([
      of('y', 1),
    ]);
  });

  it('joins a number without labels with every other', () => {
    const flag = [{ labels: {}, value: 1 }];
    expect(run('$A > 0 && $B == 0', { A: [of('x', 1), of('y', 2)], B: flag })).toEqual([of('x', 0), of('y', 0)]);
  });

  it('joins single numbers of different labels, and drops the labels, as Grafana does', () => {
    expect(run('$A + $B', { A: [of('x', 1)], B: [of('y', 2)] })).toEqual([{ labels: {}, value: 3 }]);
  });

  it('has no result where one side has none', () => {
    expect(run('$A > 0 && $B > 0', { A: [of('x', 1)] })).toEqual([]);
  });
});
