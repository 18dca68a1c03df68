/** Measures against what a model has promised or is built for: numbers that mean the same for every model. */
import { binary, call, num, type Expr } from '../../promql/ast';
import { QueryError } from '../../contract/errors';
import { thresholdOf } from '../../composition/measure';
import {
  above,
  ASYNCHRONOUS,
  before,
  countedOnce,
  finer,
  maxBy,
  NOW,
  orZero,
  over,
  overTime,
  series,
  sumBy,
  summedRate,
  SYNCHRONOUS,
} from '../../composition/parts';
import type { Query } from '../../composition/parts';
import type { Span } from '../../composition/types';
import { formatAmount, percentile } from '../../composition/text';
import type { ParameterField } from '../../contract/fields';
import { ACTIVE, CONCURRENT, QUEUE, REQUESTS, RESPONSE_TIME, STARTING } from '../names';
import { countsOf, LATE, longer, ratesOf, timed } from './late';
import { lowerOf } from './sustained';
import { errorRatio, FLOOR, isBad, isCounted } from './ratios';
import { unrelieved } from './replicas';
import { BY_CODE, measure, RATE_WINDOW, SYNC_ONLY, WITH_ASYNC, type Measure } from './row';

/** A day: what takes longer to drain is not watched by anybody until it has. */
const LONGEST_DRAIN = 86400;

/** What the quantile leaves, as a person would write it. Throws where nothing may be late at all. */
function allowedLate(query: Query): Expr {
  if (query.parameters.quantile === 1) {
    throw new QueryError(
      'quantile',
      query.parameters.quantile,
      'a number below 1, such as 0.99, so that there is a budget'
    );
  }
  return binary(num(1), '-', num(query.parameters.quantile));
}

/** The threshold, which others are divided by. Throws where it is not above 0. */
function divisor(query: Query): Expr {
  const threshold = thresholdOf(query);
  if (threshold <= 0) {
    throw new QueryError('threshold', threshold, 'a number above 0');
  }
  return num(threshold);
}

/** `ratio` as a multiple of what is allowed; 0 where it is made of fewer bad requests than the floor. */
function burn(ratio: Expr, allowed: Expr, bad: Expr, present: Expr): Expr {
  return orZero(binary(binary(ratio, '/', allowed), 'and', binary(bad, '>=', num(FLOOR))), present);
}

function availabilityBurn(query: Query, span: Span): Expr {
  const counted = above(summedRate(query, query.groupBy, { id: REQUESTS, where: [isCounted(query)] }, span), 0);
  const bad = countedOnce(query, query.groupBy, { id: REQUESTS, where: [isBad(query)] }, span);
  return burn(
    lowerOf(span, (at) => errorRatio(query, at)),
    divisor(query),
    bad,
    counted
  );
}

/** Late responses out of valid synchronous requests, as the rule on latency compares them. */
function lateShare(query: Query, span: Span): Expr {
  const valid = summedRate(query, query.groupBy, { id: REQUESTS, where: [SYNCHRONOUS, isCounted(query)] }, span);
  return over(longer(query, ratesOf(query, span), ...timed(query)), valid);
}

function latencyBurn(query: Query, span: Span): Expr {
  const late = longer(query, countsOf(query, span), ...timed(query));
  return burn(
    lowerOf(span, (at) => lateShare(query, at)),
    allowedLate(query),
    late,
    lateShare(query, span)
  );
}

/** The share of a budget that is left; below 0 where it is overspent. */
const remaining = (share: Expr, allowed: Expr): Expr => binary(num(1), '-', binary(share, '/', allowed));

/** Deployment by deployment: what another one works off is not from this queue. */
function drains(query: Query, span: Span): Expr {
  const by = finer(query, 'deployment_id');
  const waiting = sumBy(by, series(query, { id: QUEUE }, span));
  const pace = summedRate(query, by, { id: REQUESTS, where: [ASYNCHRONOUS] }, span);
  return binary(above(waiting, 0), '/', orZero(pace, waiting));
}

const queued = (query: Query, span: Span): Expr => sumBy(query.groupBy, series(query, { id: QUEUE }, span));

const drainTime = (query: Query, span: Span): Expr =>
  orZero(call('clamp_max', maxBy(query.groupBy, drains(query, span)), num(LONGEST_DRAIN)), queued(query, span));

export function undrained(query: Query, span: Span, seconds: number): Expr {
  const waiting = (at: Span) => maxBy(finer(query, 'deployment_id'), series(query, { id: QUEUE }, at));
  const noShorter = binary(waiting(span), '>=', waiting(before(query, span.window, span)));
  const never = above(overTime(query, 'min_over_time', waiting(NOW), span.window, span), 0);
  const slow = binary(drains(query, span), '>', num(seconds));
  return orZero(sumBy(query.groupBy, binary(binary(noShorter, 'and', never), 'and', slow)), queued(query, span));
}

