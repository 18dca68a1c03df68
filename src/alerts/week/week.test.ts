import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateMath, evaluateResults, type Interval, keyOf, type Piece, reportOf, type Sample } from '../../backtest';
import { DEFAULTS, readObjectives } from '../../objectives';
import { allRules } from '../../rules/variants';
import { examine } from './examine';
import { Outcome } from './outcome';
import { planOf } from './plan';
import { toldBy } from './told';
import type { Seen } from './useWeek';

const MINUTE = 60_000;
const { document } = readObjectives({ version: 1, defaults: DEFAULTS });
const plan = planOf(allRules(document), {});

describe('the plan', () => {
  it('has every rule but the one that always fires, those that look back longer than an hour last', () => {
    const ids = plan.map(({ rule }) => rule.id);
    expect(ids).not.toContain('watchdog');
    expect(ids).toHaveLength(allRules(document).length - 1);
    expect(plan.map(({ isLong }) => Number(isLong))).toEqual(plan.map(({ isLong }) => Number(isLong)).sort());
    const isLong = new Map(plan.map((each) => [each.rule.id, each.isLong]));
    // Hours and days in one of their queries; one of minutes.
    expect(isLong.get('availability-leak')).toBe(true);
    expect(isLong.get('availability-burn')).toBe(true);
    expect(isLong.get('high-error-ratio')).toBe(false);
  });

  it('can show each rule, and asks its cheapest query first', () => {
    expect(plan.filter(({ impossible }) => impossible !== undefined)).toEqual([]);
    const leak = plan.find(({ rule }) => rule.id === 'availability-leak');
    // A day of requests and of failures, three days of each, three days of their ratio; each hour.
    expect(leak?.steps.map(({ ref }) => ref)).toEqual(['E', 'C', 'D', 'B', 'A']);
    expect(leak?.timing).toMatchObject({ interval: 60 * MINUTE, for: 60 * MINUTE, keep: 30 * MINUTE });
    expect(leak?.steps[0]?.query.interval).toBe('1h');
  });
});

/** Alerts that begin in one minute come in any order. */
const sorted = (firings: readonly Interval[]) =>
  [...firings].sort((a, b) => a.start - b.start || (keyOf(a.labels) < keyOf(b.labels) ? -1 : 1));

/** A past made up of numbers: some models, with gaps and with values on both sides of each threshold. */
const models = ['a', 'b', 'c'];
const labels = Object.fromEntries(models.map((name) => [name, { model_name: name }]));

