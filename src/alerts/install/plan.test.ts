import { describe, expect, it } from 'vitest';
import { readObjectives } from '../../objectives';
import { foundRules, type FoundRule } from './found';
import { folderUidOf, prefixOf, uidOf } from './names';
import { bodyOf, countOf, planOf, says } from './plan';
import { secondsOf, wantedOf, type Wanted } from './wanted';

const { document } = readObjectives({
  version: 1,
  sets: [{ name: 'Sp$$ch', models: ['whisper'], latencySeconds: 5, availability: 0.99 }],
});
const looser = readObjectives({ version: 1, defaults: { availability: 0.99 } }).document;
const wanted = wantedOf(document, 'source-1', 'Fleet');

/** What Grafana gives back for what was written: it fills in and prints durations its own way. */
function stored({ folder, groups }: Wanted): FoundRule[] {
  const filled = groups.flatMap((group) =>
    group.rules.map((rule) => ({
      ...rule,
      id: 7,
      orgID: 1,
      folderUID: folder.uid,
      ruleGroup: group.title,
      for: rule.for === '60m' ? '1h' : rule.for,
      isPaused: false,
      notification_settings: null,
      data: rule.data.map((query) => ({ ...query, queryType: '', model: { ...query.model, intervalMs: 1000 } })),
    }))
  );
  return foundRules(JSON.parse(JSON.stringify(filled)));
}
const first = <T>(items: readonly T[]): T => {
  const [item] = items;
  if (item === undefined) {
    throw new Error('there is none');
  }
  return item;
};

describe('what is wanted', () => {
  it('asks its own data source, in the shape of the API', () => {
    const rules = wanted.groups.flatMap((group) => group.rules);
    const asked = new Set(rules.flatMap(({ data }) => data.map(({ datasourceUid }) => datasourceUid)));
    expect([...asked].sort()).toEqual(['__expr__', 'source-1']);
    expect(JSON.stringify(rules)).not.toContain('baseten-metrics"');
    expect(wanted.groups.map(({ title, interval }) => [title, interval])).toEqual([
      ['baseten-pages', 60],
      ['baseten-latency', 120],
      ['baseten-tickets', 120],
      ['baseten-hours', 900],
      ['baseten-days', 3600],
    ]);
    // In a file the `$` of a title is doubled; the API takes it as it is.
    expect(rules.some(({ title }) => title.includes('Sp$$ch'))).toBe(true);
    expect(rules.some(({ title }) => title.includes('Sp$$$'))).toBe(false);
    expect(new Set(rules.map(({ annotations }) => annotations['__objectives__'])).size).toBe(1);
  });

  it('has uids that Grafana takes, one for each rule and data source', () => {
    const uids = (source: string) =>
      wantedOf(document, source, 'x').groups.flatMap((group) => group.rules.map(({ uid }) => uid));
    const both = [...uids('source-1'), ...uids('source-2')];
    expect(new Set(both).size).toBe(both.length);
    expect(both.filter((uid) => !/^[a-zA-Z0-9_-]{1,40}$/.test(uid))).toEqual([]);
    expect(folderUidOf('x'.repeat(40)).length).toBeLessThanOrEqual(40);
  });

  it('keeps long ids apart that begin alike', () => {
    const [a, b] = ['availability-burn-0433e077', 'availability-burn-1543a35c'].map((id) => uidOf('s', id));
    expect(a).not.toBe(b);
  });

  it.each([
    ['1m', 60],
    ['1h30m', 5400],
    ['0s', 0],
    ['1d', 86_400],
    ['soon', NaN],
    ['5m soon', NaN],
  ])('%s is %d seconds', (text, seconds) => expect(secondsOf(text)).toBe(seconds));
});

