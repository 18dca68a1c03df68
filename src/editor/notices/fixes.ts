/** What fixes a query that can't be translated, one click each. */
import { t } from '../../i18n';
import { catalog, fieldNames, findEntry, nearest, queryFields, type QueryError } from '../../translator';
import { type BasetenQuery } from '../../types';
import { calculationOf, changeCalculation } from '../changes';
import { entryTexts } from '../texts/catalogTexts';
import { type Fix } from './notices';

/** A list without one of its places; undefined where that place is not what `filled`, the list that was read, has there. */
function withoutPlace(list: unknown, filled: unknown, place: number): unknown[] | undefined {
  const same = Array.isArray(list) && Array.isArray(filled) && list.length === filled.length;
  return same ? list.filter((_, at) => at !== place) : undefined;
}

/** True where all that is missing is a threshold, which only the server can tell. */
export function lacksThreshold(error: QueryError, query: BasetenQuery): boolean {
  return error.field === 'threshold' && (query.threshold === undefined || query.threshold === null);
}

/**
 * Queries that the error does not stand in the way of.
 * @param query as it is saved
 * @param filled with its variables filled in, as it was translated
 */
export function fixesOf(error: QueryError, query: BasetenQuery, filled: BasetenQuery): Fix[] {
  const [, field, place] = /^(\w+)(?:\[(\d+)\])?/.exec(error.field) ?? [];
  if (field === 'metric' && typeof query.metric === 'string') {
    const ids = catalog.map(({ id }) => id);
    return nearest(query.metric, ids).flatMap((id) => {
      const entry = findEntry(id);
      const label = entry && t('editor.fixes.metric', 'Use {{metric}}', { metric: entryTexts(entry).title });
      return label ? [{ label, query: { ...query, metric: id } }] : [];
    });
  }
  if (lacksThreshold(error, query)) {
    const entry = findEntry(query.metric ?? '');
    const isShare = entry !== undefined && calculationOf(query, entry) === 'share_within';
    const label = t('editor.fixes.percentile', 'Show the percentile instead');
    return isShare ? [{ label, query: changeCalculation(query, entry, 'quantile') }] : [];
  }
  if (place !== undefined && (field === 'filters' || field === 'groupBy')) {
    const rest = withoutPlace(query[field], filled[field], Number(place));
    const label =
      field === 'filters'
        ? t('editor.fixes.filter', 'Remove the filter')
        : t('editor.fixes.group', 'Remove the label from the grouping');
    return rest ? [{ label, query: { ...query, [field]: rest } }] : [];
  }
  const known = fieldNames.find((name) => name === field && queryFields[name].hasDefault);
  return known
    ? [{ label: t('editor.fixes.default', 'Use the default'), query: { ...query, [known]: undefined } }]
    : [];
}
