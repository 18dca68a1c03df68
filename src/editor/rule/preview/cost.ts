/** What a query costs the server. */
import { type EditorSource } from '../../../source';
import { translate } from '../../../translator';
import { type BasetenQuery } from '../../../types';

/** A histogram is counted once, and is read bucket by bucket. */
const BUCKETS = 20;
/** What is asked about the export beside the query reads five families. */
const EXPORT_FAMILIES = 5;
/** Where the server tells nothing of its series. */
const ASSUMED_SERIES = 2000;
/** The series that the server reads for one evaluation, at most. */
export async function seriesOf(source: EditorSource, query: BasetenQuery): Promise<number> {
  try {
    const { metrics } = await source.lookups.catalog();
    const count = (id: string | undefined) => metrics.find((metric) => metric.id === id)?.series ?? 0;
    const { expr } = translate(query, source.context);
    const buckets = /_bucket\b/.test(expr) ? BUCKETS : 1;
    const own = query.metric === undefined ? 0 : count(query.metric);
    return (own === 0 ? ASSUMED_SERIES : own * buckets) + EXPORT_FAMILIES * count('export_gone');
  } catch {
    return ASSUMED_SERIES;
  }
}
