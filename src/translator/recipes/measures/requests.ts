/** Measures of what happened to requests. */
import { CONCURRENT, QUEUE, ACTIVE, REQUESTS, RESPONSE_TIME } from '../../catalog/measure-rows';
import { binary, call, num, type Expr, type Matcher } from '../../promql/ast';
import { boundMatcher } from '../../promql/bucket';
import type { Span } from '../recipe';
import { DEFAULT_BAD_STATUS, DEFAULT_VALID_STATUS } from '../../contract/defaults';
import { formatAmount, percentile } from '../words';
import {
  above,
  before,
  finer,
  lastSample,
  lastSeen,
  maxBy,
  NOW,
  orZero,
  over,
  overTime,
  series,
  sumBy,
  summedRate,
  SYNCHRONOUS,
  type Query,
} from '../parts';
import { thresholdOf, type MeasureRow } from '../measure';

const status = (operator: Matcher['operator'], value: string): Matcher => ({ label: 'status_code', operator, value });

const isBad = (query: Query): Matcher => status('=~', query.badStatus);

/** Bad requests count as valid whatever the patterns say: a ratio above 1 would mean nothing. */
function isCounted(query: Query): Matcher {
  const usual = query.badStatus === DEFAULT_BAD_STATUS && query.validStatus === DEFAULT_VALID_STATUS;
  return status('=~', usual ? query.validStatus : `(?:${query.badStatus})|(?:${query.validStatus})`);
}

/** Bad over counted requests, each aggregated to the grouping first: 0 without an error, absent without traffic. */
function errorRatio(query: Query, span: Span, where: Matcher[] = []): Expr {
  const rateOf = (code: Matcher) => summedRate(query, query.groupBy, { id: REQUESTS, where: [...where, code] }, span);
  const counted = rateOf(isCounted(query));
  return over(orZero(rateOf(isBad(query)), counted), counted);
}

/** Codes that the table of codes knows whoever answers with them, and those that only one protocol's models may use. */
const KNOWN_CODES = '[1-9]|1[0-6]|[1-5]..|100[^4]|101[0-5]';
const PRIVATE_CODES = '[34]...';
const GRPC_CODES = '[0-9]|1[0-6]';
const WEBSOCKET_CODES = '[1-4]...';
/** Without the router's refusals, which models of every protocol get while they are in trouble. */
const NOT_REFUSED = '[45]..';
/** What "nearly all that a model answers" is. */
const NEARLY_ALL = 0.9;

/**
 * Codes of no protocol out of all. `0` is gRPC's success, and a private close code is an application's own word, where
 * nearly all answers of the group are of that protocol.
 */
function unknownShare(query: Query, span: Span): Expr {
  const rateOf = (...where: Matcher[]) => summedRate(query, query.groupBy, { id: REQUESTS, where }, span);
  const all = rateOf();
  const unless = (code: Matcher, spoken: string) => {
    const speaks = binary(
      rateOf(status('=~', spoken)),
      '>=',
      binary(num(NEARLY_ALL), '*', rateOf(status('!~', NOT_REFUSED)))
    );
    return orZero(binary(rateOf(code), 'unless', speaks), all);
  };
  const unknown = [
    orZero(rateOf(status('!~', `0|${KNOWN_CODES}|${PRIVATE_CODES}`)), all),
    unless(status('=', '0'), GRPC_CODES),
    unless(status('=~', PRIVATE_CODES), WEBSOCKET_CODES),
  ].reduce((sum, part) => binary(sum, '+', part));
  return over(unknown, all);
}

const increaseOf = (query: Query, span: Span, code: Matcher): Expr =>
  summedRate(query, query.groupBy, { id: REQUESTS, where: [code] }, span, 'increase');

function goodWithin(query: Query, span: Span): Expr {
  const rateOf = (suffix: string, ...where: Matcher[]) =>
    summedRate(query, query.groupBy, { id: RESPONSE_TIME, suffix, where: [SYNCHRONOUS, ...where] }, span);
  const bound = boundMatcher(thresholdOf(query));
  const good = rateOf('_bucket', status('=~', query.validStatus), status('!~', query.badStatus), bound);
  // 0 only where the bound exists: for a threshold that is none, all requests would look bad.
  return over(orZero(good, rateOf('_bucket', isCounted(query), bound)), rateOf('_count', isCounted(query)));
}

/**
 * What waits (`id`) where no replica was active for 3 minutes. Decided deployment by deployment: a canary without
 * replicas fails its share of the requests, however well the other deployment does.
 * `unless`, not a comparison with 0: the replica series may have vanished.
 */
