/** Measures that alert rules are made of: what has to hold for a while, and what a moment's relief must not reset. */
import { aggregate, binary, call, num, selector, subquery, type Expr, type Matcher } from '../../promql/ast';
import {
  above,
  ASYNCHRONOUS,
  before,
  countedOnce,
  finer,
  maxBy,
  minutesOf,
  modifiers,
  NOW,
  orZero,
  over,
  rises,
  series,
  sumBy,
  summedRate,
  SYNCHRONOUS,
  type Query,
} from '../../composition/parts';
import type { Span } from '../../composition/types';
import { resolutionOf } from '../../composition/resolution';
import { ACTIVE, CONCURRENT, QUEUE, REQUESTS } from '../names';
import { LEFT, left } from './late';
import { FLOOR, isBad, isCounted, status } from './ratios';
import { BY_BAD_CODE, BY_CODE, measure, WITH_ASYNC, type Measure } from './row';
import { lowerOf, sustained } from './sustained';

/** How far back something may have been seen. */
const KNOWN = '1h';

const rateOf = (query: Query, at: Span, code: Matcher) =>
  summedRate(query, query.groupBy, { id: REQUESTS, where: [code] }, at);
const errorsOf = (query: Query) => (at: Span) =>
  over(rateOf(query, at, isBad(query)), rateOf(query, at, isCounted(query)));

function sustainedErrors(query: Query, span: Span): Expr {
  return sustained(span, errorsOf(query), above(rateOf(query, span, isCounted(query)), 0));
}

/**
 * The series of the last hour, each with its last sample. The current ones alone are gone where one scrape is refused: Grafana
 * would take a comparison with a count of the past for no data, or join it with another model's.
 */
const lately = (query: Query, id: string, span: Span): Expr =>
  sumBy(query.groupBy, call('last_over_time', series(query, { id }, span, KNOWN)));

/**
 * While a model wakes, its first async request parks and the others are refused. Refusals that go on for longer than the window, or
 * come again soon, are not those of a start.
 */
function refusedStarts(query: Query, span: Span): Expr {
  const by = finer(query, 'deployment_id');
  const where = [ASYNCHRONOUS, isBad(query), status('=', '429')];
  const refused = (at: Span) => above(countedOnce(query, by, { id: REQUESTS, where }, at), 0);
  const asleep = binary(
    maxBy(by, call('min_over_time', series(query, { id: ACTIVE }, span, span.window))),
    '==',
    num(0)
  );
  const first = binary(refused(span), 'unless', refused(before(query, span.window, span)));
  return orZero(sumBy(query.groupBy, binary(first, 'and', asleep)), lately(query, REQUESTS, span));
}

/** 0, and not absent, for each model on which something can wait: rules compare it with measures that need no traffic. */
function burningErrors(query: Query, span: Span): Expr {
  const bad = countedOnce(query, query.groupBy, { id: REQUESTS, where: [isBad(query)] }, span);
  return orZero(
    binary(lowerOf(span, errorsOf(query)), 'and', binary(bad, '>=', num(FLOOR))),
    lately(query, CONCURRENT, span),
    lately(query, ACTIVE, span)
  );
}

/** What waits isn't unserved where as many requests as that ended within this time. */
const ANSWERED_WITHIN = '5m';

/**
 * Minutes in which something waits and no replica is active, deployment by deployment. A window of such minutes is not
 * begun anew by a replica that comes up for a moment and dies.
 */
function waitingMinutes(query: Query, span: Span, id: string): Expr {
  const by = finer(query, 'deployment_id');
  const waiting = above(maxBy(by, series(query, { id }, NOW)), 0);
  const served = above(maxBy(by, series(query, { id: ACTIVE }, NOW)), 0);
  // Where no deployment reports replicas, the family is missing, and not the replicas.
  const reported = aggregate('group', [], selector(ACTIVE, []));
  const minute = binary(binary(waiting, 'unless', served), 'and', reported, { on: [] });
  return minutesOf(query, minute, span.window, span);
}

/** The most of the deployments: another one that serves does not help those who wait. */
function mostMinutes(query: Query, span: Span, id: string, minutes: Expr): Expr {
  return orZero(
    maxBy(query.groupBy, minutes),
    sumBy(query.groupBy, series(query, { id }, span)),
    sumBy(query.groupBy, series(query, { id: ACTIVE }, span))
  );
}

