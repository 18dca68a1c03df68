/** What the rows of measures have in common. */
import { IDENTITY, OPTIONAL } from './rows';
import type { MeasureEntry } from './types';

type Given = 'id' | 'title' | 'description' | 'operands';
type Rest = Pick<MeasureEntry, Given> & Partial<Omit<MeasureEntry, 'kind' | 'group' | 'calculations' | Given>>;

/** A measure's row. `labels` are those that it can be grouped by: every operand has them. */
export function measure(row: Rest): MeasureEntry {
  return {
    unit: 'short',
    parameters: [],
    defaults: {},
    notGroupable: {},
    ...row,
    kind: 'measure',
    group: 'Measures',
    calculations: ['value'],
    aggregations: [],
    labels: (row.labels || IDENTITY).slice(),
    optionalLabels: (row.optionalLabels || OPTIONAL).slice(),
  };
}

export const REQUESTS = 'baseten_inference_requests_total';
export const RESPONSE_TIME = 'baseten_end_to_end_response_time_seconds';
export const CONCURRENT = 'baseten_concurrent_requests';
export const QUEUE = 'baseten_async_queue_size';
export const ACTIVE = 'baseten_replicas_active';
export const STARTING = 'baseten_replicas_starting';
export const RESTARTS = 'baseten_container_restarts_total';
export const CPU = 'baseten_container_cpu_usage_seconds_total';
export const GPU = 'baseten_gpu_utilization';

/** A rate over a few scrapes, in panels and rules alike. */
export const RATE_WINDOW = { window: '$__rate_interval' };
