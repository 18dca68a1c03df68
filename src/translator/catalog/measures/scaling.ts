/**
 * Measures of how replicas follow the load, as they are and as they would be with other settings.
 * Source of the formula: https://docs.baseten.co/deployment/autoscaling/overview
 */
import { binary, call, num, type Expr } from '../../promql/ast';
import { formatDuration } from '../../promql/duration';
import {
  before,
  finer,
  hoursOf,
  maxBy,
  minutesOf,
  NOW,
  orZero,
  overTime,
  series,
  sumBy,
  type Query,
} from '../../composition/parts';
import type { Span } from '../../composition/types';
import type { ParameterField } from '../../contract/fields';
import { ACTIVE, CONCURRENT, STARTING } from '../names';
import { measure, type Measure } from './row';

/** What Baseten's autoscaler averages over unless told otherwise. */
const AUTOSCALING_WINDOW = '1m';
/** 3 × 0.7 is a little less than 2.1 in binary, and must not ask for one replica more. */
const TAIL = 1e-9;
/** Halvings that are followed: an excess of up to 63 replicas to its end. */
const MOST_HALVINGS = 5;

/** Decided deployment by deployment, as Baseten does; the highest, since two series of one deployment are one number. */
const byDeployment = (query: Query): string[] => finer(query, 'deployment_id');

const deploymentsOf = (query: Query, id: string, span: Span): Expr =>
  maxBy(byDeployment(query), series(query, { id }, span));

const inFlight = (query: Query, span: Span): Expr =>
  overTime(query, 'avg_over_time', deploymentsOf(query, CONCURRENT, NOW), AUTOSCALING_WINDOW, span);

/** Active replicas; a deployment whose replica series has vanished has none. */
export const active = (query: Query, span: Span): Expr =>
  orZero(deploymentsOf(query, ACTIVE, span), deploymentsOf(query, CONCURRENT, span));

const holding = (query: Query, replicas: Expr): Expr => binary(replicas, '*', num(query.parameters.concurrencyTarget));

/** Replicas that the load of the moment needs. */
function needed(query: Query, span: Span): Expr {
  const { concurrencyTarget, utilization, minReplicas, maxReplicas } = query.parameters;
  const full = binary(binary(inFlight(query, span), '/', num(concurrencyTarget)), '/', num(utilization));
  return call('clamp', call('ceil', binary(full, '-', num(TAIL))), num(minReplicas), num(maxReplicas));
}

/** How often an excess has to be halved until nothing is left of it. */
function halvings({ parameters: { minReplicas, maxReplicas } }: Query): number {
  let count = 0;
  for (let excess = maxReplicas - minReplicas; excess > 1 && count < MOST_HALVINGS; excess = Math.floor(excess / 2)) {
    count += 1;
  }
  return count;
}

/**
 * Replicas that the autoscaler would hold: up at once; down when the need stayed below for all of the delay, and then by half
 * of what is too much, whereupon the delay begins anew. So what is there follows from the highest need of the last delay, of
 * the one before it, and so on.
 */
function wanted(query: Query, span: Span): Expr {
  const delay = query.parameters.scaleDownDelay;
  if (delay === 0) {
    return needed(query, span);
  }
  const highest = (back: number): Expr => {
    const at = back === 0 ? span : before(query, formatDuration(back * delay), span);
    return overTime(query, 'max_over_time', needed(query, NOW), formatDuration(delay), at);
  };
  let held = highest(halvings(query));
  for (let back = halvings(query) - 1; back >= 0; back -= 1) {
    // A deployment that is younger than the delays before has no history to come down from.
    const earlier = binary(held, 'or', highest(back));
    const excess = call('clamp_min', binary(earlier, '-', highest(back)), num(0));
    held = binary(highest(back), '+', call('floor', binary(excess, '/', num(2))));
  }
  return held;
}

/** The most of the deployments: what another one has to spare doesn't help. */
const shortMinutes = (query: Query, replicas: Expr, span: Span): Expr =>
  orZero(
    maxBy(
      query.groupBy,
      minutesOf(query, binary(inFlight(query, NOW), '>', holding(query, replicas)), span.window, span)
    ),
    sumBy(query.groupBy, series(query, { id: CONCURRENT }, span))
  );

export function beyondNeed(query: Query, span: Span): Expr {
  const spare = call('clamp_min', binary(deploymentsOf(query, ACTIVE, span), '-', needed(query, span)), num(0));
  return sumBy(query.groupBy, spare);
}

