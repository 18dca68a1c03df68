import { describe, expect, it } from 'vitest';
import { shippedRules } from './rules';
import { direct, expectations } from './expected';
import { score, type Fired, type Happened } from './scoring';
import { situations } from './situations/situations';
import { between, table } from './table';

const minute = 60_000;

const happened = (
  kind: Happened['kind'],
  start: number,
  end: number,
  role: Happened['role'] = 'incident'
): Happened => ({
  kind,
  role,
  model: 'a',
  start: start * minute,
  end: end * minute,
});
const fired = (rule: string, start: number, model = 'a'): Fired => ({
  rule,
  tail: 10 * minute,
  interval: { labels: { model_name: model }, state: 'firing', start: start * minute },
});

describe('scoring', () => {
  const stall = happened('stall', 100, 120);

  it('counts what was caught, and how long it took', () => {
    const { rules, missed, wrong } = score(['requests-stalled'], [stall], [fired('requests-stalled', 115)]);
    expect(rules.get('requests-stalled')).toEqual({
      rule: 'requests-stalled',
      incidents: 1,
      delays: [15 * minute],
      justified: 0,
    });
    expect([missed, wrong]).toEqual([[], []]);
  });

  it.each([
    ['before the incident', fired('requests-stalled', 99)],
    ['after its tail', fired('requests-stalled', 131)],
    ['for another model', fired('requests-stalled', 110, 'b')],
  ])('takes a firing %s for false, and the incident for missed', (_, firing) => {
    const { missed, wrong } = score(['requests-stalled'], [stall], [firing]);
    expect(missed).toEqual([{ rule: 'requests-stalled', incident: stall }]);
    expect(wrong).toEqual([firing]);
  });

  it('tells side effects apart, and takes what no table justifies for false', () => {
    const { rules, wrong } = score(
      ['saturated', 'restarts'],
      [stall],
      [fired('saturated', 115), fired('restarts', 115)]
    );
    expect(rules.get('saturated')?.justified).toBe(1);
    expect(wrong.map(({ rule }) => rule)).toEqual(['restarts']);
  });

  it('lets a look-alike justify nothing, even of a kind that has a row', () => {
    expect(score([], [happened('stall', 0, 9, 'look-alike')], [fired('requests-stalled', 5)]).wrong).toHaveLength(1);
    expect(score([], [happened('rollout', 0, 9, 'look-alike')], [fired('canary-worse', 5)]).wrong).toHaveLength(1);
  });

  it('names rules that exist, and every rule is needed by an incident or a situation', () => {
    const ids = new Set(shippedRules().map(({ id }) => id));
    const rows = [...Object.values(expectations), direct];
    const named = rows.flatMap(({ must, may }) => [...must, ...Object.keys(may ?? {})]);
    expect(named.filter((id) => !ids.has(id))).toEqual([]);
    const must = new Set(rows.flatMap((row) => row.must));
    situations.flatMap(({ fires }) => fires).forEach((firing) => must.add(firing.split(' ')[0] ?? ''));
    // The watchdog is looked at in every situation; the other compares with a week ago: tests/semantics/situations has it.
    expect([...ids].filter((id) => !must.has(id))).toEqual(['watchdog', 'traffic-vanished']);
  });
});

describe('the table', () => {
  it('has the median and the longest delay, and what went wrong', () => {
    const row = { rule: 'x', incidents: 4, delays: [3, 9, 5].map((m) => m * minute), justified: 2, wrong: 1 };
    expect(table([row]).split('\n')[2]).toBe('| [x](#x) | 3 of 4 | 5 min / 9 min | 2 | 1 |');
  });

  it('is put between the markers, and nowhere else', () => {
    const text = 'a\n<!-- replay:begin -->\nold\n<!-- replay:end -->\nb';
    expect(between(text, 'new')).toBe('a\n<!-- replay:begin -->\n\nnew\n\n<!-- replay:end -->\nb');
    expect(() => between('a', 'new')).toThrow('replay:begin');
  });
});
