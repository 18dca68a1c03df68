/** Which of its two kinds a query is. */
import { isMissing, isRecord, readChoice, type Raw } from './read';

const EDITOR_MODES = ['builder', 'code'] as const;

function hasText(value: unknown): boolean {
  return typeof value === 'string' ? value.trim() !== '' : !isMissing(value);
}

/**
 * True for PromQL and no word of who wrote it: a query as Prometheus data sources save it, after somebody has changed the
 * data source in a file.
 */
export function isForeign(raw: Raw): boolean {
  return isMissing(raw.editorMode) && !hasText(raw.metric) && hasText(raw.expr);
}

/** The mode of a query; without one, PromQL beside no metric is code. Throws a `QueryError` where it is another word. */
export function readMode(raw: Raw): (typeof EDITOR_MODES)[number] {
  return readChoice(raw.editorMode, 'editorMode', EDITOR_MODES, isForeign(raw) ? 'code' : 'builder');
}

/** True for a query whose PromQL is what it asks. Never throws: a mode that is none is the builder's to name. */
export function isCode(query: unknown): boolean {
  return isRecord(query) && (query.editorMode === 'code' || isForeign(query));
}

/** True for a query that says it is the builder's, but holds PromQL and no metric. */
export function lacksMetric(query: unknown): boolean {
  return isRecord(query) && !isCode(query) && !hasText(query.metric) && hasText(query.expr);
}
