/** Measures of how requests ended. */
import { binary, num, type Expr, type Matcher } from '../../promql/ast';
import { boundMatcher } from '../../promql/bucket';
import { DEFAULT_BAD_STATUS, DEFAULT_VALID_STATUS } from '../../contract/defaults';
import {
  above,
  countedOnce,
  orZero,
  over,
  series,
  sumBy,
  summedRate,
  SYNCHRONOUS,
  type Query,
} from '../../composition/parts';
import { thresholdOf } from '../../composition/measure';
import type { Span } from '../../composition/types';
import { formatAmount } from '../../composition/text';
import { ACTIVE, REQUESTS, RESPONSE_TIME } from '../names';
import { BY_CODE, measure, RATE_WINDOW, SYNC_ONLY, WITH_ASYNC, type Measure } from './row';

const WINDOW_COUNT = { window: '$__rate_interval', instantWindow: '$__range' };
const MID_STREAM =
  'A response that fails in mid-stream counts with the code it began with, mostly 200. A code that nobody knows is a valid request and not a bad one: unknown_code_share tells how many there are.';
const BAD = "the server's faults: HTTP 5xx and 429, gRPC 2, 4, 8 and 12 to 15, WebSocket 1006 and 1011 to 1015";
const VALID = "all but the client's own faults and those whose client left";

export const status = (operator: Matcher['operator'], value: string): Matcher => ({
  label: 'status_code',
  operator,
  value,
});

/** Fewer bad requests than this in a window say nothing, and so do fewer late ones. The alert rules have the same floor. */
export const FLOOR = 10;

export const isBad = (query: Query): Matcher => status('=~', query.parameters.badStatus);

/** Bad requests count as valid whatever the patterns say: a ratio above 1 would mean nothing. */
export function isCounted({ parameters: { badStatus, validStatus } }: Query): Matcher {
  const usual = badStatus === DEFAULT_BAD_STATUS && validStatus === DEFAULT_VALID_STATUS;
  return status('=~', usual ? validStatus : `(?:${badStatus})|(?:${validStatus})`);
}

/** Counted, and not bad. */
export const isGood = ({ parameters: { badStatus, validStatus } }: Query): Matcher[] => [
  status('=~', validStatus),
  status('!~', badStatus),
];

/** Bad over counted requests, each aggregated to the grouping first: 0 without an error, absent without traffic. */
export function errorRatio(query: Query, span: Span, where: Matcher[] = []): Expr {
  const rateOf = (code: Matcher) => summedRate(query, query.groupBy, { id: REQUESTS, where: [...where, code] }, span);
  const counted = rateOf(isCounted(query));
  return over(orZero(rateOf(isBad(query)), counted), counted);
}

/** Codes that the table of codes knows whoever answers with them, and those that only one protocol's models may use. */
const KNOWN_CODES = '[1-9]|1[0-6]|[1-5]..|100[0-35-9]|101[0-5]';
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
  countedOnce(query, query.groupBy, { id: REQUESTS, where: [code] }, span);

function goodWithin(query: Query, span: Span): Expr {
  const rateOf = (suffix: string, ...where: Matcher[]) =>
    summedRate(query, query.groupBy, { id: RESPONSE_TIME, suffix, where: [SYNCHRONOUS, ...where] }, span);
  const bound = boundMatcher(thresholdOf(query));
  const good = rateOf('_bucket', ...isGood(query), bound);
  // 0 only where the bound exists: for a threshold that is none, all requests would look bad.
  return over(orZero(good, rateOf('_bucket', isCounted(query), bound)), rateOf('_count', isCounted(query)));
}

