import { describe, expect, it } from 'vitest';
import { reportOf, within } from './report';
import { evaluateRule, type Rule } from './states';

const minute = 60_000;
const rule: Rule = {
  condition: { kind: 'threshold', ref: 'A', operator: '>', value: 0 },
  for: 2 * minute,
  keep: 0,
  interval: minute,
  noData: 'OK',
  onError: 'KeepLast',
  missing: 2,
};

/** A letter a minute: digits are values, a question mark is unknown. */
function report(letters: string, from: number) {
  const times = Array.from(letters, (_, index) => index * minute);
  const labels = { model_name: 'x' };
  const states = evaluateRule({
    rule,
    times,
    fromSilence: true,
    read: (_, index) => (letters[index] === '?' ? 'unknown' : [{ labels, value: Number(letters[index]) }]),
  });
  return reportOf(states, times, minute, from * minute);
}

describe('a report', () => {
  it('has stretches of one colour, pages, and how much is known', () => {
    // Pending at 1, fires at 3 and 4; pending at 7 only; unknown at 10.
    const { stretches, known, pages, firings, nearly } = report('01111001000?', 0);
    expect(stretches.map(({ colour, start, end }) => [colour, start / minute, end / minute])).toEqual([
      ['silent', 0, 3],
      ['fired', 3, 5],
      ['silent', 5, 11],
      ['unknown', 11, 12],
    ]);
    expect(known).toBe(11 / 12);
    expect(pages.map(({ time }) => time / minute)).toEqual([3.5]);
    expect(firings.map(({ start }) => start / minute)).toEqual([3]);
    // What is pending at the end may still fire.
    expect(nearly).toBe(1);
  });

  it('leaves out what is before the days that it is about', () => {
    // It began to fire before, and was told before: no page of these days.
    const { stretches, pages, firings } = report('0111110000', 5);
    expect(stretches.map(({ colour, start }) => [colour, start / minute])).toEqual([
      ['fired', 5],
      ['silent', 6],
    ]);
    expect(pages).toEqual([]);
    expect(firings.length).toBe(1);
  });

  it('knows nothing where nothing is known', () => {
    expect(report('???', 0)).toMatchObject({ known: 0, pages: [] });
  });
});

it('stretches are cut at the ends of a day', () => {
  const all = [
    { colour: 'silent' as const, start: 0, end: 10 },
    { colour: 'fired' as const, start: 10, end: 30 },
  ];
  expect(within(all, 5, 20)).toEqual([
    { colour: 'silent', start: 5, end: 10 },
    { colour: 'fired', start: 10, end: 20 },
  ]);
});