function unservedMinutes(query: Query, span: Span, id: string, kind: Matcher): Expr {
  const by = finer(query, 'deployment_id');
  const where = [kind, status('!~', LEFT)];
  const ended = sumBy(by, call('increase', series(query, { id: REQUESTS, where }, span, ANSWERED_WITHIN)));
  const inVain = binary(
    waitingMinutes(query, span, id),
    'unless',
    binary(ended, '>=', maxBy(by, series(query, { id }, span)))
  );
  return mostMinutes(query, span, id, inVain);
}

/** The quantile that four fifths of the minutes exceed: one minute in five may lie below. */
const MOST = 0.2;

/** Decided deployment by deployment: the idle replicas of one don't help another. */
function lastingConcurrency(query: Query, span: Span): Expr {
  const by = finer(query, 'deployment_id');
  const now = (id: string) => maxBy(by, series(query, { id }, NOW));
  const [inFlight, active] = [now(CONCURRENT), now(ACTIVE)];
  const minutes = subquery(over(inFlight, active), span.window, resolutionOf(query, span.window), modifiers(span));
  const lasting = call('quantile_over_time', num(MOST), minutes);
  const arrived = rises(query, active, span.window, span, (last) => orZero(last, active));
  return orZero(
    maxBy(query.groupBy, binary(lasting, 'unless', above(arrived, 0))),
    sumBy(query.groupBy, series(query, { id: CONCURRENT }, span))
  );
}

/** Clients leave working deployments too; where nearly all of them do, it answers nobody. */
const NEARLY_ALL = 0.9;

function failingDeployments(query: Query, span: Span): Expr {
  const by = finer(query, 'deployment_id');
  const countOf = (...where: Matcher[]) => countedOnce(query, by, { id: REQUESTS, where }, span);
  const all = above(countOf(), 0);
  const counted = above(countOf(isCounted(query)), 0);
  const mostly = (some: Expr, share: number, of: Expr) =>
    binary(binary(some, '>=', num(FLOOR)), 'and', binary(binary(some, '/', of), '>=', num(share)));
  const failing = binary(mostly(countOf(isBad(query)), 0.5, counted), 'or', mostly(countOf(left), NEARLY_ALL, all));
  const count = (expr: Expr) => aggregate('count', query.groupBy, expr);
  return orZero(binary(count(failing), 'and', count(binary(counted, 'unless', failing))), count(all));
}

/** A counter that appeared within this time is a new one. */
const NEW = '10m';

function newbornFailures(query: Query, span: Span): Expr {
  const byCode = finer(query, 'deployment_id', 'status_code');
  const by = finer(query, 'deployment_id');
  const back = before(query, NEW, span);
  const seen = (labels: string[], ...where: Matcher[]) =>
    maxBy(labels, call('last_over_time', series(query, { id: REQUESTS, where }, back, KNOWN)));
  const bad = series(query, { id: REQUESTS, where: [isBad(query)] }, span);
  const born = sumBy(by, binary(maxBy(byCode, bad), 'unless', seen(byCode, isBad(query))));
  // A deployment that is new in all of the export. One that comes from another environment brings its counters along, and
  // so does everything where the export itself is new.
  const anywhere = aggregate(
    'group',
    ['deployment_id'],
    call('last_over_time', selector(REQUESTS, [], { range: KNOWN, ...modifiers(back) }))
  );
  const all = sumBy(by, maxBy(byCode, series(query, { id: REQUESTS }, span)));
  const isNew = binary(
    binary(all, 'unless', anywhere, { on: ['deployment_id'] }),
    'and',
    aggregate('group', [], anywhere),
    { on: [] }
  );
  const mostly = binary(binary(born, '>=', binary(num(0.5), '*', all)), 'and', isNew);
  return orZero(
    sumBy(query.groupBy, binary(binary(born, 'and', seen(by)), 'or', mostly)),
    sumBy(query.groupBy, series(query, { id: REQUESTS }, span))
  );
}

