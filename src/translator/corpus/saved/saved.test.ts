/**
 * Queries as dashboards and rules of every version so far have saved them: one of each combination of fields, and one of each
 * metric with each calculation. They are never changed; a new form is added. What a query means is the corpus's to hold.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isRecord, translate } from '../../index';

const saved: unknown[] = JSON.parse(readFileSync(new URL('queries.json', import.meta.url), 'utf8'));
const named = saved.filter(isRecord).map((query) => [JSON.stringify(query), query] as const);

describe('a query that was saved by an earlier version', () => {
  it('is one of many', () => {
    expect(named.length).toBe(saved.length);
    expect(new Set(named.map(([text]) => text)).size).toBeGreaterThan(80);
  });

  it.each(named)('%s', (text) => {
    // The browser fills variables in before the translator sees a query; "$window" and the like stand alone.
    const query: unknown = JSON.parse(text.replace(/"\$(?!__)\w+"/g, '"production"'));
    expect(translate(query).expr).not.toBe('');
  });
});
