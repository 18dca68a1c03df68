/** Measures of replicas, GPUs and how well they fit the load. */
import { ACTIVE, CONCURRENT, GPU, measure, RATE_WINDOW, REQUESTS, RESTARTS, STARTING } from './measure-rows';
import { IDENTITY } from './rows';
import type { MeasureEntry } from './types';

const GPU_LABELS = IDENTITY.concat('replica', 'gpu');
const NOT_ON_REPLICAS = `${ACTIVE} has no such label`;

export const capacityMeasures: MeasureEntry[] = [
  measure({
    id: 'concurrency_per_replica',
    title: 'Concurrency per replica',
    description:
      'Average concurrent requests over average active replicas in the window: what autoscaling compares with its target. A replica series that has vanished counts as no replica; absent where none was active.',
    operands: [CONCURRENT, ACTIVE],
    parameters: ['window'],
    defaults: RATE_WINDOW,
  }),
  measure({
    id: 'unrelieved_concurrency',
    title: 'Concurrency per replica while nothing starts',
    description:
      'The concurrency per replica where no replica is starting, 0 where one is: above the target for long, the model is saturated and no help is on its way.',
    operands: [CONCURRENT, ACTIVE, STARTING],
    parameters: ['window'],
    defaults: RATE_WINDOW,
  }),
  measure({
    id: 'requests_per_replica',
    title: 'Requests per replica',
    description:
      'Requests per second over the average number of active replicas in the window. A replica series that has vanished counts as no replica; absent where none was active.',
    unit: 'reqps',
    operands: [REQUESTS, ACTIVE],
    notGroupable: { status_code: NOT_ON_REPLICAS, is_async: NOT_ON_REPLICAS },
    parameters: ['window'],
    defaults: RATE_WINDOW,
  }),
  measure({
    id: 'replicas_total',
    title: 'Replicas, active and starting',
    description: 'Active and starting replicas together; where one of the two series is missing it counts as 0.',
    operands: [ACTIVE, STARTING],
  }),
  measure({
    id: 'stuck_starting',
    title: 'Replicas stuck starting',
    description:
      'The fewest replicas that were starting at any time of the window, on deployments where at least one was starting for all of it and none became active; 0 elsewhere.',
    operands: [STARTING, ACTIVE],
    parameters: ['window'],
    defaults: { window: '20m' },
  }),
  measure({
    id: 'restarts',
    title: 'Restarts',
    description:
      "Container restarts in the window, minute by minute. A pod that leaves takes its restarts out of the counter; that drop is not taken for a reset, as an increase would. The series is behind a feature flag on Baseten's side.",
    operands: [RESTARTS],
    parameters: ['window'],
    defaults: { window: '15m' },
  }),
  measure({
    id: 'new_deployments',
    title: 'New deployments',
    description:
      'Deployments with active replicas that had none in the day before the window; 0 elsewhere. One that wakes up from zero is not new.',
    operands: [ACTIVE],
    optionalLabels: ['environment'],
    notGroupable: { rollout_phase: 'every deployment would be new once more when its phase changes' },
    parameters: ['window'],
    defaults: { window: '1h' },
  }),
  measure({
    id: 'gpus_in_use',
    title: 'GPUs in use',
    description: 'GPUs that report their utilization now, each counted once.',
    operands: [GPU],
    labels: GPU_LABELS,
  }),
  measure({
    id: 'idle_gpus',
    title: 'Idle GPUs',
    description:
      'GPUs that report now and whose highest utilization in the window stayed below the threshold (5% unless set); 0 where none is idle. A GPU whose labels changed in a rollout keeps its history.',
    operands: [GPU],
    labels: GPU_LABELS,
    parameters: ['threshold', 'window'],
    defaults: { window: '30m', threshold: 5 },
  }),
  measure({
    id: 'gpu_hours',
    title: 'GPU hours',
    description:
      'The number of reporting GPUs, minute by minute, summed over the window, in hours. What was in use, not what is on the invoice.',
    unit: 'suffix: h',
    operands: [GPU],
    labels: GPU_LABELS,
    parameters: ['window'],
    defaults: { window: '$__rate_interval', instantWindow: '$__range' },
  }),
];