function unserved(query: Query, span: Span, id: string): Expr {
  const by = finer(query, 'deployment_id');
  const waiting = sumBy(by, series(query, { id }, span));
  const served = above(maxBy(by, call('max_over_time', series(query, { id: ACTIVE }, span, '3m'))), 0);
  return orZero(
    sumBy(query.groupBy, binary(waiting, 'unless', served)),
    sumBy(query.groupBy, series(query, { id }, span)),
    sumBy(query.groupBy, series(query, { id: ACTIVE }, span))
  );
}

const STALL = '10m';
/** Holds one sample more, so that the rise to the first one of the 10 minutes is seen too. */
const STALL_AND_BEFORE = '11m';

/** C where it stayed above 0 for 10 minutes and no synchronous request ended, deployment by deployment. */
function stalled(query: Query, span: Span): Expr {
  const by = finer(query, 'deployment_id');
  const waiting = (at: Span) => sumBy(by, series(query, { id: CONCURRENT }, at));
  const requests = { id: REQUESTS, where: [SYNCHRONOUS] };
  const busy = binary(
    above(overTime('min_over_time', waiting(NOW), STALL, span), 0),
    'and',
    // The lowest of the samples that there are says nothing about the minutes before the first of them.
    above(lastSeen(waiting(NOW), before(query, STALL, span)), 0)
  );
  const grew = above(sumBy(by, call('increase', series(query, requests, span, STALL_AND_BEFORE))), 0);
  // A series that began within the 10 minutes has counted requests that an increase doesn't see.
  const byCode = finer(query, 'deployment_id', 'status_code');
  const born = binary(
    above(sumBy(byCode, series(query, requests, span)), 0),
    'unless',
    sumBy(byCode, lastSample(query, requests, before(query, STALL, span)))
  );
  const ended = binary(grew, 'or', sumBy(by, born));
  return orZero(
    sumBy(query.groupBy, binary(binary(waiting(span), 'and', busy), 'unless', ended)),
    sumBy(query.groupBy, series(query, { id: CONCURRENT }, span)),
    sumBy(query.groupBy, series(query, requests, span))
  );
}

const phase = (value: string): Matcher => ({ label: 'rollout_phase', operator: '=', value });

function canaryLatency(query: Query, span: Span): Expr {
  const side = (value: string) => {
    const source = { id: RESPONSE_TIME, suffix: '_bucket', where: [phase(value)] };
    const buckets = summedRate(query, finer(query, 'le'), source, span);
    // Without traffic the quantile is NaN, which no comparison lets through.
    return binary(call('histogram_quantile', num(query.quantile), buckets), '>=', num(0));
  };
  return binary(side('promoting'), '-', side('stable'));
}

export const requestRows: MeasureRow[] = [
  {
    id: 'error_ratio',
    build: (query, span) => errorRatio(query, span),
    conditions: ['status_code'],
    ranksByWindow: true,
  },
  {
    id: 'success_ratio',
    build: (query, span) => binary(num(1), '-', errorRatio(query, span)),
    conditions: ['status_code'],
    ranksByWindow: true,
  },
  {
    id: 'bad_requests',
    build: (query, span) => orZero(increaseOf(query, span, isBad(query)), increaseOf(query, span, isCounted(query))),
    decimals: 0,
    conditions: ['status_code'],
    ranksByWindow: true,
  },
  {
    id: 'valid_requests',
    build: (query, span) => increaseOf(query, span, isCounted(query)),
    decimals: 0,
    conditions: ['status_code'],
    ranksByWindow: true,
  },
  { id: 'unknown_code_share', build: unknownShare, conditions: ['status_code'], ranksByWindow: true },
  {
    id: 'good_within_objective',
    build: goodWithin,
    detail: (query) => `within ${formatAmount(thresholdOf(query), 's')}`,
    conditions: ['status_code', 'is_async'],
    ranksByWindow: true,
  },
  { id: 'unserved_requests', build: (query, span) => unserved(query, span, CONCURRENT), decimals: 0 },
  { id: 'unserved_async_requests', build: (query, span) => unserved(query, span, QUEUE), decimals: 0 },
  { id: 'stalled_requests', build: stalled, conditions: ['is_async'], decimals: 0 },
  {
    id: 'requests_in_flight',
    build: (query, span) =>
      summedRate(query, query.groupBy, { id: RESPONSE_TIME, suffix: '_sum', where: [SYNCHRONOUS] }, span),
    conditions: ['is_async'],
    ranksByWindow: true,
  },
  {
    id: 'canary_error_ratio',
    build: (query, span) =>
      binary(errorRatio(query, span, [phase('promoting')]), '-', errorRatio(query, span, [phase('stable')])),
    conditions: ['status_code', 'rollout_phase', 'deployment_id'],
    ranksByWindow: true,
  },
  {
    id: 'canary_latency',
    build: canaryLatency,
    detail: (query) => percentile(query.quantile),
    conditions: ['rollout_phase', 'deployment_id'],
    ranksByWindow: true,
  },
];
