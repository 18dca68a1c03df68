/**
 * Fills dashboard variables into a query. Panels, Explore and new rules all go through here, so that they ask for the
 * same thing. Nothing here throws: a field of the wrong type goes on as it is, and the translator names it.
 */
import { type AdHocVariableFilter, type ScopedVars } from '@grafana/data';
import { type TemplateSrv } from '@grafana/runtime';
import { type BasetenQuery } from '../types';
import { fieldNames, type FieldKind, type Filter, isCode, isRecord, queryFields } from '../translator';
import { whatIsKnown } from '../known';
import { interpolateCode } from './code';
import {
  foreignAdHoc,
  fromAdHoc,
  interpolateFilters,
  interpolateStatus,
  pinnedInText,
  pinnedVariables,
} from './filters';
import { interpolateText } from './text';
import { isMacro, Variables, wholeSpelling } from './variables';

export { NONE, Variables } from './variables';
export { interpolateFilters } from './filters';

/** Labels to group by: a variable may hold several, and All or an empty one adds none beside those that it has. */
function interpolateLabels(labels: readonly unknown[], variables: Variables): unknown[] {
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
  const known = whatIsKnown();
  const entry = typeof metric === 'string' ? known?.findEntry(metric) : undefined;
  return (label) => !known || !entry || known.takesLabel(entry, label);
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}

/** What a field holds with its variables filled in, by its kind; undefined where there is nothing to fill in. */
function interpolateField(
  kind: FieldKind,
  value: unknown,
  variables: Variables,
  takes: (label: string) => boolean
): unknown {
  switch (kind) {
    case 'text':
    case 'choice':
    case 'duration':
      return typeof value === 'string' ? interpolateText(value, variables) : value;
    case 'number':
      return interpolateNumber(value, variables);
    case 'codes':
      return typeof value === 'string' ? interpolateStatus(value, variables) : value;
    case 'ranking':
      return isRecord(value) && typeof value.n === 'string'
        ? { ...value, n: interpolateNumber(value.n, variables) }
        : value;
    case 'filters':
      return isList(value) ? interpolateFilters(value, variables, takes) : value;
    case 'labels':
      return isList(value) ? interpolateLabels(value, variables) : value;
    case 'promql':
    case 'state':
      return value;
  }
}

/** The query with its variables filled in. The macros of the backend stay symbolic. */
export function interpolateQuery(
  query: BasetenQuery,
  templateSrv: TemplateSrv,
  scopedVars: ScopedVars = {},
  adhoc: AdHocVariableFilter[] = []
): BasetenQuery {
  const variables = new Variables(templateSrv, scopedVars);
  const added = [...(Array.isArray(query.adhocFilters) ? query.adhocFilters : []), ...fromAdHoc(adhoc)];
  const filled: BasetenQuery = added.length > 0 ? { ...query, adhocFilters: added } : { ...query };
  const metric: unknown = typeof query.metric === 'string' ? interpolateText(query.metric, variables) : query.metric;
  const takes = hasLabelOf(metric);
  for (const name of fieldNames) {
    if (filled[name] !== undefined) {
      Object.assign(filled, { [name]: interpolateField(queryFields[name].kind, filled[name], variables, takes) });
    }
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
  const variables = new Variables(templateSrv, {});
  if (isCode(query)) {
    return typeof query.expr === 'string' ? pinnedInText(query.expr, variables) : [];
  }
  const filters = Array.isArray(query.filters) ? query.filters.filter(isFilter) : [];
  return pinnedVariables(filters, variables, hasLabelOf(query.metric));
}

/** A file may hold anything; what is no filter is named where it is translated. */
function isFilter(filter: unknown): filter is Filter {
  return isRecord(filter) && Array.isArray(filter.values) && filter.values.every((value) => typeof value === 'string');
}
