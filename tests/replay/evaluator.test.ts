import { describe, expect, it } from 'vitest';
import { parseMath } from '../../src/backtest';
import { evaluateRule, type Evaluation } from '../../demo/lib/evaluator';
import { lookBack, milliseconds, shippedRules } from './rules';

const minute = 60_000;

interface Case {
  title: string;
  /** A letter a minute: 1 and 0 are values, a dot is a missing series. */
  values: string;
  /** A second series of the same query, so that a missing one is no missing data. */
  other?: string;
  rule?: Partial<Evaluation['rule']>;
  /** State, first minute, and the minute in which it was over. */
  states: Array<[state: string, start: number, end: number | undefined]>;
}

const grid = (text: string) => Array.from(text).map((letter) => (letter === '.' ? null : Number(letter)));

const cases: Case[] = [
  {
    title: 'fires when it held for as long as `for`',
    values: '0111110',
    states: [
      ['pending', 1, 4],
      ['firing', 4, 6],
    ],
  },
  { title: 'is pending only where it held for less', values: '0111000', states: [['pending', 1, 4]] },
  {
    title: 'starts anew after a dip',
    values: '0110111100',
    states: [
      ['pending', 1, 3],
      ['pending', 4, 7],
      ['firing', 7, 8],
    ],
  },
  { title: 'fires at once without `for`', values: '0110', rule: { for: 0 }, states: [['firing', 1, 3]] },
  { title: 'is firing to the end', values: '001', rule: { for: 0 }, states: [['firing', 2, undefined]] },
  {
    title: 'keeps its state while there is no data, and time goes by',
    values: '01....10',
    states: [
      ['pending', 1, 4],
      ['firing', 4, 7],
    ],
  },
  {
    title: 'ends without data where that is fine',
    values: '01111..',
    rule: { noData: 'OK' },
    states: [
      ['pending', 1, 4],
      ['firing', 4, 5],
    ],
  },
  {
    title: 'fires on for a while, and again at once',
    values: '0111100100000',
    rule: { keep: 4 * minute },
    states: [
      ['pending', 1, 4],
      ['firing', 4, 12],
    ],
  },
  {
    title: 'outlives no data for a while where that is fine',
    values: '01111......',
    rule: { noData: 'OK', keep: 4 * minute },
    states: [
      ['pending', 1, 4],
      ['firing', 4, 9],
    ],
  },
  {
    title: 'does not fire on for ever without data',
    values: '011110.....',
    rule: { keep: 4 * minute },
    states: [
      ['pending', 1, 4],
      ['firing', 4, 9],
    ],
  },
  {
    title: 'outlives a series that is missing for four evaluations',
    values: '011111....10',
    other: '000000000000',
    states: [
      ['pending', 1, 4],
      ['firing', 4, 11],
    ],
  },
  {
    title: 'ends when its series is missing for the fifth time',
    values: '011111......',
    other: '000000000000',
    states: [
      ['pending', 1, 4],
      ['firing', 4, 10],
    ],
  },
];

describe('states of a rule', () => {
  it.each(cases)('$title', ({ values, other, rule, states }) => {
    const intervals = evaluateRule({
      rule: {
        condition: parseMath('$A > 0'),
        for: 3 * minute,
        interval: minute,
        noData: 'KeepLast',
        missing: 5,
        ...rule,
      },
      times: Array.from(values).map((_, i) => i * minute),
      series: {
        A: [
          { labels: { model_name: 'x' }, values: grid(values) },
          ...(other === undefined ? [] : [{ labels: { model_name: 'y' }, values: grid(other) }]),
        ],
      },
    });
    expect(intervals).toEqual(
      states.map(([state, start, end]) => ({
        labels: { model_name: 'x' },
        state,
        start: start * minute,
        ...(end === undefined ? {} : { end: end * minute }),
      }))
    );
  });

  it('are kept for each model alone', () => {
    const intervals = evaluateRule({
      rule: { condition: parseMath('$A > 0'), for: 0, interval: minute, noData: 'OK', missing: 5 },
      times: [0, minute, 2 * minute],
      series: {
        A: [
          { labels: { model_name: 'x' }, values: [1, 0, 0] },
          { labels: { model_name: 'y' }, values: [0, 0, 1] },
        ],
      },
    });
    expect(intervals.map(({ labels, start }) => [labels['model_name'], start])).toEqual([
      ['x', 0],
      ['y', 2 * minute],
    ]);
  });
});

describe('rules as shipped', () => {
  it.each([
    ['90s', 90_000],
    ['1h30m', 5_400_000],
    ['1d', 86_400_000],
  ])('%s is %d ms', (text, value) => {
    expect(milliseconds(text)).toBe(value);
  });

  it.each(['', '5', '5 m', 'm'])('%j is no duration', (text) => {
    expect(() => milliseconds(text)).toThrow('is no duration');
  });

  it('are read with what decides about firing', () => {
    const rule = shippedRules().find(({ uid }) => uid === 'baseten-requests-unserved');
    expect(rule).toMatchObject({
      id: 'requests-unserved',
      for: 0,
      keep: 420_000,
      interval: 60_000,
      noData: 'KeepLast',
      missing: 5,
    });
  });

  it('know how far they look back', () => {
    const [query, base] = [{ metric: 'error_ratio' }, shippedRules()[0]];
    if (base === undefined) {
      throw new Error('There are no rules.');
    }
    expect(lookBack({ ...base, queries: { A: { ...query, window: '15m', offset: '1h' } } })).toBe(75 * minute);
    expect(lookBack({ ...base, queries: { A: query } })).toBe(10 * minute);
  });
});
