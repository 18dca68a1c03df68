/** Row makers: what all counters, histograms and gauges of the export have in common. */
import { offeredOn, type Aggregation, type Calculation } from '../contract/query';
import type { SeriesEntry } from './types';

/** Labels of every exported series. */
export const IDENTITY = ['model_id', 'model_name', 'deployment_id'];
/** Labels that are empty on a deployment without an environment. */
export const OPTIONAL = ['environment', 'rollout_phase'];

type Common = 'id' | 'title' | 'group' | 'description' | 'origin';
type Rest = Partial<Omit<SeriesEntry, 'kind' | 'type' | 'calculations' | Common>> &
  Pick<SeriesEntry, Common> & {
    /** What a query without a calculation means, where it isn't the first of its type. */
    usualCalculation?: Calculation;
  };

function isCalculation(id: string): id is Calculation {
  return id in offeredOn;
}

/** Those that a type of series offers, the usual one first. */
function calculationsOf(type: SeriesEntry['type'], usual: Calculation | undefined): Calculation[] {
  const ids = Object.keys(offeredOn)
    .filter(isCalculation)
    .filter((id) => offeredOn[id].some((on) => on === type));
  return usual === undefined ? ids : [usual, ...ids.filter((id) => id !== usual)];
}

const shared = { kind: 'series', labels: IDENTITY, optionalLabels: OPTIONAL, discoverLabels: false } as const;

function withShared(
  type: SeriesEntry['type'],
  defaults: Partial<SeriesEntry>,
  { usualCalculation, ...row }: Rest
): SeriesEntry {
  return {
    ...shared,
    type,
    unit: 'short',
    calculations: calculationsOf(type, usualCalculation),
    aggregations: [],
    ...defaults,
    ...row,
    labels: (row.labels || IDENTITY).slice(),
    optionalLabels: (row.optionalLabels || OPTIONAL).slice(),
  };
}

const AMOUNT: Aggregation[] = ['sum', 'avg', 'max', 'min', 'count'];

/** A counter; `row.rateUnit` says what its rate is measured in. */
export function counter(row: Rest & { rateUnit: string }): SeriesEntry {
  return withShared('counter', { aggregations: ['sum'] }, row);
}

/** A histogram; sums are the only aggregation under which its buckets keep their meaning. */
export function histogram(row: Rest & { unit: string }): SeriesEntry {
  return withShared('histogram', { rateUnit: 'reqps' }, row);
}

/** A gauge of an amount, which may be summed over replicas. */
export function amount(row: Rest): SeriesEntry {
  return withShared('gauge', { aggregations: AMOUNT }, row);
}

/** A gauge of a level such as a percentage, for which a sum means nothing. */
export function level(row: Rest & { unit: string }): SeriesEntry {
  const aggregations = AMOUNT.filter((aggregation) => aggregation !== 'sum');
  return withShared('gauge', { aggregations }, row);
}
