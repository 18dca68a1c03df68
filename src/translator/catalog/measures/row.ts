/** What the rows of measures have in common. */
import type { MeasureComposition } from '../../composition/measure';
import { IDENTITY, OPTIONAL } from '../rows';
import type { MeasureEntry } from '../../catalog/types';

/** A measure as a whole: the facts that the catalog shows, and its composition. */
export interface Measure extends MeasureEntry, MeasureComposition {}

type Given = 'id' | 'title' | 'description' | 'operands' | 'build';
type Rest = Pick<Measure, Given> &
  Partial<Omit<Measure, 'kind' | 'group' | 'calculations' | 'aggregations' | 'notGroupable' | Given>> & {
    notGroupable?: Record<string, string>;
  };

/** A measure's row. `labels` are those that it can be grouped by: every operand has them. */
export function measure(row: Rest): Measure {
  return {
    unit: 'short',
    parameters: [],
    defaults: {},
    ...row,
    kind: 'measure',
    group: 'Measures',
    calculations: ['value'],
    aggregations: [],
    // A map, not an object: any label can be asked for, also one that is called constructor.
    notGroupable: new Map(Object.entries(row.notGroupable ?? {})),
    labels: (row.labels || IDENTITY).slice(),
    optionalLabels: (row.optionalLabels || OPTIONAL).slice(),
  };
}

export const WITH_ASYNC = IDENTITY.concat('is_async');

/** Reasons why a label can't be grouped by, where several measures share one. */
export const BY_CODE = 'it compares status codes itself; badStatus and validStatus say which';
export const BY_BAD_CODE = 'it compares status codes itself; badStatus says which';
export const SYNC_ONLY = 'it counts synchronous requests only';

/** A rate over a few scrapes, in panels and rules alike. */
export const RATE_WINDOW = { window: '$__rate_interval' };
