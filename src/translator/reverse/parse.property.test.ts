/** PromQL that is read back: what the builder writes always is, and whatever else comes in does no harm. */
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { garbage, goodQuery, NASTY, text, TIMES } from '../../testing/arbitrary';
import { translate } from '../translate';
import { fromPromQL } from '.';

vi.setConfig({ testTimeout: 120_000 * TIMES });

const written = goodQuery.map((query) => ({
  expr: translate(query).expr,
  queryType: query.queryType,
  interval: query.interval,
}));

/** PromQL in which something is cut out, put in or doubled. */
const broken = fc
  .tuple(
    written,
    fc.nat(),
    fc.nat({ max: 12 }),
    fc.oneof(text, fc.constantFrom(...NASTY, '(', ' by (x)', '{', '"', '#'))
  )
  .map(([{ expr }, at, length, piece]) => {
    const from = at % (expr.length + 1);
    return expr.slice(0, from) + piece + expr.slice(from + length);
  });

/** Any value as a text; some objects have no text of their own. */
const noPromQL = garbage.map((value) => (typeof value === 'string' ? value : fc.stringify(value)));

const HINT =
  'src/translator/reverse/index.ts finds no query that writes this: it has to try what a field or a row adds. Then run: npx vitest run src/translator/reverse';

describe('PromQL read back', () => {
  it('gives a query that writes the same text, whatever the builder wrote', () => {
    fc.assert(
      fc.property(written, ({ expr, queryType, interval }) => {
        const read = fromPromQL(expr);
        expect('query' in read, HINT).toBe(true);
        if ('query' in read) {
          expect(translate({ ...read.query, queryType: read.query.queryType ?? queryType, interval }).expr).toBe(expr);
        }
      }),
      { numRuns: 300 * TIMES, seed: 6 }
    );
  });

  it('gives a query that writes what it read, or a reason, of a text that is broken or no PromQL at all', () => {
    fc.assert(
      fc.property(fc.oneof(broken, noPromQL), (wrong) => {
        const read = fromPromQL(wrong);
        if ('reason' in read) {
          expect(read.reason).toMatch(/\S[.?]$/);
        } else {
          const again = fromPromQL(translate(read.query).expr);
          expect(again).toEqual(read);
        }
      }),
      { numRuns: 1000 * TIMES, seed: 7 }
    );
  });
});