export function changes(query: Query, span: Span): Expr {
  return sumBy(query.groupBy, overTime(query, 'changes', active(query, NOW), span.window, span));
}

/** Active and starting replicas: both are paid for, from the moment a replica begins to load. */
function paid(query: Query): Expr {
  const [up, starting] = [deploymentsOf(query, ACTIVE, NOW), deploymentsOf(query, STARTING, NOW)];
  return sumBy(query.groupBy, binary(orZero(up, starting), '+', orZero(starting, up)));
}

const SETTINGS: ParameterField[] = ['concurrencyTarget', 'utilization', 'minReplicas', 'maxReplicas'];
const WITH_DELAY: ParameterField[] = [...SETTINGS, 'scaleDownDelay'];
const HOURS = {
  unit: 'suffix: h',
  defaults: { window: '$__rate_interval', instantWindow: '$__range' },
  wholeSteps: true,
  ranksByWindow: true,
};
const SETTINGS_WORDS =
  'concurrencyTarget, utilization, minReplicas, maxReplicas and scaleDownDelay are the settings to try; without them, those of a new deployment.';

export const scalingMeasures: Measure[] = [
  measure({
    id: 'wanted_replicas',
    title: 'Wanted replicas',
    description: `Replicas that Baseten's autoscaler would hold with these settings: the average of the requests in flight in a minute over target times utilization, rounded up, between min and max; less only after the delay, and then by half of what is too much. Decided deployment by deployment. ${SETTINGS_WORDS}`,
    operands: [CONCURRENT],
    parameters: WITH_DELAY,
    build: (query, span) => sumBy(query.groupBy, wanted(query, span)),
    decimals: 0,
  }),
  measure({
    id: 'replicas_beyond_need',
    title: 'Replicas beyond need',
    description:
      'Active replicas that the load of the moment does not need with these settings, min included; 0 where all are needed. Those that wait for the scale-down delay to pass are among them.',
    operands: [ACTIVE, CONCURRENT],
    parameters: SETTINGS,
    build: beyondNeed,
    decimals: 0,
  }),
  measure({
    id: 'short_minutes',
    title: 'Minutes short of capacity',
    description:
      'Minutes of the window in which more requests were in flight than the active replicas may take at their concurrency target, those without a replica included; the highest of the deployments.',
    operands: [CONCURRENT, ACTIVE],
    parameters: ['concurrencyTarget', 'window'],
    defaults: { window: '1h' },
    build: (query, span) => shortMinutes(query, active(query, NOW), span),
    decimals: 0,
  }),
  measure({
    id: 'wanted_short_minutes',
    title: 'Minutes short with these settings',
    description: `Minutes of the window in which more requests were in flight than the wanted replicas may take at their concurrency target: the max is too low. A replica counts from the moment it is wanted, since nobody knows how long it would start. The highest of the deployments. ${SETTINGS_WORDS}`,
    operands: [CONCURRENT],
    parameters: [...WITH_DELAY, 'window'],
    defaults: { window: '1h' },
    build: (query, span) => shortMinutes(query, wanted(query, NOW), span),
    decimals: 0,
  }),
  measure({
    id: 'replica_changes',
    title: 'Changes of replicas',
    description:
      'How often the number of active replicas changed in the window, an hour unless set, added up over the deployments. Many with steady traffic are thrash: the autoscaler follows noise. A replica series that has vanished counts as none.',
    operands: [ACTIVE, CONCURRENT],
    parameters: ['window'],
    defaults: { window: '1h' },
    build: changes,
    decimals: 0,
    ranksByWindow: true,
  }),
  measure({
    id: 'replica_hours',
    title: 'Replica hours',
    description:
      'Active and starting replicas, summed over the window, in hours: what Baseten bills by the minute, loading included. Not the invoice.',
    operands: [ACTIVE, STARTING],
    parameters: ['window'],
    build: (query, span) => hoursOf(query, paid(query), span),
    ...HOURS,
  }),
  measure({
    id: 'wanted_replica_hours',
    title: 'Replica hours with these settings',
    description: `Wanted replicas, summed over the window, in hours, beside the replica hours that were used. ${SETTINGS_WORDS}`,
    operands: [CONCURRENT],
    parameters: [...WITH_DELAY, 'window'],
    build: (query, span) => hoursOf(query, sumBy(query.groupBy, wanted(query, NOW)), span),
    ...HOURS,
  }),
];
