/**
 * What Grafana asks of ad-hoc filters and group-by keys beside their values: whether they reach any query (since 12.3), and
 * what to group by (since 13). Loaded when it asks.
 */
import { type AdHocVariableFilter, type DrilldownRecommendation, type DrilldownsApplicability } from '@grafana/data';
import { t } from './i18n';
import { findEntry, isCode, takesLabel } from './translator';
import { type BasetenQuery } from './types';
import { canGroup } from './variables/groupedBy';

interface Asked {
  queries?: BasetenQuery[];
  filters?: AdHocVariableFilter[];
  groupByKeys?: string[];
}

/** What lines are told apart by most. */
const USUAL = ['model_name', 'environment', 'deployment_id'];

function takesFilter(query: BasetenQuery, label: string): boolean {
  // PromQL gets filters in all of its selectors, and of a metric that is a variable nothing is known yet.
  const entry = isCode(query) || !query.metric ? undefined : findEntry(query.metric);
  return !entry || takesLabel(entry, label);
}

function takesKey(query: BasetenQuery, label: string): boolean {
  return !isCode(query) && (!query.metric || !findEntry(query.metric) || canGroup(query, [label]));
}

function reaches(queries: BasetenQuery[], takes: (query: BasetenQuery) => boolean): boolean {
  return queries.length === 0 || queries.some(takes);
}

/** Which filters and keys do something to one of the queries at least; of those that don't, why. */
export function applicability({ queries = [], filters = [], groupByKeys = [] }: Asked): DrilldownsApplicability[] {
  return [
    ...filters.map(({ key, origin }) => {
      const applicable = reaches(queries, (query) => takesFilter(query, key));
      const reason = t('drilldowns.no-filter', 'No query here is of series with the label {{label}}.', { label: key });
      return { key, ...(origin === undefined ? {} : { origin }), applicable, ...(applicable ? {} : { reason }) };
    }),
    ...groupByKeys.map((key) => {
      const applicable = reaches(queries, (query) => takesKey(query, key));
      const reason = t('drilldowns.no-group', 'No query here can be grouped by {{label}}.', { label: key });
      return { key, applicable, ...(applicable ? {} : { reason }) };
    }),
  ];
}

/** What lines can be told apart by beside what they are by now; a label of which one value is filtered for tells nothing. */
export function recommended({ queries = [], filters = [], groupByKeys = [] }: Asked): DrilldownRecommendation {
  const said = new Set([...groupByKeys, ...filters.filter(({ operator }) => operator === '=').map(({ key }) => key)]);
  const keys = USUAL.filter((key) => !said.has(key) && queries.some((query) => takesKey(query, key)));
  return keys.length === 0 ? {} : { groupByKeys: keys };
}
