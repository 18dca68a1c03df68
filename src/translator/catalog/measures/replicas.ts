/** Measures of replicas, and of how well they fit the load. */
import { aggregate, binary, call, type Expr } from '../../promql/ast';
import {
  above,
  before,
  finer,
  lastSeen,
  maxBy,
  NOW,
  orZero,
  over,
  overTime,
  rises,
  series,
  sumBy,
  summedRate,
  type Query,
} from '../../composition/parts';
import type { Span } from '../../composition/types';
import { ACTIVE, CONCURRENT, REQUESTS, RESTARTS, STARTING } from '../names';
import { measure, RATE_WINDOW, type Measure } from './row';

const summed = (query: Query, id: string, span: Span, by = query.groupBy): Expr =>
  sumBy(by, series(query, { id }, span));

const byDeployment = (query: Query): Query => ({ ...query, groupBy: finer(query, 'deployment_id') });

/** Average active replicas in the window; where `load` is there and they are not, none is active. */
function averageActive(query: Query, load: string, span: Span): Expr {
  const active = orZero(summed(query, ACTIVE, NOW), summed(query, load, NOW));
  return overTime(query, 'avg_over_time', active, span.window, span);
}

function concurrencyPerReplica(query: Query, span: Span): Expr {
  const load = overTime(query, 'avg_over_time', summed(query, CONCURRENT, NOW), span.window, span);
  return over(load, averageActive(query, CONCURRENT, span));
}

/** Of the fullest deployment, since the replicas of another one don't help it. */
export function fullest(query: Query, span: Span): Expr {
  return maxBy(query.groupBy, concurrencyPerReplica(byDeployment(query), span));
}

export function unrelieved(query: Query, span: Span): Expr {
  const each = byDeployment(query);
  const concurrency = concurrencyPerReplica(each, span);
  const starting = above(summed(each, STARTING, span), 0);
  return maxBy(query.groupBy, orZero(binary(concurrency, 'unless', starting), concurrency));
}

function replicasTotal(query: Query, span: Span): Expr {
  const [active, starting] = [summed(query, ACTIVE, span), summed(query, STARTING, span)];
  return binary(orZero(active, starting), '+', orZero(starting, active));
}

/** Decided deployment by deployment: another one's new replica does not help the one that is stuck. */
export function stuckStarting(query: Query, span: Span): Expr {
  const by = finer(query, 'deployment_id');
  // The highest, not the sum: a deployment that two servers scrape, or whose labels change, has two series of one number.
  const starting = maxBy(by, series(query, { id: STARTING }, NOW));
  const active = maxBy(by, series(query, { id: ACTIVE }, NOW));
  const throughout = binary(
    overTime(query, 'min_over_time', starting, span.window, span),
    'and',
    above(lastSeen(query, starting, before(query, span.window, span)), 0)
  );
  // A replica series that appears counts from 0: its first replica is a new one.
  const arrived = above(
    rises(query, active, span.window, span, (last) => orZero(last, active)),
    0
  );
  return orZero(
    sumBy(query.groupBy, binary(throughout, 'unless', arrived)),
    summed(query, STARTING, span),
    summed(query, ACTIVE, span)
  );
}

function restarts(query: Query, span: Span): Expr {
  // One number for each container, however many series it has: a second server that comes back is no restart.
  const single = maxBy(finer(query, 'deployment_id', 'replica', 'container'), series(query, { id: RESTARTS }, NOW));
  const counted = sumBy(finer(query, 'deployment_id'), single);
  const rose = rises(query, counted, span.window, span);
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

export const replicaMeasures: Measure[] = [
  measure({
    id: 'concurrency_per_replica',
    title: 'Concurrency per replica',
    description:
      'Average concurrent requests over average active replicas in the window: what autoscaling compares with its target. A replica series that has vanished counts as no replica; absent where none was active.',
    operands: [CONCURRENT, ACTIVE],
    parameters: ['window'],
    defaults: RATE_WINDOW,
    build: concurrencyPerReplica,
    ranksByWindow: true,
  }),
  measure({
    id: 'unrelieved_concurrency',
    title: 'Concurrency per replica while nothing starts',
    description:
      'The concurrency per replica of the fullest deployment that has no replica starting, 0 where each has: above the target for long, it is saturated and no help is on its way.',
    operands: [CONCURRENT, ACTIVE, STARTING],
    parameters: ['window'],
    defaults: RATE_WINDOW,
    build: unrelieved,
  }),
  measure({
    id: 'requests_per_replica',
    title: 'Requests per replica',
    description:
      'Requests per second over the average number of active replicas in the window. A replica series that has vanished counts as no replica; absent where none was active.',
    unit: 'reqps',
    operands: [REQUESTS, ACTIVE],
    parameters: ['window'],
    defaults: RATE_WINDOW,
    build: (query, span) =>
      over(summedRate(query, query.groupBy, { id: REQUESTS }, span), averageActive(query, REQUESTS, span)),
    ranksByWindow: true,
  }),
  measure({
    id: 'replicas_total',
    title: 'Replicas, active and starting',
    description: 'Active and starting replicas together; where one of the two series is missing it counts as 0.',
    operands: [ACTIVE, STARTING],
    build: replicasTotal,
    decimals: 0,
  }),
  measure({
    id: 'stuck_starting',
    title: 'Replicas stuck starting',
    description:
      'The fewest replicas that were starting at any time of the window, on deployments where at least one was starting for all of it and none became active; 0 elsewhere.',
    operands: [STARTING, ACTIVE],
    parameters: ['window'],
    defaults: { window: '20m' },
    build: stuckStarting,
    decimals: 0,
  }),
  measure({
    id: 'restarts',
    title: 'Restarts',
    description:
      "Container restarts in the window, minute by minute. A pod that leaves takes its restarts out of the counter; that drop is not taken for a reset, as an increase would. The series is behind a feature flag on Baseten's side.",
    operands: [RESTARTS],
    parameters: ['window'],
    defaults: { window: '15m' },
    build: restarts,
    decimals: 0,
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
    build: newDeployments,
    decimals: 0,
  }),
];