describe('a rule that asks for no more than matters', () => {
  const burn = plan.find(({ rule }) => rule.id === 'high-error-ratio');
  const stalled = plan.find(({ rule }) => rule.id === 'requests-stalled');
  const leak = plan.find(({ rule }) => rule.id === 'availability-leak');

  it.each([
    ['of one alternative', burn],
    ['of two alternatives and what holds for both', stalled],
    ['of days', leak],
  ])('fires as one that asks for everything, %s', async (_, planned) => {
    if (planned === undefined) {
      throw new Error('There is no such rule any more.');
    }
    const count = 120;
    const value = fc.constantFrom(0, 0, 0, 0.002, 0.2, 20, 500, NaN);
    const stretch = fc.tuple(value, fc.integer({ min: 1, max: 60 }));
    const series = fc
      .array(stretch, { minLength: 1, maxLength: 8 })
      .map((parts) => parts.flatMap(([each, length]) => Array<number>(length).fill(each)))
      .map((values) => Float64Array.from({ length: count }, (_, i) => values[i % values.length] ?? NaN));
    const past = fc.record(
      Object.fromEntries(planned.steps.map(({ ref }) => [ref, fc.array(series, { minLength: 3, maxLength: 3 })]))
    );
    const times = Array.from({ length: count }, (_, i) => i * planned.timing.interval);
    await fc.assert(
      fc.asyncProperty(past, async (given) => {
        const isOne = (ref: string) => planned.rule.queries[ref]?.groupBy?.length === 0;
        const of = (ref: string) =>
          isOne(ref)
            ? [{ labels: {}, values: given[ref]?.[0] ?? new Float64Array(count) }]
            : models.map((name, i) => ({
                labels: labels[name] ?? {},
                values: given[ref]?.[i] ?? new Float64Array(count),
              }));
        let asked = 0;
        const results = await examine(
          planned,
          { first: 0, last: count - 1 },
          {
            values: (step, { first, last }: Piece) => {
              asked += last - first + 1;
              return Promise.resolve(
                of(step.ref).map((each) => ({ labels: each.labels, values: each.values.slice(first, last + 1) }))
              );
            },
            known: () => Promise.resolve(new Uint8Array(count).fill(1)),
          }
        );
        const outcome = new Outcome(planned.timing, times, 0);
        results.forEach((result, i) => outcome.set(i, result));
        const whole = evaluateResults({
          rule: planned.timing,
          times,
          result: (index) =>
            evaluateMath(planned.condition, (ref) =>
              of(ref).flatMap((each): Sample[] => {
                const now = each.values[index] ?? NaN;
                return Number.isNaN(now) ? [] : [{ labels: each.labels, value: now }];
              })
            ),
        });
        const expected = reportOf(whole, times, planned.timing.interval, 0);
        const report = outcome.report();
        const colourAt = (told: typeof report, time: number) =>
          told.stretches.find(({ start, end }) => start <= time && time < end)?.colour;
        // What was before the first evaluation neither knows, and each may know a little sooner that it is over.
        const differ = times.filter((time) => {
          const colours = [colourAt(report, time), colourAt(expected, time)];
          return colours[0] !== colours[1] && !colours.includes('unknown');
        });
        expect(differ).toEqual([]);
        expect(sorted(report.firings)).toEqual(sorted(expected.firings));
        expect(asked).toBeLessThanOrEqual(count * planned.steps.length);
      }),
      { numRuns: 150 }
    );
  });

  it('asks for one query where nothing happens, and is silent', async () => {
    if (burn === undefined) {
      throw new Error('There is no such rule any more.');
    }
    const asked: string[] = [];
    const results = await examine(
      burn,
      { first: 0, last: 59 },
      {
        values: ({ ref }, { first, last }) => {
          asked.push(ref);
          return Promise.resolve([{ labels: { model_name: 'a' }, values: new Float64Array(last - first + 1) }]);
        },
        known: () => Promise.resolve(Uint8Array.from({ length: 60 }, (_, i) => (i < 10 ? 0 : 1))),
      }
    );
    expect(asked).toHaveLength(1);
    expect(results.slice(0, 10)).toEqual(Array(10).fill('unknown'));
    expect(results.slice(10)).toEqual(Array(50).fill('quiet'));
  });
});

it('rules that fire for one model at one time are one notification, of each severity', () => {
  const seen = (id: string, severity: 'page' | 'ticket', model: string, start: number): Seen => {
    const own = plan.find(({ rule }) => rule.severity === severity);
    if (own === undefined) {
      throw new Error('There is no such rule any more.');
    }
    const planned = { ...own, rule: { ...own.rule, id, severity } };
    const firing = { labels: { model_name: model }, state: 'firing' as const, start, end: start + 30 * MINUTE };
    return {
      rule: { planned, outcome: new Outcome(own.timing, [], 0), answered: 0, lost: new Set() },
      report: { stretches: [], known: 1, pages: [], firings: [firing], nearly: 0 },
    };
  };
  const told = toldBy(
    [
      seen('x', 'page', 'a', 10 * MINUTE),
      // In the same minute, before the group is told of.
      seen('y', 'page', 'a', 10 * MINUTE),
      seen('z', 'page', 'b', 10 * MINUTE),
      seen('t', 'ticket', 'a', 10 * MINUTE),
    ],
    0,
    100 * MINUTE
  );
  expect(told.pages.map(({ group }) => group)).toEqual([{ model_name: 'a' }, { model_name: 'b' }]);
  expect(told.tickets).toHaveLength(1);
  expect(told.known).toBe(1);
});
