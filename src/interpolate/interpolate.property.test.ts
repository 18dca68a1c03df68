/** Variables with values of any kind: what reaches the server selects those values, whatever is in them, and nothing else. */
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { translate } from '../translator';
import { garbage, goodQuery, text, TIMES } from '../testing/arbitrary';
import { selectorsOf } from '../testing/selectors';
import { templateSrv } from '../testing/templateSrv';
import { type BasetenQuery } from '../types';
import { interpolateQuery, NONE } from '.';

vi.setConfig({ testTimeout: 60_000 * TIMES });

/** A value that a variable can hold: not the empty text, which drops the filter. */
const value = text.filter((given) => given !== '' && given !== NONE && !given.includes('$__all'));
const values = fc.uniqueArray(value, { minLength: 2, maxLength: 4 });
const spelling = fc.constantFrom('$model', '${model}', '[[model]]', '${model:regex}');

/** A query as a file may hold it: nothing is known of its fields. */
function asSaved(query: object): BasetenQuery {
  return JSON.parse(JSON.stringify({ refId: 'A', ...query }));
}

function fill(query: Partial<BasetenQuery>, chosen: string | string[]) {
  const variable = { name: 'model', value: chosen, multi: Array.isArray(chosen) };
  return interpolateQuery({ refId: 'A', ...query }, templateSrv([variable]));
}

/** The one matcher of a selector, after the strings of PromQL as people write them. */
function matcherIn(expr: string, quote: string) {
  const plain = expr.replace(/(["'])((?:\\.|(?!\1)[^\\])*)\1/gs, (_, _quote, inside: string) =>
    JSON.stringify(inside.replace(/\\(.)/gs, (_all, char: string) => (char === 'n' ? '\n' : char)))
  );
  expect(expr.startsWith(`up{model_name`) && expr.includes(quote)).toBe(true);
  const [selector, ...more] = selectorsOf(plain);
  expect(more).toEqual([]);
  expect(selector?.matchers.length).toBe(1);
  return selector?.matchers[0];
}

describe('a variable with any values', () => {
  it('makes a filter ask for exactly them', () => {
    fc.assert(
      fc.property(values, spelling, fc.constantFrom('=' as const, '!=' as const), (chosen, written, operator) => {
        const metric = 'baseten_replicas_active';
        const filled = fill({ metric, filters: [{ label: 'model_name', operator, values: [written] }] }, chosen);
        const byHand = translate({ metric, filters: [{ label: 'model_name', operator, values: chosen }] });
        expect(translate(filled).expr).toBe(byHand.expr);
      }),
      { numRuns: 1000 * TIMES, seed: 8 }
    );
  });

  it('stays within its quotes in PromQL that a person wrote', () => {
    fc.assert(
      fc.property(value, fc.constantFrom('"', "'"), (chosen, quote) => {
        const filled = fill({ editorMode: 'code', expr: `up{model_name=${quote}$model${quote}}` }, chosen);
        expect(matcherIn(filled.expr ?? '', quote)).toEqual({ label: 'model_name', operator: '=', value: chosen });
      }),
      { numRuns: 1000 * TIMES, seed: 9 }
    );
  });

  it('matches exactly its values in a pattern that a person wrote', () => {
    fc.assert(
      fc.property(values, fc.constantFrom('"', "'"), (chosen, quote) => {
        const filled = fill({ editorMode: 'code', expr: `up{model_name=~${quote}$model${quote}}` }, chosen);
        const matcher = matcherIn(filled.expr ?? '', quote);
        const pattern = new RegExp(`^(?:${matcher?.value ?? ''})$`, 'su');
        for (const probe of [...chosen, ...chosen.map((one) => `${one}x`), ...chosen.map((one) => one.slice(1))]) {
          expect(pattern.test(probe)).toBe(chosen.includes(probe));
        }
      }),
      { numRuns: 1000 * TIMES, seed: 10 }
    );
  });
});

describe('a query with anything in its fields', () => {
  it('is filled in without an error, and stays what it is where it names no variable', () => {
    const field = fc.constantFrom(
      'metric',
      'filters',
      'groupBy',
      'window',
      'legendFormat',
      'adhocFilters',
      'expr',
      'editorMode'
    );
    fc.assert(
      fc.property(goodQuery, field, garbage, (query, name, wrong) => {
        expect(fill(asSaved({ ...query, [name]: wrong }), 'm')).toHaveProperty('refId', 'A');
        const plain = asSaved(query);
        expect(translate(fill(plain, 'm'))).toEqual(translate(plain));
      }),
      { numRuns: 1000 * TIMES, seed: 11 }
    );
  });
});
