/** The query of a rule, asked over a range. */
import { translate, type TranslateContext } from '../../../translator';
import { type BasetenQuery } from '../../../types';

/** Grafana evaluates the groups that we write once a minute. */
export const STEP_MS = 60_000;

const QUOTES_AND_COMMENTS = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`|#.*/g;
const PINNED = /@\s*(?:start|end)\s*\(/i;

/** True where PromQL that a person wrote reads a moment that each evaluation has of its own and a range has once. */
function isPinned(expr: string): boolean {
  return PINNED.test(expr.replace(QUOTES_AND_COMMENTS, ' '));
}

/**
 * The query of a rule over a range, with the same values at each evaluation.
 * @throws an Error in words where a range can't give them
 */
export function rangeOf(model: BasetenQuery, context: TranslateContext): BasetenQuery {
  const translation = translate(model, { ...context, fromAlert: true });
  if (model.top !== undefined || isPinned(translation.expr)) {
    throw new Error('Its series are chosen anew at each evaluation, which a range can’t show.');
  }
  const ranged: BasetenQuery = { ...model, queryType: 'range', format: 'time_series', interval: '1m' };
  const { expr, stepAtLeast } = translate(ranged, context);
  // What counts since the point before would get a longer step in a range: as PromQL it is taken at each evaluation.
  return stepAtLeast === '' && expr === translation.expr
    ? ranged
    : { ...ranged, editorMode: 'code', metric: undefined, expr: translation.expr };
}