describe('a plan', () => {
  const count = wanted.groups.flatMap(({ rules }) => rules).length;

  it('creates everything where there is nothing', () => {
    const plan = planOf(wanted, [], false);
    expect(countOf(plan, 'create')).toBe(count);
    expect(plan.groups).toEqual(wanted.groups);
  });

  it('has nothing to do where all is as written, however Grafana fills it in', () => {
    const plan = planOf(
      wanted,
      stored(wanted),
      true,
      new Map(wanted.groups.map((group) => [group.title, group.interval]))
    );
    expect(countOf(plan, 'keep')).toBe(count);
    expect([plan.groups, plan.gone, plan.strays]).toEqual([[], [], []]);
  });

  it('changes, creates and removes what another document has otherwise', () => {
    const plan = planOf(wantedOf(looser, 'source-1', 'Fleet'), stored(wanted), true);
    // The set's rules go, the common ones name another document.
    const removed = plan.changes.filter(({ kind }) => kind === 'remove');
    expect(removed.length).toBeGreaterThan(0);
    expect(removed.every(({ title }) => title.includes('Sp$$ch'))).toBe(true);
    expect(countOf(plan, 'create')).toBe(0);
    const burn = plan.changes.find(({ uid }) => uid === uidOf('source-1', 'availability-burn'));
    expect(burn?.fields).toEqual(expect.arrayContaining(['data', 'annotations']));
    const watchdog = plan.changes.find(({ uid }) => uid === uidOf('source-1', 'watchdog'));
    expect(watchdog?.fields).toEqual(['annotations']);
  });

  it.each<[what: string, change: object, field: string]>([
    ['a threshold', { data: [] }, 'data'],
    ['a label', { labels: { severity: 'page', source: 'baseten', rule: 'watchdog', team: 'x' } }, 'labels'],
    ['the time to wait', { for: '2h' }, 'for'],
    ['the place', { ruleGroup: 'other' }, 'ruleGroup'],
  ])('changes back %s that somebody changed', (_, change, field) => {
    const found = stored(wanted).map(({ uid, raw }) =>
      uid === uidOf('source-1', 'watchdog') ? { ...raw, ...change } : raw
    );
    const plan = planOf(wanted, foundRules(found), true);
    expect(plan.changes.filter(({ kind }) => kind === 'change')).toMatchObject([{ fields: [field] }]);
    expect(plan.groups.map(({ title }) => title)).toEqual(['baseten-pages']);
  });

  it('leaves a pause and a contact point of its own to the person who set them', () => {
    const found = stored(wanted).map(({ raw }, i) =>
      i === 0 ? { ...raw, isPaused: true, notification_settings: { receiver: 'mine' } } : raw
    );
    const plan = planOf(wanted, foundRules(found), true);
    expect(plan.changes[0]).toMatchObject({ kind: 'keep', isPaused: true });
    const body = bodyOf(first(wanted.groups), foundRules(found));
    expect(body.rules[0]).toMatchObject({ isPaused: true, notification_settings: { receiver: 'mine' } });
    expect(body.rules[1]).toMatchObject({ isPaused: false });
  });

  it("refuses a group with somebody else's rule, and leaves other groups of the folder alone", () => {
    const mine = first(stored(wanted)).raw;
    const stranger = { ...mine, uid: 'theirs', title: 'Theirs' };
    const plan = planOf(wanted, foundRules([stranger, { ...stranger, uid: 'more', ruleGroup: 'their group' }]), true);
    expect(plan.foreign.map(({ uid }) => uid)).toEqual(['theirs']);
    expect([plan.gone, plan.strays]).toEqual([[], []]);
  });

  it("deletes a rule of ours alone where it lies among somebody else's", () => {
    const mine = first(stored(wanted)).raw;
    const old = { ...mine, uid: `${prefixOf('source-1')}old`, ruleGroup: 'mixed' };
    const plan = planOf(wanted, foundRules([old, { ...mine, uid: 'theirs', ruleGroup: 'mixed' }]), true);
    expect([plan.gone, plan.strays]).toEqual([[], [old.uid]]);
    const alone = planOf(wanted, foundRules([old]), true);
    expect([alone.gone, alone.strays]).toEqual([['mixed'], []]);
  });

  it('says which rules ring twice: provisioned ones of the same data source', () => {
    const mine = first(stored(wanted)).raw;
    const file = { ...mine, uid: 'baseten-watchdog', folderUID: 'theirs', provenance: 'file' };
    const other = { ...file, uid: 'baseten-x', data: [{ datasourceUid: 'source-2' }] };
    const plan = planOf(wanted, foundRules([file, other]), false);
    expect(plan.doubled.map(({ uid }) => uid)).toEqual(['baseten-watchdog']);
    expect(plan.changes.some(({ kind }) => kind === 'remove')).toBe(false);
  });

  it('writes a group whose interval somebody changed', () => {
    const plan = planOf(wanted, stored(wanted), true, new Map([['baseten-pages', 300]]));
    expect(plan.groups.map(({ title }) => title)).toEqual(['baseten-pages']);
  });

  it('compares what was written only', () => {
    expect(says({ a: 1, b: 2 }, { a: 1 })).toBe(true);
    expect(says({ b: 2 }, { a: 1 })).toBe(false);
    expect(says([1], [1, 2])).toBe(false);
    expect(says(null, { a: 1 })).toBe(false);
  });
});
