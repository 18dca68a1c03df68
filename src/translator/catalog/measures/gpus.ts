/** Measures of GPUs. */
import { aggregate, binary, call, num, type Expr, type SelectorNode } from '../../promql/ast';
import { finer, hoursOf, maxBy, NOW, orZero, overTime, series, type Query } from '../../composition/parts';
import { thresholdOf } from '../../composition/measure';
import { valid } from '../../composition/valid';
import type { Span } from '../../composition/types';
import { formatAmount } from '../../composition/text';
import { GPU } from '../names';
import { IDENTITY } from '../rows';
import { measure, type Measure } from './row';

const GPU_LABELS = IDENTITY.concat('replica', 'gpu');

/** What makes a GPU the same one when the other labels of its series change. */
const GPU_IDENTITY = ['deployment_id', 'replica', 'gpu'];
/** Labels that change while a GPU stays the same. */
const PASSING = ['environment', 'rollout_phase'];

/** One series for each GPU that reports, however many series it reports under. */
function gpus(query: Query, span: Span): Expr {
  return maxBy(finer(query, ...GPU_IDENTITY), series(query, { id: GPU }, span));
}

const countGpus = (query: Query, expr: Expr): Expr => aggregate('count', query.groupBy, expr);

function idleGpus(query: Query, span: Span): Expr {
  const reporting = gpus(query, span);
  // The history of a GPU is also what it did under its former environment and phase.
  const past = (at: Span, range?: string): SelectorNode => {
    const node = series(query, { id: GPU }, at, range);
    return { ...node, matchers: node.matchers.filter(({ label }) => !PASSING.includes(label)) };
  };
  const highest = query.keepsOutliers
    ? maxBy(GPU_IDENTITY, call('max_over_time', past(span, span.window)))
    : overTime(query, 'max_over_time', maxBy(GPU_IDENTITY, valid(query, past(NOW))), span.window, span);
  const quiet = binary(highest, '<', num(thresholdOf(query)));
  return orZero(countGpus(query, binary(reporting, 'and', quiet, { on: GPU_IDENTITY })), countGpus(query, reporting));
}

export const gpuMeasures: Measure[] = [
  measure({
    id: 'gpus_in_use',
    title: 'GPUs in use',
    description: 'GPUs that report their utilization now, each counted once.',
    operands: [GPU],
    labels: GPU_LABELS,
    build: (query, span) => countGpus(query, gpus(query, span)),
    decimals: 0,
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
    build: idleGpus,
    detail: (query) => `below ${formatAmount(thresholdOf(query), 'percent')}`,
    decimals: 0,
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
    build: (query, span) => hoursOf(query, countGpus(query, gpus(query, NOW)), span),
    wholeSteps: true,
    ranksByWindow: true,
  }),
];
