import { describe, expect, it } from 'vitest';
import cases from '../../tests/backtest/cases.json' with { type: 'json' };
import observed from '../../tests/backtest/observed.json' with { type: 'json' };
import { parseMath, type Labels, type Reading } from './math';
import { evaluateRule, type Rule, type States } from './states';

const second = 1000;
const step = cases.interval * second;

interface Case {
  name: string;
  for: number;
  keep?: number;
  missing?: number;
  noData?: string;
  error?: string;
  math?: string;
  series: Record<string, string | undefined>;
  b?: Record<string, string | undefined>;
}

function oneOf<T extends string>(value: string, ...allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value);
  if (found === undefined) {
    throw new Error(`${value} is none of ${allowed.join(', ')}.`);
  }
  return found;
}

function ruleOf(each: Omit<Case, 'series'>): Rule {
  return {
    condition:
      each.math === undefined ? { kind: 'threshold', ref: 'A', operator: '>', value: 0 } : parseMath(each.math),
    for: each.for * step,
    keep: (each.keep ?? 0) * step,
    interval: step,
    noData: oneOf(each.noData ?? 'NoData', 'OK', 'KeepLast', 'Alerting', 'NoData'),
    onError: oneOf(each.error ?? 'Error', 'OK', 'KeepLast', 'Alerting', 'Error'),
    missing: each.missing ?? 2,
  };
}

const labelsOf = (model: string): Labels => (model === '' ? {} : { model });

/** A letter an evaluation: digits are values, N is no number, a dot no series, E an error, a question mark unknown. */
function readingAt(series: Case['series'], index: number): Reading | 'error' {
  const entries = Object.entries(series).map(([model, text]) => ({ model, letter: text?.[index] ?? '0' }));
  if (entries.some(({ letter }) => letter === 'E')) {
    return 'error';
  }
  if (entries.some(({ letter }) => letter === '?')) {
    return 'unknown';
  }
  return entries.flatMap(({ model, letter }) =>
    letter === '.' ? [] : [{ labels: labelsOf(model), value: letter === 'N' ? NaN : Number(letter) }]
  );
}

function run(each: Omit<Case, 'name'>, fromSilence: boolean): States & { times: number[] } {
  const times = Array.from(Object.values(each.series)[0] ?? '', (_, index) => index * step);
  const read = (ref: string, index: number) => readingAt(ref === 'A' ? each.series : (each.b ?? {}), index);
  return { times, ...evaluateRule({ rule: ruleOf({ name: '', ...each }), times, read, fromSilence }) };
}

describe('a Grafana 12.3 does the same', () => {
  it('in every case', () => {
    expect(observed.cases.map(({ name }) => name)).toEqual(cases.cases.map(({ name }) => name));
  });

  it.each<Case>(cases.cases)('$name', (each) => {
    const { times, intervals } = run(each, true);
    const mine = times.map((time) =>
      intervals
        .filter(({ start, end }) => start <= time && (end === undefined || time < end))
        .map(({ labels, state }) => [labels['model'] ?? '', state].join(' '))
        .sort()
    );
    const grafanas = observed.cases
      .find(({ name }) => name === each.name)
      ?.states.map((states) =>
        states
          .flatMap(([name, state]) => {
            const word = (state ?? '').replace(/ \(.*/, '');
            const shown = {
              Pending: 'pending',
              Alerting: 'firing',
              Recovering: 'firing',
              NoData: 'firing',
              Error: 'firing',
            };
            const entry = Object.entries(shown).find(([theirs]) => theirs === word);
            return entry === undefined ? [] : [`${name ?? ''} ${entry[1]}`];
          })
          .sort()
      );
    expect(mine).toEqual(grafanas);
  });
});

interface Gap {
  title: string;
  series: Case['series'];
  b?: Case['series'];
  rule: Omit<Case, 'name' | 'series' | 'b'>;
  /** May it have fired before? */
  fromUnknown?: true;
  /** The rule at each evaluation, worked out by hand: F fired, a dot silent, a question mark unknown. */
  whole: string;
}

const both = '$A > 0 && $B > 0';

const gaps: Gap[] = [
  { title: 'hides nothing that would show later', series: { x: '000??000' }, rule: { for: 3 }, whole: '...??...' },
  { title: 'may have begun the pending time', series: { x: '0??11110' }, rule: { for: 3 }, whole: '.??.??F.' },
  { title: 'may have ended an alert', series: { x: '111?1110' }, rule: { for: 2 }, whole: '..F???F.' },
  {
    title: 'ends no alert that is kept firing for longer',
    series: { x: '111?1110000' },
    rule: { for: 2, keep: 3 },
    whole: '..FFFFFFFF.',
  },
  {
    title: 'may have been without the series, which ends one that is kept firing',
    series: { x: '111??1' },
    rule: { for: 2, keep: 6 },
    whole: '..FF??',
  },
  {
    title: 'may have begun the alert of a series that shows afterwards only',
    series: { x: '00?0000', y: '..?1110' },
    rule: { for: 3 },
    whole: '..?..?.',
  },
  {
    title: 'before it all is over with a result',
    series: { x: '000' },
    rule: { for: 3 },
    fromUnknown: true,
    whole: '?..',
  },
  {
    title: 'before it all may have fired',
    series: { x: '11110' },
    rule: { for: 3 },
    fromUnknown: true,
    whole: '???F.',
  },
  {
    title: 'before it all may have been of a series that is missing for a while',
    series: { x: '000000' },
    rule: { for: 3, missing: 5 },
    fromUnknown: true,
    whole: '????..',
  },
  {
    title: 'before it all goes on without data where that keeps the last state',
    series: { x: '....' },
    rule: { for: 3, noData: 'KeepLast' },
    fromUnknown: true,
    whole: '????',
  },
  {
    title: 'before it all ends without data where that is fine',
    series: { x: '...' },
    rule: { for: 3, noData: 'OK' },
    fromUnknown: true,
    whole: '...',
  },
  {
    title: 'of one side matters only where the other side holds',
    series: { x: '0001110' },
    b: { x: '???1110' },
    rule: { for: 2, math: both },
    whole: '.....F.',
  },
  {
    title: 'of one side may be without the series, where an alert fires',
    series: { x: '1110000' },
    b: { x: '111????' },
    rule: { for: 2, math: both, noData: 'OK' },
    whole: '..F?...',
  },
  {
    title: 'of one side is nothing where the other side has no series',
    series: { x: '1110....' },
    b: { x: '1110????' },
    rule: { for: 2, math: both, noData: 'OK' },
    whole: '..F.....',
  },
  {
    // The last of the three is for a series of more labels that the other side may have had.
    title: 'of one side hides all where the other side holds',
    series: { x: '0111110' },
    b: { x: '0??0000' },
    rule: { for: 1, math: both },
    whole: '.???...',
  },
  {
    title: 'of one side hides all where either is enough',
    series: { x: '0000' },
    b: { x: '0?00' },
    rule: { for: 1, math: '$A > 0 || $B > 0' },
    whole: '.?..',
  },
];

describe('a gap in what is known', () => {
  it.each(gaps)('$title', ({ series, b, rule, fromUnknown, whole }) => {
    const states = run({ ...rule, series, ...(b === undefined ? {} : { b }) }, fromUnknown !== true);
    const letters = { fired: 'F', silent: '.', unknown: '?' };
    expect(states.rule.map((state) => letters[state]).join('')).toBe(whole);
  });
});
