/** Names and sizes of rules, with few and with many models: what Grafana and VictoriaMetrics take. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readObjectives } from '../objectives';
import type { Filter, QueryModel } from '../translator';
import { grafanaRules } from './grafana';
import { ANY_MODELS, fits, fitting, lengthsOf } from './lengths';
import { filtersOf, pieces, shortened, type Selection } from './pieces';
import { exprOf, narrowedExpr, prometheusRules, wholeExpr } from './prometheus';
import type { PlacedRule } from './types';
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

/** Rules of 200 models in 10 sets, by the naming: both what they are like and how long they are is looked at. */
const many = new Map(Object.values(NAMINGS).map((name) => [name, lazily(() => allRules(documentOf(200, 10, name)))]));

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
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
      const rules = (models === 200 && sets === 10 && many.get(name)?.()) || allRules(documentOf(models, sets, name));
      const file = grafanaRules(rules, '').groups.flatMap((group) => group.rules);
      expect(Math.max(...file.map(({ title }) => bytes(title)))).toBeLessThanOrEqual(190);
      expect(Math.max(...file.map(({ uid }) => uid.length))).toBeLessThanOrEqual(40);
      expect(new Set(file.map(({ uid }) => uid)).size).toBe(file.length);
      expect(new Set(file.map(({ title }) => title)).size).toBe(file.length);
      const texts = rules.flatMap(({ queries }) => Object.values(queries).map(exprOf));
      expect(Math.max(...texts.map(bytes))).toBeLessThan(16 * 1024);
      const conditions = prometheusRules(rules).groups.flatMap((group) => group.rules.map(({ expr }) => expr));
      expect(Math.max(...conditions.map(bytes))).toBeLessThan(16 * 1024);
    },
    180_000
  );
});

const isModel = ({ label }: Filter) => label === 'model_name';

/** The rule with other filters in the place of those on the model. */
function forModels(rule: PlacedRule, models: Filter[]): PlacedRule {
  const replaced = (queries: Record<string, QueryModel>) =>
    Object.fromEntries(
      Object.entries(queries).map(([ref, query]) => {
        const { filters = [] } = query;
        const at = filters.findIndex(isModel);
        const others = filters.filter((filter) => !isModel(filter));
        return [
          ref,
          { ...query, filters: at < 0 ? filters : [...others.slice(0, at), ...models, ...others.slice(at)] },
        ];
      })
    );
  return { ...rule, queries: replaced(rule.queries), tells: replaced(rule.tells ?? {}) };
}

/** The models that a rule's first query selects. */
function modelsOf({ queries }: PlacedRule): Selection {
  const regions = (queries['A']?.filters ?? []).filter(isModel);
  return { only: false, names: [], patterns: new Map(), regions, cut: '' };
}

describe.each(Object.entries(NAMINGS))('lengths that are foretold, of names that are %s', (_, name) => {
  // The last piece of each kind, and the ones that keep the identity.
  const some = lazily(() => {
    const rules = (many.get(name)?.() ?? []).filter((rule) => filtersOf(modelsOf(rule)).length > 0);
    const last = new Map(rules.map((rule) => [rule.kind, rule]));
    return [...last.values(), ...rules.filter(({ id, kind }) => id === kind)];
  });

  it('are those of the texts that are written', () => {
    expect(some().length).toBeGreaterThan(30);
    for (const rule of some()) {
      expect([rule.id, lengthsOf(forModels(rule, filtersOf(ANY_MODELS)))(modelsOf(rule))]).toEqual([
        rule.id,
        {
          queries: Object.values({ ...rule.queries, ...rule.tells }).map((query) => bytes(exprOf(query))),
          whole: bytes(wholeExpr(rule)),
          narrowed: bytes(rule.groupBy.length > 0 ? narrowedExpr(rule) : wholeExpr(rule)),
        },
      ]);
    }
  });

  it('say that a rule fits where it does, and that one for more models does not where it does not', () => {
    const found = some().flatMap((rule) => {
      const any = fitting(forModels(rule, filtersOf(ANY_MODELS)));
      return [1, 20, 200].map((count) => {
        const names = Array.from({ length: count }, (__, i) => name(i));
        const models: Selection = { only: true, names, patterns: new Map(), regions: [], cut: '' };
        const real = fits(forModels(rule, filtersOf(models)));
        expect([rule.id, count, any(models)]).toEqual([rule.id, count, real]);
        return real;
      });
    });
    expect(new Set(found)).toEqual(new Set([true, false]));
  });
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
