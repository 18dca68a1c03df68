/**
 * Replays the corpus. Its JSON files are frozen; what stands in them comes from an oracle that knows the design's tables
 * and not the translator, or was written by hand. Both are held against it here, and the backend's copy of the
 * translator is in pkg/translator.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { QueryError, translate } from '../index';
import { files } from './oracle/entries';

/** `result` is the whole answer; `pins` and `error` name the parts that matter to an entry. */
interface Entry {
  name: string;
  query: unknown;
  context?: { fromAlert?: boolean; scrapeIntervalMs?: number };
  result?: Record<string, unknown>;
  pins?: Record<string, unknown>;
  error?: Record<string, unknown>;
}

const folder = new URL('.', import.meta.url);
const read = (name: string): Entry[] => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -'.json'.length));

function outcome({ query, context }: Entry): Pick<Entry, 'result' | 'error'> {
  try {
    return { result: JSON.parse(JSON.stringify(translate(query, context))) };
  } catch (error) {
    if (!(error instanceof QueryError)) {
      throw error;
    }
    const { field, value, allowed, message } = error;
    return { error: { field, value, allowed, message } };
  }
}

describe('the corpus', () => {
  it('is large enough to be worth replaying, and names each entry once', () => {
    const all = names.flatMap(read).map(({ name }) => name);
    expect(all.length).toBeGreaterThanOrEqual(500);
    expect(all.filter((name, i) => all.indexOf(name) !== i)).toEqual([]);
  });

  it.each(Object.keys(files))('%s.json is what the oracle says', (name) => {
    expect(read(name)).toEqual(JSON.parse(JSON.stringify(files[name])));
  });

  describe.each(names)('%s.json', (name) => {
    it.each(read(name).map((entry) => [entry.name, entry] as const))('%s', (_, entry) => {
      const hint = `src/translator/corpus/${name}.json says what is right: mend what composes it, in src/translator/translate.ts or its row in src/translator/catalog, then run: npx vitest run src/translator/corpus`;
      const got = outcome(entry);
      if (entry.error) {
        expect(got, hint).toEqual({ error: expect.objectContaining(entry.error) });
      } else if (entry.pins) {
        expect(got, hint).toEqual({ result: expect.objectContaining(entry.pins) });
      } else {
        expect(got, hint).toEqual({ result: entry.result });
      }
    });
  });
});
