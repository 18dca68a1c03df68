/** Names and sizes of rules, with few and with many models: what Grafana and VictoriaMetrics take. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readObjectives } from '../objectives';
import { translate, type Filter } from '../translator';
import { grafanaRules } from './grafana';
import { filtersOf, pieces, shortened, type Selection } from './pieces';
import { prometheusRules } from './prometheus';
import { allRules } from './variants';

const bytes = (text: string) => Buffer.byteLength(text);

/** Names as people give them, and names of 100 characters of three and four bytes that differ somewhere. */
const NAMINGS: Record<string, (i: number) => string> = {
  short: (i) => `team-${i % 7}/model ${i} "v${i % 3}"`,
  'long, alike': (i) => `${'模'.repeat(96)}${String(i).padStart(4, '0')}`,
  'long, all different': (i) =>
    Array.from({ length: 100 }, (_, k) => String.fromCodePoint(0x4e00 + ((i * 131 + k * 17 + i * k) % 8000))).join(''),
  'long, of emoji': (i) => `${String.fromCodePoint(0x1f600 + (i % 60))}${'🚀'.repeat(95)}${i}`,
};

function documentOf(models: number, sets: number, name: (i: number) => string) {
  const all = Array.from({ length: models }, (_, i) => name(i));
  return readObjectives({
    version: 1,
    sets: Array.from({ length: sets }, (_, s) => ({
      name: `Set ${s} ${'ü'.repeat(45)}`,
      models: all.filter((_, i) => i % sets === s),
      latencySeconds: s + 1,
      firstByteSeconds: s + 1,
      availability: 0.9 + s / 1000,
      concurrencyPerReplica: s + 100,
      startMinutes: s + 11,
      ignoredCodes: ['429'],
    })),
  }).document;
}

describe.each(Object.entries(NAMINGS))('with names that are %s', (_, name) => {
  it.each([
    [1, 1],
    [8, 1],
    [8, 10],
    [200, 1],
    [200, 10],
    [200, 50],
  ])(
    '%i models in %i sets have titles, uids and queries that servers take',
    (models, sets) => {
      const rules = allRules(documentOf(models, sets, name));
      const file = grafanaRules(rules, '').groups.flatMap((group) => group.rules);
      expect(Math.max(...file.map(({ title }) => bytes(title)))).toBeLessThanOrEqual(190);
      expect(Math.max(...file.map(({ uid }) => uid.length))).toBeLessThanOrEqual(40);
      expect(new Set(file.map(({ uid }) => uid)).size).toBe(file.length);
      expect(new Set(file.map(({ title }) => title)).size).toBe(file.length);
      for (const { queries } of rules) {
        for (const query of Object.values(queries)) {
          expect(bytes(translate(query, { fromAlert: true }).expr)).toBeLessThan(16 * 1024);
        }
      }
      for (const { expr } of prometheusRules(rules).groups.flatMap((group) => group.rules)) {
        expect(bytes(expr)).toBeLessThan(16 * 1024);
      }
    },
    180_000
  );
});

/** What a filter on the model lets through, as Prometheus matches. */
function passes(name: string, filters: Filter[]): boolean {
  return filters.every(({ operator, values }) => {
    const matches = values.some((value) =>
      operator === '=' || operator === '!='
        ? value === name
        : // JavaScript writes RE2's \\x{…} and (?s:…) in another way.
          new RegExp(`^(?:${value.replaceAll('\\x{', '\\u{').replaceAll('(?s:', '(?:')})$`, 'su').test(name)
    );
    return operator.startsWith('!') ? !matches : matches;
  });
}

describe('pieces of a selection', () => {
  const names = fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }), {
    minLength: 1,
    maxLength: 30,
  });

  it('select each model once, whoever it is, and the others never', () => {
    fc.assert(
      fc.property(names, names, fc.boolean(), fc.integer({ min: 1, max: 5 }), (members, others, only, most) => {
        const whole: Selection = { only, names: members, patterns: new Map(), regions: [], cut: '' };
        const parts = pieces(whole, (piece) => piece.names.length <= most);
        expect(new Set(parts.map(({ cut }) => cut)).size).toBe(parts.length);
        for (const name of [...members, ...others]) {
          const found = parts.filter((part) => passes(name, filtersOf(part))).length;
          expect([name, found]).toEqual([name, members.includes(name) === only ? 1 : 0]);
        }
      }),
      { numRuns: 300 }
    );
  });

  it('tell long names by beginning, length and end, and spell out those that look alike', () => {
    const long = (middle: string) => `${'模'.repeat(20)}${middle}${'型'.repeat(20)}`;
    const names = [long('a'), long('b'), long('xyz'), 'short', '.'.repeat(70)];
    const patterns = shortened(names);
    expect([...patterns]).toEqual([
      [long('xyz'), `${'模'.repeat(8)}.{27}${'型'.repeat(8)}`],
      ['.'.repeat(70), `${'\\.'.repeat(8)}.{54}${'\\.'.repeat(8)}`],
    ]);
    const selection = { only: true, names, patterns, regions: [], cut: '' };
    expect(names.map((name) => passes(name, filtersOf(selection)))).toEqual(names.map(() => true));
    expect(passes(long('wxyz'), filtersOf(selection))).toBe(false);
    expect(passes(long('c'), filtersOf(selection))).toBe(false);
  });

  it('stay as they are where another model is added to one of them', () => {
    const cuts = (members: string[]) =>
      pieces(
        { only: false, names: members, patterns: new Map(), regions: [], cut: '' },
        (piece) => piece.names.length <= 3
      ).map(({ cut }) => cut);
    const before = ['alpha', 'beta', 'gamma', 'delta', 'p1', 'q1', 'r1', 's1', 'zeta'];
    expect(cuts([...before, 'q2'])).toEqual(expect.arrayContaining(cuts(before).slice(0, 1)));
    expect(cuts(before).length).toBeGreaterThan(2);
  });
});