const availability = (query: Query) => `objective ${formatAmount(1 - thresholdOf(query), 'percentunit')}`;
const latency = (query: Query) =>
  `objective ${percentile(query.parameters.quantile)} within ${formatAmount(thresholdOf(query), 's')}`;

const burnsAs = (bad: string) =>
  `Above 1 the budget does not last; at 14.4 that of 30 days is gone in two. 0 where fewer than 10 requests in the window were ${bad}. The lower of the window and its last twelfth, so that what is over does not burn any more.`;
const BUDGET = { window: '1d', instantWindow: '$__range' };

const shared = {
  availability: {
    operands: [REQUESTS],
    labels: WITH_ASYNC,
    notGroupable: { status_code: BY_CODE },
    parameters: ['threshold', 'badStatus', 'validStatus', 'window'] satisfies ParameterField[],
    detail: availability,
    conditions: ['status_code'],
  },
  latency: {
    operands: [RESPONSE_TIME, REQUESTS],
    notGroupable: { status_code: BY_CODE, is_async: SYNC_ONLY },
    parameters: ['threshold', 'quantile', 'badStatus', 'validStatus', 'window'] satisfies ParameterField[],
    detail: latency,
    conditions: ['status_code', 'is_async'],
  },
};

export const objectiveMeasures: Measure[] = [
  measure({
    ...shared.availability,
    id: 'availability_burn',
    title: 'Burn of the availability budget',
    description: `How many times faster than allowed requests fail: the error ratio over the threshold, which is the error ratio that the objective allows (0.001 for 99.9%). ${burnsAs('bad')}`,
    unit: 'suffix:×',
    defaults: { window: '1h', threshold: 0.001 },
    build: availabilityBurn,
    decimals: 1,
  }),
  measure({
    ...shared.latency,
    id: 'latency_burn',
    title: 'Burn of the latency budget',
    description: `How many times more responses are late than allowed: the objective is that the percentile of valid synchronous requests is answered within the threshold. ${burnsAs('late')} ${LATE}`,
    unit: 'suffix:×',
    defaults: { window: '1h' },
    build: latencyBurn,
    decimals: 1,
  }),
  measure({
    ...shared.availability,
    id: 'availability_budget_left',
    title: 'Availability budget left',
    description:
      'Share of the error budget of the window that is left, where the threshold is the error ratio that the objective allows (0.001 for 99.9%). Below 0 more requests failed than the objective allows. Absent without traffic.',
    unit: 'percentunit',
    defaults: { ...BUDGET, threshold: 0.001 },
    build: (query, span) => remaining(errorRatio(query, span), divisor(query)),
    ranksByWindow: true,
  }),
  measure({
    ...shared.latency,
    id: 'latency_budget_left',
    title: 'Latency budget left',
    description: `Share of the window's budget of late responses that is left: the objective is that the percentile of valid synchronous requests is answered within the threshold. Below 0 more were late than the objective allows. ${LATE} Absent without traffic.`,
    unit: 'percentunit',
    defaults: BUDGET,
    build: (query, span) => remaining(lateShare(query, span), allowedLate(query)),
    ranksByWindow: true,
  }),
  measure({
    id: 'saturation',
    title: 'Saturation',
    description:
      'Concurrent requests for each active replica as a share of the threshold: the number that one replica is meant to serve; of the fullest deployment. 0 where a replica is starting, since help is on its way.',
    unit: 'percentunit',
    operands: [CONCURRENT, ACTIVE, STARTING],
    parameters: ['threshold', 'window'],
    defaults: { ...RATE_WINDOW, threshold: 1 },
    build: (query, span) => binary(unrelieved(query, span), '/', divisor(query)),
    detail: (query) => `of ${formatAmount(thresholdOf(query), 'short')} a replica`,
  }),
  measure({
    id: 'async_drain_time',
    title: 'Time until the async queue is empty',
    description:
      'How long the waiting async requests would take at the pace of the window, if nothing arrived any more, of the deployment that takes longest; a day at most, 0 where nothing waits.',
    unit: 's',
    operands: [QUEUE, REQUESTS],
    parameters: ['window'],
    defaults: { window: '30m' },
    build: drainTime,
  }),
  measure({
    id: 'undrained_requests',
    title: 'Async requests that pile up',
    description:
      'Waiting async requests of deployments whose queue is no shorter than one window before, was never empty since, and would take longer than the threshold to drain at the pace of the window; 0 where each queue drains.',
    operands: [QUEUE, REQUESTS],
    parameters: ['threshold', 'window'],
    defaults: { window: '30m', threshold: 7200 },
    build: (query, span) => undrained(query, span, thresholdOf(query)),
    decimals: 0,
    detail: (query) => `longer than ${formatAmount(thresholdOf(query), 's')}`,
  }),
];
