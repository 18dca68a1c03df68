/**
 * Fills dashboard variables into a query. Panels, Explore and new rules all go through here, so that they ask for the
 * same thing. Nothing here throws: a field of the wrong type goes on as it is, and the translator names it.
 */
import { type AdHocVariableFilter, type ScopedVars } from '@grafana/data';
import { type TemplateSrv } from '@grafana/runtime';
import { type BasetenQuery } from '../types';
import { type Filter, findEntry, isCode, isRecord, takesLabel } from '../translator';
import { interpolateCode } from './code';
import { foreignAdHoc, fromAdHoc, interpolateFilters, interpolateStatus, pinnedVariables } from './filters';
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

/** What a variable holds that stands where a number belongs; other texts stay, so that the error names them. */
function interpolateNumber(value: unknown, variables: Variables): unknown {
  const spelling = typeof value === 'string' ? wholeSpelling(value) : undefined;
  if (!spelling || isMacro(spelling)) {
    return value;
  }
  const text = variables.replaceText(spelling, ', ').trim();
  if (text === '') {
    return undefined;
  }
  return isFinite(Number(text)) ? Number(text) : text;
}

/** Whether series of a metric can have a label; all can where nobody knows the metric. */
function hasLabelOf(metric: unknown): (label: string) => boolean {
  const entry = typeof metric === 'string' ? findEntry(metric) : undefined;
  return (label) => !entry || takesLabel(entry, label);
}

/** Fields that hold a choice or a number, by the type of the query; a file may hold a variable there. */
function interpolateChoices(query: BasetenQuery, variables: Variables): Record<string, unknown> {
  const filled: Record<string, unknown> = {};
  for (const field of ['calculation', 'aggregation'] as const) {
    const text: unknown = query[field];
    if (typeof text === 'string') {
      filled[field] = interpolateText(text, variables);
    }
  }
  for (const field of ['quantile', 'threshold'] as const) {
    if (typeof query[field] === 'string') {
      filled[field] = interpolateNumber(query[field], variables);
    }
  }
  const top: unknown = query.top;
  if (isRecord(top) && typeof top.n === 'string') {
    filled.top = { ...top, n: interpolateNumber(top.n, variables) };
  }
  return filled;
}

/** The query with its variables filled in. The macros of the backend stay symbolic. */
export function interpolateQuery(
  query: BasetenQuery,
  templateSrv: TemplateSrv,
  scopedVars: ScopedVars = {},
  adhoc: AdHocVariableFilter[] = []
): BasetenQuery {
  const variables = new Variables(templateSrv, scopedVars);
  const filled: BasetenQuery = { ...query, ...interpolateChoices(query, variables) };
  for (const field of ['metric', 'window', 'offset', 'interval', 'legendFormat'] as const) {
    const text = query[field];
    if (typeof text === 'string') {
      filled[field] = interpolateText(text, variables);
    }
  }
  for (const field of ['badStatus', 'validStatus'] as const) {
    const pattern = query[field];
    if (typeof pattern === 'string') {
      filled[field] = interpolateStatus(pattern, variables);
    }
  }
  if (Array.isArray(query.filters)) {
    filled.filters = interpolateFilters(query.filters, variables, hasLabelOf(filled.metric));
  }
  if (Array.isArray(query.groupBy)) {
    filled.groupBy = interpolateLabels(query.groupBy, variables);
  }
  const added = [...(Array.isArray(query.adhocFilters) ? query.adhocFilters : []), ...fromAdHoc(adhoc)];
  if (added.length > 0) {
    filled.adhocFilters = interpolateFilters(added, variables, hasLabelOf(filled.metric));
  }
  const foreign = foreignAdHoc(adhoc);
  if (foreign.length > 0) {
    Object.assign(filled, { adhocFilters: [...(filled.adhocFilters ?? []), ...foreign] });
  }
  if (isCode(query) && typeof query.expr === 'string') {
    filled.expr = interpolateCode(query.expr, variables);
  }
  return filled;
}

/** Variables of a query whose All is the values of now: what comes later is not among them. */
export function pinnedIn(query: BasetenQuery, templateSrv: TemplateSrv): string[] {
  const filters = Array.isArray(query.filters) ? query.filters.filter(isFilter) : [];
  return pinnedVariables(filters, new Variables(templateSrv, {}), hasLabelOf(query.metric));
}

/** A file may hold anything; what is no filter is named where it is translated. */
function isFilter(filter: unknown): filter is Filter {
  return isRecord(filter) && Array.isArray(filter.values) && filter.values.every((value) => typeof value === 'string');
}
