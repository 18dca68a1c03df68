/** The values that a rule would have had, and whether anybody could know them. */
import { type Piece } from '../../../backtest';
import { type EditorSource } from '../../../source';
import { translate } from '../../../translator';
import { type BasetenQuery } from '../../../types';
import { askValues, type Values } from './values';

/** Grafana evaluates the groups that we write once a minute. */
export const STEP_MS = 60_000;

const QUERY = 'A';
const EXPORT = 'B';

export interface Answer {
  series: Values[];
  /** 1 where the server had the export's samples then, so that a missing value was missing; 0 where nobody could tell. */
  known: Uint8Array;
}

/**
 * The query of a rule over a range, with the same values at each evaluation.
 * @throws an Error in words where a range can't give them
 */
export function rangeOf(model: BasetenQuery, context: EditorSource['context']): BasetenQuery {
  const translation = translate(model, { ...context, fromAlert: true });
  if (translation.expr.includes('@ end()') || translation.expr.includes('@ start()') || model.top !== undefined) {
    throw new Error('Its series are chosen anew at each evaluation, which a range can’t show.');
  }
  const ranged: BasetenQuery = { ...model, queryType: 'range', format: 'time_series', interval: '1m' };
  const { expr, stepAtLeast } = translate(ranged, context);
  // What counts since the point before would get a longer step in a range: as PromQL it is taken at each evaluation.
  return stepAtLeast === '' && expr === translation.expr
    ? ranged
    : { ...ranged, editorMode: 'code', metric: undefined, expr: translation.expr };
}

/** Asks for the evaluations of a piece; `begin` is the time of the first one of all, in milliseconds. */
export async function askPiece(
  source: EditorSource,
  query: BasetenQuery,
  begin: number,
  piece: Piece,
  signal: AbortSignal
): Promise<Answer> {
  const gone: BasetenQuery = { refId: EXPORT, metric: 'export_gone', queryType: 'range', interval: '1m' };
  const of = await askValues(source, [query, gone], { begin, stepMs: STEP_MS, ...piece }, signal);
  return { series: of(QUERY), known: knownOf(of(EXPORT), piece) };
}

/** 1 where the export was there. */
export function knownOf(gone: readonly Values[], { first, last }: Piece): Uint8Array {
  const known = new Uint8Array(last - first + 1);
  for (const { values } of gone) {
    values.forEach((value, index) => {
      known[index] = value === 0 ? 1 : 0;
    });
  }
  return known;
}
