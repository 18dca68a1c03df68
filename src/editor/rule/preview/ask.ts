/** The values that a rule would have had, and whether anybody could know them. */
import { type Piece } from '../../../backtest';
import { type EditorSource } from '../../../source';
import { type BasetenQuery } from '../../../types';
import { knownOf, knownQueries, withAhead } from './known';
import { STEP_MS } from './range';
import { askValues, type Values } from './values';

const QUERY = 'A';
const EXPORT = 'B';
const SCRAPED = 'C';

export interface Answer {
  series: Values[];
  /** 1 where somebody could evaluate, so that a missing value was missing. */
  known: Uint8Array;
}

/**
 * Asks for the evaluations of a piece.
 * @param begin time of the first evaluation of all, in milliseconds
 * @param lastOfAll its number
 */
export async function askPiece(
  source: EditorSource,
  query: BasetenQuery,
  begin: number,
  lastOfAll: number,
  piece: Piece,
  signal: AbortSignal
): Promise<Answer> {
  const grid = withAhead({ begin, stepMs: STEP_MS, ...piece }, lastOfAll);
  const of = await askValues(source, [query, ...knownQueries([EXPORT, SCRAPED], '1m')], grid, signal);
  const count = piece.last - piece.first + 1;
  const { models } = knownOf(of(EXPORT), of(SCRAPED), grid, source.context.scrapeIntervalMs);
  return {
    series: of(QUERY).map(({ labels, values }) => ({ labels, values: values.subarray(0, count) })),
    known: models.subarray(0, count),
  };
}
