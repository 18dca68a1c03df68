/** Measures of replicas, GPUs and how well they fit the load. */
import { ACTIVE, CONCURRENT, GPU, REQUESTS, RESTARTS, STARTING } from '../../catalog/measure-rows';
import { aggregate, binary, call, num, type Expr } from '../../promql/ast';
import type { Span } from '../recipe';
import { formatAmount } from '../words';
import {
  above,
  before,
  finer,
  lastSeen,
  matchersFor,
  maxBy,
  minuteAgo,
  NOW,
  orZero,
  over,
  overTime,
  rises,
  series,
  sumBy,
  summedRate,
  type Query,
} from '../parts';
import { thresholdOf, type MeasureRow } from '../measure';

const summed = (query: Query, id: string, span: Span, by = query.groupBy): Expr =>
  sumBy(by, series(query, { id }, span));

/** Average active replicas in the window; where `load` is there and they are not, none is active. */
function averageActive(query: Query, load: string, span: Span): Expr {
  const active = orZero(summed(query, ACTIVE, NOW), summed(query, load, NOW));
  return overTime('avg_over_time', active, span.window, span);
}

function concurrencyPerReplica(query: Query, span: Span): Expr {
  const load = overTime('avg_over_time', summed(query, CONCURRENT, NOW), span.window, span);
  return over(load, averageActive(query, CONCURRENT, span));
}

function unrelieved(query: Query, span: Span): Expr {
  const concurrency = concurrencyPerReplica(query, span);
  const starting = above(summed(query, STARTING, span), 0);
  return orZero(binary(concurrency, 'unless', starting), concurrency);
}

function replicasTotal(query: Query, span: Span): Expr {
  const [active, starting] = [summed(query, ACTIVE, span), summed(query, STARTING, span)];
  return binary(orZero(active, starting), '+', orZero(starting, active));
}

/** Decided deployment by deployment: another one's new replica does not help the one that is stuck. */
function stuckStarting(query: Query, span: Span): Expr {
  const by = finer(query, 'deployment_id');
  const starting = summed(query, STARTING, NOW, by);
  const active = summed(query, ACTIVE, NOW, by);
  const throughout = binary(
    overTime('min_over_time', starting, span.window, span),
    'and',
    above(lastSeen(starting, before(query, span.window, span)), 0)
  );
  // A replica series that appears counts from 0: its first replica is a new one.
  const arrived = above(rises(active, orZero(minuteAgo(active), active), span.window, span), 0);
  return orZero(
    sumBy(query.groupBy, binary(throughout, 'unless', arrived)),
    summed(query, STARTING, span),
    summed(query, ACTIVE, span)
  );
}

function restarts(query: Query, span: Span): Expr {
  const counted = summed(query, RESTARTS, NOW, finer(query, 'deployment_id'));
  const rose = rises(counted, minuteAgo(counted), span.window, span);
  return orZero(sumBy(query.groupBy, rose), summed(query, RESTARTS, span));
}

/** How long before the window a deployment may have been seen last: one that slept over night is not new. */
const HISTORY = '1d';

function newDeployments(query: Query, span: Span): Expr {
  const by = finer(query, 'deployment_id');
  const active = above(maxBy(by, series(query, { id: ACTIVE }, span)), 0);
  const known = call('max_over_time', series(query, { id: ACTIVE }, before(query, span.window, span), HISTORY));
  const fresh = binary(active, 'unless', above(maxBy(by, known), 0));
  return orZero(aggregate('count', query.groupBy, fresh), summed(query, ACTIVE, span));
}

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
  const matchers = matchersFor(query, GPU).filter(({ label }) => !PASSING.includes(label));
  const history = call('max_over_time', { ...series(query, { id: GPU }, span, span.window), matchers });
  const quiet = binary(maxBy(GPU_IDENTITY, history), '<', num(thresholdOf(query)));
  return orZero(countGpus(query, binary(reporting, 'and', quiet, { on: GPU_IDENTITY })), countGpus(query, reporting));
}

function gpuHours(query: Query, span: Span): Expr {
  const minutes = overTime('sum_over_time', countGpus(query, gpus(query, NOW)), span.window, span);
  return binary(minutes, '/', num(60));
}

export const capacityRows: MeasureRow[] = [
  { id: 'concurrency_per_replica', build: concurrencyPerReplica, ranksByWindow: true },
  { id: 'unrelieved_concurrency', build: unrelieved },
  {
    id: 'requests_per_replica',
    build: (query, span) =>
      over(summedRate(query, query.groupBy, { id: REQUESTS }, span), averageActive(query, REQUESTS, span)),
    ranksByWindow: true,
  },
  { id: 'replicas_total', build: replicasTotal, decimals: 0 },
  { id: 'stuck_starting', build: stuckStarting, decimals: 0 },
  { id: 'restarts', build: restarts, decimals: 0 },
  { id: 'new_deployments', build: newDeployments, decimals: 0 },
  { id: 'gpus_in_use', build: (query, span) => countGpus(query, gpus(query, span)), decimals: 0 },
  {
    id: 'idle_gpus',
    build: idleGpus,
    detail: (query) => `below ${formatAmount(thresholdOf(query), 'percent')}`,
    decimals: 0,
  },
  { id: 'gpu_hours', build: gpuHours, wholeSteps: true, ranksByWindow: true },
];