export const ratioMeasures: Measure[] = [
  measure({
    id: 'error_ratio',
    title: 'Error ratio',
    description: `Bad requests out of valid ones. By default bad are ${BAD}; valid are ${VALID}. 0 where there is traffic without an error, absent where there is no traffic. ${MID_STREAM}`,
    unit: 'percentunit',
    operands: [REQUESTS],
    labels: WITH_ASYNC,
    notGroupable: { status_code: BY_CODE },
    parameters: ['badStatus', 'validStatus', 'window'],
    defaults: RATE_WINDOW,
    build: (query, span) => errorRatio(query, span),
    conditions: ['status_code'],
    ranksByWindow: true,
  }),
  measure({
    id: 'success_ratio',
    title: 'Success ratio',
    description: `One minus the error ratio: 1 where there is traffic without an error, absent where there is no traffic. ${MID_STREAM}`,
    unit: 'percentunit',
    operands: [REQUESTS],
    labels: WITH_ASYNC,
    notGroupable: { status_code: BY_CODE },
    parameters: ['badStatus', 'validStatus', 'window'],
    defaults: RATE_WINDOW,
    build: (query, span) => binary(num(1), '-', errorRatio(query, span)),
    conditions: ['status_code'],
    ranksByWindow: true,
  }),
  measure({
    id: 'bad_requests',
    title: 'Bad requests',
    description: `How many requests in the window were bad; 0 where there are valid ones and none was bad. By default bad are ${BAD}. Counts of a sliding window: neighbouring points count the same request. The floor that keeps an error ratio of one request from paging someone.`,
    operands: [REQUESTS],
    // A count by code is still a count, unlike a ratio.
    labels: WITH_ASYNC.concat('status_code'),
    parameters: ['badStatus', 'validStatus', 'window'],
    defaults: WINDOW_COUNT,
    build: (query, span) => orZero(increaseOf(query, span, isBad(query)), increaseOf(query, span, isCounted(query))),
    decimals: 0,
    ranksByWindow: true,
  }),
  measure({
    id: 'valid_requests',
    title: 'Valid requests',
    description: `How many requests in the window were valid: ${VALID}. Counts of a sliding window: neighbouring points count the same request.`,
    operands: [REQUESTS],
    labels: WITH_ASYNC,
    notGroupable: { status_code: BY_CODE },
    parameters: ['badStatus', 'validStatus', 'window'],
    defaults: WINDOW_COUNT,
    build: (query, span) => increaseOf(query, span, isCounted(query)),
    decimals: 0,
    conditions: ['status_code'],
    ranksByWindow: true,
  }),
  measure({
    id: 'requests_or_none',
    title: 'Valid requests, or none',
    description:
      'Valid requests of the window, and 0 where replicas are active and nothing was counted: a deployment that nobody has called has no counter. To tell that traffic has vanished.',
    operands: [REQUESTS, ACTIVE],
    notGroupable: { status_code: BY_CODE },
    parameters: ['badStatus', 'validStatus', 'window'],
    defaults: WINDOW_COUNT,
    build: (query, span) =>
      orZero(
        increaseOf(query, span, isCounted(query)),
        above(sumBy(query.groupBy, series(query, { id: ACTIVE }, span)), 0)
      ),
    decimals: 0,
    ranksByWindow: true,
  }),
  measure({
    id: 'unknown_code_share',
    title: 'Unknown status codes',
    description:
      "Share of the requests whose status code is of no protocol, such as unknown: nobody can say whether they went well, and they count as valid and not bad. 0 counts where the model doesn't speak gRPC, 3000 to 4999 where it doesn't speak WebSocket; it speaks what nearly all its answers are in. Absent where there is no traffic.",
    unit: 'percentunit',
    operands: [REQUESTS],
    labels: WITH_ASYNC,
    notGroupable: { status_code: 'it looks at the codes of a group together' },
    parameters: ['window'],
    defaults: RATE_WINDOW,
    build: unknownShare,
    conditions: ['status_code'],
    ranksByWindow: true,
  }),
  measure({
    id: 'good_within_objective',
    title: 'Good responses within the objective',
    description:
      'Share of synchronous responses that were good and took at most the threshold, out of valid ones. A failure never counts as good, however fast it came. The threshold has to be a bucket bound; absent where it is none, or without traffic.',
    unit: 'percentunit',
    operands: [RESPONSE_TIME],
    notGroupable: { status_code: BY_CODE, is_async: SYNC_ONLY },
    parameters: ['threshold', 'badStatus', 'validStatus', 'window'],
    defaults: RATE_WINDOW,
    build: goodWithin,
    detail: (query) => `within ${formatAmount(thresholdOf(query), 's')}`,
    conditions: ['status_code', 'is_async'],
    ranksByWindow: true,
  }),
];
