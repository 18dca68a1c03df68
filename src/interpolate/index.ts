/**
 * Fills dashboard variables into a query. Panels, Explore and new rules all go through here, so that they ask for the
 * same thing. Nothing here throws: a field of the wrong type goes on as it is, and the translator names it.
 */
import { type AdHocVariableFilter, type ScopedVars } from '@grafana/data';
import { type TemplateSrv } from '@grafana/runtime';
import { type BasetenQuery } from '../types';
import { interpolateCode } from './code';
import { fromAdHoc, interpolateFilters } from './filters';
import { interpolateText } from './text';
import { isMacro, Variables, wholeSpelling } from './variables';

export { NONE, Variables } from './variables';
export { interpolateFilters } from './filters';

/** Labels to group by: a variable may hold several, and All or an empty one adds none beside those that it has. */
function interpolateLabels(labels: string[], variables: Variables): string[] {
  const found = labels.flatMap((label) => {
    const spelling = typeof label === 'string' ? wholeSpelling(label) : undefined;
    if (!spelling || isMacro(spelling)) {
      return [label];
    }
    const resolved = variables.resolve(spelling);
    return 'values' in resolved ? resolved.values.filter((value) => value !== '') : [label];
  });
  return [...new Set(found)];
}

/** The query with its variables filled in. The macros of the backend stay symbolic. */
export function interpolateQuery(
  query: BasetenQuery,
  templateSrv: TemplateSrv,
  scopedVars: ScopedVars = {},
  adhoc: AdHocVariableFilter[] = []
): BasetenQuery {
  const variables = new Variables(templateSrv, scopedVars);
  const filled: BasetenQuery = { ...query };
  for (const field of ['metric', 'window', 'offset', 'interval', 'legendFormat'] as const) {
    const text = query[field];
    if (typeof text === 'string') {
      filled[field] = interpolateText(text, variables);
    }
  }
  if (Array.isArray(query.filters)) {
    filled.filters = interpolateFilters(query.filters, variables);
  }
  if (Array.isArray(query.groupBy)) {
    filled.groupBy = interpolateLabels(query.groupBy, variables);
  }
  const added = [...(Array.isArray(query.adhocFilters) ? query.adhocFilters : []), ...fromAdHoc(adhoc)];
  if (added.length > 0) {
    filled.adhocFilters = interpolateFilters(added, variables);
  }
  if (query.editorMode === 'code' && typeof query.expr === 'string') {
    filled.expr = interpolateCode(query.expr, variables);
  }
  return filled;
}
