/** The labels that a dashboard is grouped by, put into its queries. */
import { isCode, translate } from '../translator';
import { type BasetenQuery } from '../types';

/**
 * Whether a builder query can be grouped by these labels. Filters and durations may hold variables, and what a metric can be
 * grouped by does not depend on them.
 */
export function canGroup({ refId, metric, calculation }: BasetenQuery, groupBy: string[]): boolean {
  try {
    translate({ refId, metric, calculation, groupBy, threshold: 1 });
    return true;
  } catch {
    return false;
  }
}

/**
 * A builder query grouped by other labels: those that it can be grouped by, its own where it is none of them. A code
 * query says its grouping itself.
 */
export function groupedBy(query: BasetenQuery, labels: string[]): BasetenQuery {
  if (isCode(query)) {
    return query;
  }
  // What can't be translated in any grouping, such as a metric that is a variable, says so itself, or is known later.
  const fitting = canGroup(query, []) ? labels.filter((label) => canGroup(query, [label])) : labels;
  return fitting.length === 0 ? query : { ...query, groupBy: fitting };
}
