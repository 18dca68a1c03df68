/** Row makers: what all counters, histograms and gauges of the export have in common. */
import type { Aggregation, Calculation } from '../contract/query';
import type { SeriesEntry } from './types';

/** Labels of every exported series. */
export const IDENTITY = ['model_id', 'model_name', 'deployment_id'];
/** Labels that are empty on a deployment without an environment. */
export const OPTIONAL = ['environment', 'rollout_phase'];

type Common = 'id' | 'title' | 'group' | 'description' | 'origin';
type Rest = Partial<Omit<SeriesEntry, 'kind' | 'type' | Common>> & Pick<SeriesEntry, Common>;

const shared = { kind: 'series', labels: IDENTITY, optionalLabels: OPTIONAL, discoverLabels: false } as const;

function withShared(type: SeriesEntry['type'], defaults: Partial<SeriesEntry>, row: Rest): SeriesEntry {
  return {
    ...shared,
    type,
    unit: 'short',
    calculations: [],
    aggregations: [],
    ...defaults,
    ...row,
    labels: (row.labels || IDENTITY).slice(),
    optionalLabels: (row.optionalLabels || OPTIONAL).slice(),
  };
}

const OVER_TIME: Calculation[] = ['value', 'max_over_time', 'min_over_time', 'avg_over_time'];
const AMOUNT: Aggregation[] = ['sum', 'avg', 'max', 'min', 'count'];

/** A counter; `row.rateUnit` says what its rate is measured in. */
export function counter(row: Rest & { rateUnit: string }): SeriesEntry {
  return withShared('counter', { calculations: ['rate', 'increase'], aggregations: ['sum'] }, row);
}

/** A histogram; sums are the only aggregation under which its buckets keep their meaning. */
export function histogram(row: Rest & { unit: string }): SeriesEntry {
  const calculations: Calculation[] = ['quantile', 'mean', 'rate', 'share_within', 'heatmap'];
  return withShared('histogram', { calculations, rateUnit: 'reqps' }, row);
}

/** A gauge of an amount, which may be summed over replicas. */
export function amount(row: Rest): SeriesEntry {
  return withShared('gauge', { calculations: OVER_TIME, aggregations: AMOUNT }, row);
}

/** A gauge of a level such as a percentage, for which a sum means nothing. */
export function level(row: Rest & { unit: string }): SeriesEntry {
  const aggregations = AMOUNT.filter((aggregation) => aggregation !== 'sum');
  return withShared('gauge', { calculations: OVER_TIME, aggregations }, row);
}
