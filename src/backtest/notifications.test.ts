import { describe, expect, it } from 'vitest';
import { notificationsOf, type Policy } from './notifications';
import type { Interval } from './states';

const minute = 60_000;
const policy: Policy = { groupBy: ['model_name'], wait: minute / 2, interval: 5 * minute, repeat: 60 * minute };

type Firing = [model: string, rule: string, start: number, end?: number];

const intervals = (firings: Firing[]): Interval[] =>
  firings.map(([model, alertname, start, end]) => ({
    labels: { model_name: model, alertname },
    state: 'firing',
    start: start * minute,
    ...(end === undefined ? {} : { end: end * minute }),
  }));

// By hand: a group of alerts is looked at half a minute after its first alert, then every five minutes.
const cases: Array<
  [title: string, firings: Firing[], expected: Array<[minute: number, model: string, repeated?: true]>]
> = [
  ['one alert is one', [['x', 'a', 10, 20]], [[10.5, 'x']]],
  [
    'one of each model',
    [
      ['x', 'a', 10, 20],
      ['y', 'a', 12, 20],
    ],
    [
      [10.5, 'x'],
      [12.5, 'y'],
    ],
  ],
  [
    'several of one model at one time are one',
    [
      ['x', 'a', 10, 20],
      ['x', 'b', 10, 20],
    ],
    [[10.5, 'x']],
  ],
  [
    'one that joins the others is told at the next look',
    [
      ['x', 'a', 10, 30],
      ['x', 'b', 12, 30],
    ],
    [
      [10.5, 'x'],
      [15.5, 'x'],
    ],
  ],
  [
    'one that ends and begins again between two looks is told once',
    [
      ['x', 'a', 10, 12],
      ['x', 'a', 14, 20],
    ],
    [[10.5, 'x']],
  ],
  [
    'one that begins again after a look is told again',
    [
      ['x', 'a', 10, 12],
      ['x', 'a', 16, 20],
    ],
    [
      [10.5, 'x'],
      [16.5, 'x'],
    ],
  ],
  [
    'one that joins and ends between two looks is not told',
    [
      ['x', 'a', 10, 30],
      ['x', 'b', 11, 14],
    ],
    [[10.5, 'x']],
  ],
  [
    'one that lasts is told again',
    [['x', 'a', 10]],
    [
      [10.5, 'x'],
      [70.5, 'x', true],
    ],
  ],
  ['what is pending is not told', [], []],
];

describe('notifications', () => {
  it.each(cases)('%s', (_, firings, expected) => {
    expect(
      notificationsOf(intervals(firings), 100 * minute, policy).map(({ time, group, repeated }) => [
        time / minute,
        group['model_name'],
        ...(repeated ? [true] : []),
      ])
    ).toEqual(expected);
  });

  it('leave out what only may have fired', () => {
    const [firing] = intervals([['x', 'a', 10, 20]]);
    expect(firing && notificationsOf([{ ...firing, state: 'unknown' }], 100 * minute, policy)).toEqual([]);
  });
});
