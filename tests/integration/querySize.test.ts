/** The longest queries of rules for many models, asked through the plugin: VictoriaMetrics refuses those above 16 KiB. */
import { describe, expect, it } from 'vitest';
import { exprOf, prometheusRules } from '../../src/rules/prometheus';
import { allRules } from '../../src/rules/variants';
import { readObjectives } from '../../src/objectives';
import type { QueryModel } from '../../src/translator';
import { ask } from './ask';
import { at } from './past';
import { sources } from './servers';

/** How many of the longest are asked. */
const ASKED = 12;

/** Writing the rules of 200 models, and asking the longest queries there are, takes 10 to 20 s on an idle machine. */
const TIMEOUT = 240_000;

/** Models whose names have 100 characters of three bytes, in sets that differ in everything. */
function rulesFor(models: number, sets: number) {
  const name = (i: number) => `${'模'.repeat(48)}${String(i).padStart(4, '0')}${'型'.repeat(48)}`;
  const document = readObjectives({
    version: 1,
    sets: Array.from({ length: sets }, (_, s) => ({
      name: `Set ${s}`,
      models: Array.from({ length: models }, (_one, i) => name(i)).filter((_one, i) => i % sets === s),
      latencySeconds: s + 1,
      availability: 0.9 + s / 1000,
      startMinutes: s + 11,
      ignoredCodes: ['429'],
    })),
  }).document;
  return allRules(document);
}

function longest<T>(all: T[], size: (one: T) => number): T[] {
  const sized = all.map((one) => ({ one, bytes: size(one) })).sort((a, b) => b.bytes - a.bytes);
  return sized.slice(0, ASKED).map(({ one }) => one);
}

describe('on VictoriaMetrics', () => {
  const answer = (query: QueryModel) =>
    ask({ source: sources.victoriametrics, query: { queryType: 'instant', ...query }, from: at(1), to: at(2) });

  it('a query above 16 KiB is refused', async () => {
    const expr = `sum(up{instance=~"${'x'.repeat(17_000)}"})`;
    await expect(answer({ editorMode: 'code', expr })).rejects.toThrow(/maxQueryLen=16384/);
  });

  it.each([
    [1, 1],
    [8, 1],
    [8, 8],
    [200, 1],
    [200, 10],
    [200, 50],
  ])(
    'the longest queries of rules for %i models in %i sets are answered',
    { timeout: TIMEOUT },
    async (models, sets) => {
      const rules = rulesFor(models, sets);
      const queries = rules.flatMap((rule) => Object.values(rule.queries));
      const size = (query: QueryModel) => exprOf(query).length;
      const exprs = prometheusRules(rules).groups.flatMap((group) => group.rules.map(({ expr }) => expr));
      const asked = [
        ...longest(queries, size),
        ...longest(exprs, (one) => one.length).map((expr): QueryModel => ({ editorMode: 'code', expr })),
      ];
      expect(asked).toHaveLength(2 * ASKED);
      for (const query of asked) {
        await expect(answer(query)).resolves.toBeDefined();
      }
    }
  );
});
