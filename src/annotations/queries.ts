/** Queries of annotations: the ready ones are builder queries of the catalog. */
import { type Filter, isRecord } from '../translator';
import { type BasetenQuery } from '../types';

export type AnnotationKind = 'rollouts' | 'scaling' | 'restarts' | 'gaps' | 'frozen';

/** An annotation's query: a ready one narrowed by filters, or without a `kind` any other query. */
export interface AnnotationTarget extends BasetenQuery {
  kind?: AnnotationKind;
}

export const kinds: readonly AnnotationKind[] = ['rollouts', 'scaling', 'restarts', 'gaps', 'frozen'];

/** Kinds about the export as a whole: filtered to a model that sleeps, all would be gone. */
const WHOLE_EXPORT: readonly AnnotationKind[] = ['gaps', 'frozen'];
export const takesFilters = (kind: AnnotationKind): boolean => !WHOLE_EXPORT.includes(kind);

const PROMOTING: Filter = { label: 'rollout_phase', operator: '=', values: ['promoting'] };

const ready: Record<AnnotationKind, (filters: Filter[]) => Partial<BasetenQuery>> = {
  rollouts: (filters) => ({
    metric: 'baseten_replicas_active',
    calculation: 'value',
    filters: [...filters, PROMOTING],
    groupBy: ['model_name', 'deployment_id'],
  }),
  // Per model and not per deployment: a promotion moves replicas from one to another and scales nothing.
  scaling: (filters) => ({
    metric: 'baseten_replicas_active',
    calculation: 'value',
    filters,
    groupBy: ['model_name'],
  }),
  // Longer than a step, so that no restart falls between two points however far the time range is zoomed out.
  restarts: (filters) => ({
    metric: 'restarts',
    filters,
    groupBy: ['model_name', 'deployment_id'],
    window: '$__rate_interval',
  }),
  gaps: () => ({ metric: 'export_gone', groupBy: [] }),
  frozen: () => ({ metric: 'export_frozen', groupBy: [] }),
};

export function isKind(value: unknown): value is AnnotationKind {
  return kinds.some((kind) => kind === value);
}

/** Filters that are no longer being filled in. A file may hold anything: what is no filter goes on, so that it is named. */
function wholeFilters(filters: AnnotationTarget['filters']): Filter[] {
  const list: readonly Filter[] = Array.isArray(filters) ? filters : [];
  return list.filter((filter) => !isRecord(filter) || filter.label !== '');
}

/** The query that is run for an annotation; undefined where nothing is asked for yet. */
export function toQuery(target: AnnotationTarget | undefined): BasetenQuery | undefined {
  if (!target) {
    return undefined;
  }
  const { kind, ...query } = target;
  if (!isKind(kind)) {
    return query.metric || query.expr ? { ...query, refId: query.refId || 'Anno' } : undefined;
  }
  return {
    refId: target.refId || 'Anno',
    datasource: target.datasource,
    editorMode: 'builder',
    version: 1,
    queryType: 'range',
    ...ready[kind](wholeFilters(target.filters)),
  };
}
