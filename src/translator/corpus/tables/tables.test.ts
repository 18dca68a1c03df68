/**
 * Tables of cases written by hand that hold in every place which has to agree: here in builder and code queries, in
 * pkg/translator the same in the backend's engine, in pkg/plugin in what is sent to a server.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { QueryError, translate } from '../../index';
import { variableInPattern } from '../../reading/variables';

interface FilterCase {
  name: string;
  filters: unknown;
  matchers?: unknown;
  /** `field` without the name of the list. */
  error?: { field: string; value?: string; allowed?: string };
}

const read = <T>(name: string): T[] => JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8'));

function outcome(query: unknown, list: string): unknown {
  try {
    const { matchers } = translate(query);
    return { matchers };
  } catch (error) {
    if (!(error instanceof QueryError)) {
      throw error;
    }
    const { field, value, allowed } = error;
    return { error: { field: field.slice(list.length), value, allowed } };
  }
}

const BUILDER = { metric: 'baseten_replicas_active', groupBy: [] };
const CODE = { editorMode: 'code', expr: 'up' };

describe('filters', () => {
  test.each(read<FilterCase>('filters'))('$name', ({ filters, matchers, error }) => {
    const want = error ? { error: expect.objectContaining(error) } : { matchers };
    expect(outcome({ ...BUILDER, filters }, 'filters')).toEqual(want);
    expect(outcome({ ...BUILDER, adhocFilters: filters }, 'adhocFilters')).toEqual(want);
    expect(outcome({ ...CODE, adhocFilters: filters }, 'adhocFilters')).toEqual(want);
    if (!error) {
      expect(translate({ ...BUILDER, filters }).selects[0]?.matchers).toEqual(matchers);
    }
  });

  test('of the builder are no part of a code query', () => {
    expect(translate({ ...CODE, filters: [{ label: '', operator: '>', values: [5] }] }).matchers).toEqual([]);
  });
});

describe('variables in patterns', () => {
  test.each(read<{ pattern: string; variable: string }>('patterns'))('$pattern', ({ pattern, variable }) => {
    expect(variableInPattern(pattern)).toBe(variable || null);
  });
});
