// @vitest-environment jsdom
import { type DataQueryRequest, type DataQueryResponse, FieldType, toDataFrame } from '@grafana/data';
import { from, Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { DEFAULTS, readObjectives } from '../../objectives';
import { allRules } from '../../rules/variants';
import { type EditorSource } from '../../source';
import { type BasetenQuery } from '../../types';
import { planOf } from './plan';
import { prepare } from './run';

const MINUTE = 60_000;
const NOW = 1_790_000_000_000;
const { document } = readObjectives({ version: 1, defaults: DEFAULTS });
const plan = planOf(allRules(document), {});

/**
 * A fleet where nothing happens, of so many series; what a server answers to these queries is in tests/e2e. It counts what is asked
 * of it at one time, and answers in the next turn.
 */
function fleet(series: number, hangs = false) {
  const asked = { now: 0, most: 0, points: 0, exports: 0, questions: new Map<string, number>() };
  const answer = ({ targets, range, intervalMs }: DataQueryRequest<BasetenQuery>): DataQueryResponse => {
    const first = Math.ceil(range.from.valueOf() / intervalMs);
    const count = Math.floor(range.to.valueOf() / intervalMs) - first + 1;
    asked.points = Math.max(asked.points, count);
    asked.exports += targets.length === 2 ? 1 : 0;
    const question = JSON.stringify([targets, range.from.valueOf(), range.to.valueOf()]);
    asked.questions.set(question, (asked.questions.get(question) ?? 0) + 1);
    return {
      data: targets.map(({ refId, expr }) =>
        toDataFrame({
          refId,
          fields: [
            {
              name: 'time',
              type: FieldType.time,
              values: Array.from({ length: count }, (_, i) => (first + i) * intervalMs),
              config: { interval: intervalMs },
            },
            {
              name: 'value',
              type: FieldType.number,
              // Scraped at each evaluation.
              values: Array.from({ length: count }, (__, i) =>
                expr === undefined ? 0 : ((first + i) * intervalMs) / 1000
              ),
            },
          ],
        })
      ),
    };
  };
  const made: Partial<EditorSource> = {
    uid: 'x',
    context: {},
    query: (request) => {
      asked.now += 1;
      asked.most = Math.max(asked.most, asked.now);
      return hangs
        ? new Observable<DataQueryResponse>()
        : from(
            Promise.resolve().then(() => {
              asked.now -= 1;
              return answer(request);
            })
          );
    },
  };
  const lookups: Partial<EditorSource['lookups']> = {
    catalog: () =>
      Promise.resolve({
        metrics: plan
          .flatMap(({ steps }) => steps.map(({ query }) => query.metric ?? ''))
          .concat('export_gone')
          .map((id) => ({ id, present: true, series })),
      }),
  };
  const whole: object = { ...made, lookups };
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- Only what is asked is there.
  return { asked, source: whole as EditorSource };
}

describe('the past of a whole set', () => {
  it.each([
    // A day and the six days before, for the rules of each minute and for those of each other one; all of them at once for those of
    // each quarter of an hour and of each hour.
    ['eight models', 100, 6],
    // 10 million samples of 15,000 series are 666 evaluations: 16 pieces of 10,260, 8 of 5,130, 2 of 684, and one of 171.
    ['200 models', 2500, 27],
  ])('of %s is asked two at a time, with no more requests than were said', async (_, series, known) => {
    const { asked, source } = fleet(series);
    const week = await prepare(source, plan, NOW);
    let first = 0;
    await week.run(new AbortController().signal, () => (first ||= week.requests()));
    expect(week.requests()).toBeLessThanOrEqual(week.mostRequests);
    expect(asked.most).toBe(2);
    // What was lately comes first, and soon.
    expect(first).toBeLessThan(10);
    expect(asked.points).toBeLessThanOrEqual(11_000);
    // No question is asked twice, whichever rules have it, and what was known is none of a rule's own.
    expect([...asked.questions.values()].filter((times) => times > 1)).toEqual([]);
    expect(asked.exports).toBe(known);
    for (const { answered, outcome, planned, lost } of week.rules) {
      expect([...lost]).toEqual([]);
      expect(answered).toBe(outcome.times.length);
      const report = outcome.report();
      expect([planned.rule.id, report.firings.length]).toEqual([planned.rule.id, 0]);
    }
  });

  it('stops within a second, whatever the server does', async () => {
    const { source } = fleet(100, true);
    const week = await prepare(source, plan, NOW);
    const control = new AbortController();
    const begin = performance.now();
    setTimeout(() => control.abort(), 50);
    await expect(week.run(control.signal, () => undefined)).rejects.toThrow(/abort/i);
    expect(performance.now() - begin).toBeLessThan(1000);
  });

  it('has each rule’s evaluations of seven days, and three hours before them', async () => {
    const { rules, to } = await prepare(fleet(100).source, plan, NOW);
    expect(rules).toHaveLength(plan.length);
    for (const { outcome, planned } of rules) {
      const { interval } = planned.timing;
      expect(outcome.times).toHaveLength((7 * 24 + 3) * (60 / (interval / MINUTE)));
      expect((outcome.times.at(-1) ?? 0) % interval).toBe(0);
      expect(to - (outcome.times.at(-1) ?? 0)).toBeLessThan(interval);
    }
  });
});