export const alertMeasures: Measure[] = [
  measure({
    id: 'sustained_error_ratio',
    title: 'Sustained error ratio',
    description:
      'The error ratio over the window or over the last twelfth of it, three minutes at least, whichever is lower: what a burn-rate alert compares. 0 where there were requests and none failed lately, absent without traffic in the window.',
    unit: 'percentunit',
    operands: [REQUESTS],
    labels: WITH_ASYNC,
    notGroupable: { status_code: BY_CODE },
    parameters: ['badStatus', 'validStatus', 'window'],
    defaults: { window: '1h' },
    build: sustainedErrors,
    conditions: ['status_code'],
  }),
  measure({
    id: 'burning_error_ratio',
    title: 'Error ratio that burns',
    description:
      'The sustained error ratio where at least ten requests failed in the window; 0 elsewhere, also where nothing was requested of a model that reported replicas or requests in flight within an hour. It tells whether those who wait without a replica are told of by their failures already.',
    unit: 'percentunit',
    operands: [REQUESTS, CONCURRENT, ACTIVE],
    notGroupable: { status_code: BY_CODE },
    parameters: ['badStatus', 'validStatus', 'window'],
    defaults: { window: '1h' },
    build: burningErrors,
  }),
  measure({
    id: 'refused_starts',
    title: 'Async requests refused during a start',
    description:
      'Async requests in the window that were refused with 429 on a deployment without an active replica at some time of it, where none was refused in as long a time before; 0 elsewhere. While a model wakes one async request waits and the others are refused.',
    operands: [REQUESTS, ACTIVE],
    notGroupable: { status_code: BY_BAD_CODE },
    parameters: ['badStatus', 'window'],
    defaults: { window: '12m' },
    build: refusedStarts,
    decimals: 0,
  }),
  measure({
    id: 'unserved_minutes',
    title: 'Unserved minutes',
    description:
      'Minutes of the window in which requests were in flight on a deployment without an active replica, however often one came up in between; the highest of the deployments. 0 where requests end at a pace at which those in flight were through in five minutes, and while no deployment at all reports active replicas.',
    operands: [CONCURRENT, ACTIVE, REQUESTS],
    parameters: ['window'],
    defaults: { window: '30m' },
    build: (query, span) => unservedMinutes(query, span, CONCURRENT, SYNCHRONOUS),
    decimals: 0,
  }),
  measure({
    id: 'unserved_async_minutes',
    title: 'Unserved async minutes',
    description:
      'Minutes of the window in which async requests waited on a deployment without an active replica; the highest of the deployments. 0 where they end at a pace at which the queue were through in five minutes, and while no deployment at all reports active replicas.',
    operands: [QUEUE, ACTIVE, REQUESTS],
    parameters: ['window'],
    defaults: { window: '30m' },
    build: (query, span) => unservedMinutes(query, span, QUEUE, ASYNCHRONOUS),
    decimals: 0,
  }),
  measure({
    id: 'start_waiting_minutes',
    title: 'Minutes of waiting for a start',
    description:
      'Minutes of the window in which requests were in flight on a deployment without an active replica; the highest of the deployments. Those of a start that went well are among them.',
    operands: [CONCURRENT, ACTIVE],
    parameters: ['window'],
    defaults: { window: '1h' },
    build: (query, span) => mostMinutes(query, span, CONCURRENT, waitingMinutes(query, span, CONCURRENT)),
    decimals: 0,
  }),
  measure({
    id: 'lasting_concurrency',
    title: 'Lasting concurrency per replica',
    description:
      'Concurrent requests for each active replica that were exceeded in four fifths of the minutes of the window, of the fullest deployment in which no replica became active; 0 where in each one did. A replica that starts and never gets ready is no relief.',
    operands: [CONCURRENT, ACTIVE],
    parameters: ['window'],
    defaults: { window: '20m' },
    build: lastingConcurrency,
  }),
  measure({
    id: 'failing_deployments',
    title: 'Failing deployments',
    description:
      'Deployments of which at least half of the valid requests in the window failed, or of which nine in ten clients left (499, gRPC 1), ten of them or more, beside another that serves; 0 elsewhere. Among much traffic one that only fails hardly moves the error ratio.',
    operands: [REQUESTS],
    labels: ['model_id', 'model_name', 'is_async'],
    notGroupable: { status_code: BY_CODE, deployment_id: 'it compares the deployments' },
    parameters: ['badStatus', 'validStatus', 'window'],
    defaults: { window: '1h' },
    build: failingDeployments,
    decimals: 0,
    conditions: ['status_code'],
  }),
  measure({
    id: 'newborn_failures',
    title: 'Failures in new counters',
    description:
      'The value of counters of bad requests that appeared in the last ten minutes, on a deployment that was there before or on a new one most of whose requests failed. A rate never sees what a counter is born with.',
    operands: [REQUESTS],
    labels: WITH_ASYNC,
    notGroupable: { status_code: BY_BAD_CODE },
    parameters: ['badStatus'],
    build: newbornFailures,
    decimals: 0,
    conditions: ['status_code'],
  }),
];
