/** Measures that alert rules are made of: what has to hold for a while, and what a moment's relief must not reset. */
import { QueryError } from '../../contract/errors';
import { aggregate, binary, call, num, selector, subquery, type Expr, type Matcher } from '../../promql/ast';
import { boundMatcher } from '../../promql/bucket';
import { thresholdOf } from '../../composition/measure';
import {
  above,
  absentFor,
  ASYNCHRONOUS,
  before,
  countedOnce,
  finer,
  lastTwelfth,
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
import { formatAmount } from '../../composition/text';
import { ACTIVE, CONCURRENT, CPU, FIRST_BYTE, QUEUE, REQUESTS, RESPONSE_TIME } from '../names';
import { isBad, isCounted, status } from './ratios';
import { BY_CODE, measure, RATE_WINDOW, SYNC_ONLY, WITH_ASYNC, type Measure } from './row';

const both = (a: Expr, op: '+' | '-' | '*' | '/', b: Expr): Expr => binary(a, op, b);

/** The lower of a ratio over the window and over its last twelfth, where there is the latter. */
export function lowerOf(span: Span, ratio: (at: Span) => Expr): Expr {
  const short = ratio(lastTwelfth(span));
  return binary(binary(ratio(span), '<', short), 'or', short);
}

function sustained(span: Span, ratio: (at: Span) => Expr, present: Expr): Expr {
  return orZero(lowerOf(span, ratio), present);
}

function sustainedErrors(query: Query, span: Span): Expr {
  const rateOf = (at: Span, code: Matcher) => summedRate(query, query.groupBy, { id: REQUESTS, where: [code] }, at);
  const counted = isCounted(query);
  return sustained(span, (at) => over(rateOf(at, isBad(query)), rateOf(at, counted)), above(rateOf(span, counted), 0));
}

/** Codes of clients that left, over HTTP and over gRPC. */
const LEFT = '499|1';
const left = status('=~', LEFT);
/** Responses that had time to be late: the good ones, and those that nobody waited for any more. */
export const timed = (query: Query): Matcher[] => [
  SYNCHRONOUS,
  status('=~', `(?:${query.validStatus})|${LEFT}`),
  status('!~', query.badStatus),
];

export type Measured = (suffix: string, ...where: Matcher[]) => Expr;

export const ratesOf =
  (query: Query, span: Span, id = RESPONSE_TIME): Measured =>
  (suffix, ...where) =>
    summedRate(query, query.groupBy, { id, suffix, where }, span);

export const countsOf =
  (query: Query, span: Span, id = RESPONSE_TIME): Measured =>
  (suffix, ...where) =>
    countedOnce(query, query.groupBy, { id, suffix, where }, span);

/** Those that took longer than the threshold. */
export const longer = (query: Query, measured: Measured, ...where: Matcher[]): Expr =>
  both(measured('_count', ...where), '-', measured('_bucket', ...where, boundMatcher(thresholdOf(query))));

/** All of `where`, without clients that left in time. */
function withoutQuick(query: Query, measured: Measured, ...where: Matcher[]): Expr {
  const all = measured('_count', ...where);
  const quick = measured('_bucket', SYNCHRONOUS, left, boundMatcher(thresholdOf(query)));
  return both(all, '-', orZero(quick, all));
}

function sustainedLate(query: Query, span: Span): Expr {
  const ratio = (at: Span) => {
    const rates = ratesOf(query, at);
    return over(longer(query, rates, ...timed(query)), withoutQuick(query, rates, ...timed(query)));
  };
  return sustained(span, ratio, ratio(span));
}

/** Who left after an early first byte had one in time; who got none is in no bucket. */
function sustainedLateFirstBytes(query: Query, span: Span): Expr {
  const ratio = (at: Span) => {
    const rates = ratesOf(query, at, FIRST_BYTE);
    return over(longer(query, rates, ...timed(query)), rates('_count', ...timed(query)));
  };
  return sustained(span, ratio, ratio(span));
}

function gaveUpRatio(query: Query, span: Span): Expr {
  const rates = ratesOf(query, span);
  const all = withoutQuick(query, rates, SYNCHRONOUS);
  return over(orZero(longer(query, rates, SYNCHRONOUS, left), all), all);
}

function gaveUp(query: Query, span: Span): Expr {
  const counts = countsOf(query, span);
  return orZero(longer(query, counts, SYNCHRONOUS, left), counts('_count', SYNCHRONOUS));
}

function missingBound(query: Query, span: Span, of = RESPONSE_TIME): Expr {
  const found = (id: string, suffix: string, ...where: Matcher[]) =>
    aggregate('group', query.groupBy, series(query, { id, suffix, where: [SYNCHRONOUS, ...where] }, span));
  const timedAtAll = found(RESPONSE_TIME, '_count');
  return orZero(binary(timedAtAll, 'unless', found(of, '_bucket', boundMatcher(thresholdOf(query)))), timedAtAll);
}

/** Requests that end within this time at the present pace don't wait in vain. */
const THROUGH = '5m';

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
  const ended = sumBy(by, call('increase', series(query, { id: REQUESTS, where }, span, THROUGH)));
  const inVain = binary(
    waitingMinutes(query, span, id),
    'unless',
    binary(ended, '>=', maxBy(by, series(query, { id }, span)))
  );
  return mostMinutes(query, span, id, inVain);
}

/** Four fifths of the minutes: one of relief in five is none. */
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

/** Fewer failures than this say nothing. */
const FEW = 10;
/** Clients leave working deployments too; where nearly all of them do, it answers nobody. */
const NEARLY_ALL = 0.9;

function failingDeployments(query: Query, span: Span): Expr {
  const by = finer(query, 'deployment_id');
  const countOf = (...where: Matcher[]) => countedOnce(query, by, { id: REQUESTS, where }, span);
  const all = above(countOf(), 0);
  const counted = above(countOf(isCounted(query)), 0);
  const mostly = (some: Expr, share: number, of: Expr) =>
    binary(binary(some, '>=', num(FEW)), 'and', binary(binary(some, '/', of), '>=', num(share)));
  const failing = binary(mostly(countOf(isBad(query)), 0.5, counted), 'or', mostly(countOf(left), NEARLY_ALL, all));
  const count = (expr: Expr) => aggregate('count', query.groupBy, expr);
  return orZero(binary(count(failing), 'and', count(binary(counted, 'unless', failing))), count(all));
}

/** How long a counter is a new one, and how far back one may have been seen before. */
const NEW = '10m';
const KNOWN = '1h';

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

/**
 * Two shares compared: their difference over its standard error, each side with one success and one failure more (Agresti
 * and Caffo, The American Statistician 54/4, 2000). The error is not pooled: beside a large stable side that would make
 * much of a single request that went well.
 */
function canaryScore(query: Query, span: Span): Expr {
  const side = (phase: string) => {
    const of = (code: Matcher) =>
      countedOnce(
        query,
        query.groupBy,
        { id: REQUESTS, where: [{ label: 'rollout_phase', operator: '=', value: phase }, code] },
        span
      );
    const counted = of(isCounted(query));
    const all = both(above(counted, 0), '+', num(2));
    const share = both(both(orZero(of(isBad(query)), counted), '+', num(1)), '/', all);
    return { share, variance: both(both(share, '*', both(num(1), '-', share)), '/', all) };
  };
  const [promoting, stable] = [side('promoting'), side('stable')];
  return both(
    both(promoting.share, '-', stable.share),
    '/',
    call('sqrt', both(promoting.variance, '+', stable.variance))
  );
}

/** Standard errors that chance hardly explains, and failures that are no accident: as the rule on canaries has them. */
const CERTAIN = 3;
const NO_ACCIDENT = 5;
/** Where one of 3/m requests is expected to fail, none in as many is a surprise, of one in twenty (the rule of three). */
export const RULE_OF_THREE = 3;
/** For this, let alone less, a canary needs more requests than any gets. */
const LEAST_SHARE = 0.000001;

/** With too few requests a canary that fails as often as feared may well not have failed yet: that is no verdict. */
function canaryVerdict(query: Query, span: Span): Expr {
  const of = (phase: string, code: Matcher) =>
    countedOnce(
      query,
      query.groupBy,
      { id: REQUESTS, where: [{ label: 'rollout_phase', operator: '=', value: phase }, code] },
      span
    );
  const bad = binary(of('promoting', isBad(query)), '>=', num(NO_ACCIDENT));
  const counted = of('promoting', isCounted(query));
  const none = (where: Expr): Expr => binary(num(0), '*', where);
  const worse = both(none(binary(above(canaryScore(query, span), CERTAIN), 'and', bad)), '+', num(1));
  const share = thresholdOf(query);
  if (share <= 0) {
    throw new QueryError('threshold', share, 'a share above 0, such as 0.05');
  }
  const enough = num(Math.ceil(RULE_OF_THREE / Math.max(share, LEAST_SHARE)));
  const compared = binary(above(counted, 0), 'and', above(of('stable', isCounted(query)), 0));
  return binary(
    binary(worse, 'or', none(binary(compared, 'and', binary(counted, '>=', enough)))),
    'or',
    both(none(compared), '-', num(1))
  );
}

const one = (expr: Expr): Expr => aggregate('group', [], expr);

/** How long a family may be silent before it is missing: two scrapes that fail are no loss. */
const SILENT = '3m';
/** When it was last seen: a short gap, and one that lasts. */
const SEEN = ['10m', '1h'];

function missingFamilies(query: Query, span: Span): Expr {
  const families: Array<[id: string, suffix: string]> = [
    [REQUESTS, ''],
    [RESPONSE_TIME, '_count'],
    [CONCURRENT, ''],
    [ACTIVE, ''],
  ];
  const missing = families.map(([id, suffix]): Expr => {
    const absent = absentFor(SILENT, query, { id, suffix }, span);
    const [recent, earlier] = SEEN.map((back) => one(series(query, { id, suffix }, before(query, back, span))));
    const known = recent === undefined || earlier === undefined ? absent : binary(recent, 'or', earlier);
    return binary(binary(absent, 'and', known), 'or', call('vector', num(0)));
  });
  // Models that sleep export less; a container that runs has all of these.
  const running = above(maxBy([], call('increase', series(query, { id: CPU }, span, THROUGH))), 0);
  const sum = missing.reduce((some, family) => both(some, '+', family));
  return binary(binary(sum, 'and', running), 'or', call('vector', num(0)));
}

function missingModels(query: Query, span: Span): Expr {
  const by = ['model_name'];
  const back = before(query, THROUGH, span);
  const answered = above(maxBy(by, call('increase', series(query, { id: REQUESTS }, back, THROUGH))), 0);
  const there = [REQUESTS, CONCURRENT, ACTIVE]
    .map((id): Expr => aggregate('group', by, series(query, { id }, span)))
    .reduce((some, more) => binary(some, 'or', more));
  const missing = aggregate('count', [], binary(answered, 'unless', there));
  const enough = binary(missing, '>=', both(num(0.25), '*', aggregate('count', [], answered)));
  return binary(binary(above(missing, 1), 'and', enough), 'or', call('vector', num(0)));
}

const LATELY = '12h';

function unmatched(query: Query, span: Span): Expr {
  const matched = call(
    'last_over_time',
    subquery(one(series(query, { id: ACTIVE }, NOW)), LATELY, '15m', modifiers(span))
  );
  const exported = one(selector(ACTIVE, [], modifiers(span)));
  return binary(binary(exported, 'unless', matched), 'or', call('vector', num(0)));
}

const within = (query: Query) => `over ${formatAmount(thresholdOf(query), 's')}`;

const NOT_THERE = (id: string) => `${id} has no such label`;
export const LATE =
  'A response is late when it took longer than the threshold, which has to be a bucket bound. A client that left (499, gRPC 1) after longer than that had a late one too; one that left earlier counts nowhere.';

const LATE_FIRST_BYTE =
  'A first byte is late when it took longer than the threshold, which has to be a bucket bound. A request that got no byte counts nowhere.';

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
    id: 'sustained_late_ratio',
    title: 'Sustained late ratio',
    description: `Share of late ones among the good synchronous responses, over the window or over the last twelfth of it, three minutes at least, whichever is lower. Failures are not in it: the error ratio has them. ${LATE} Absent without traffic in the window.`,
    unit: 'percentunit',
    operands: [RESPONSE_TIME],
    notGroupable: { status_code: BY_CODE, is_async: SYNC_ONLY },
    parameters: ['threshold', 'badStatus', 'validStatus', 'window'],
    defaults: { window: '1h' },
    build: sustainedLate,
    detail: within,
    conditions: ['status_code', 'is_async'],
  }),
  measure({
    id: 'late_requests',
    title: 'Late requests',
    description: `How many good synchronous responses in the window were late. ${LATE}`,
    operands: [RESPONSE_TIME],
    notGroupable: { status_code: BY_CODE, is_async: SYNC_ONLY },
    parameters: ['threshold', 'badStatus', 'validStatus', 'window'],
    defaults: { window: '$__rate_interval', instantWindow: '$__range' },
    build: (query, span) => longer(query, countsOf(query, span), ...timed(query)),
    detail: within,
    decimals: 0,
    conditions: ['status_code', 'is_async'],
    ranksByWindow: true,
  }),
  measure({
    id: 'gave_up_ratio',
    title: 'Clients that gave up',
    description:
      'Share of the synchronous requests whose client left (499, gRPC 1) after waiting for longer than the threshold, which has to be a bucket bound. Clients that leave earlier, such as one that asks two servers and takes the first answer, count nowhere. Absent where nothing else ended.',
    unit: 'percentunit',
    operands: [RESPONSE_TIME],
    notGroupable: { status_code: BY_CODE, is_async: SYNC_ONLY },
    parameters: ['threshold', 'window'],
    defaults: RATE_WINDOW,
    build: gaveUpRatio,
    detail: within,
    conditions: ['status_code', 'is_async'],
    ranksByWindow: true,
  }),
  measure({
    id: 'gave_up_requests',
    title: 'Requests given up',
    description:
      'How many synchronous requests in the window ended because the client left (499, gRPC 1) after waiting for longer than the threshold, which has to be a bucket bound.',
    operands: [RESPONSE_TIME],
    notGroupable: { status_code: BY_CODE, is_async: SYNC_ONLY },
    parameters: ['threshold', 'window'],
    defaults: { window: '$__rate_interval', instantWindow: '$__range' },
    build: gaveUp,
    detail: within,
    decimals: 0,
    conditions: ['status_code', 'is_async'],
    ranksByWindow: true,
  }),
  measure({
    id: 'missing_bound',
    title: 'Bucket bound that is missing',
    description:
      '1 where synchronous responses are timed and no bucket ends at the threshold, so that no share within it can be told; 0 where one does.',
    operands: [RESPONSE_TIME],
    notGroupable: { is_async: SYNC_ONLY },
    parameters: ['threshold'],
    build: (query, span) => missingBound(query, span),
    detail: (query) => `at ${formatAmount(thresholdOf(query), 's')}`,
    decimals: 0,
    conditions: ['is_async'],
  }),
  measure({
    id: 'sustained_late_first_byte_ratio',
    title: 'Sustained ratio of late first bytes',
    description: `Share of the good synchronous responses whose first byte was late, over the window or over the last twelfth of it, three minutes at least, whichever is lower: how long the rest of a stream takes is not in it. ${LATE_FIRST_BYTE} Absent without traffic in the window.`,
    unit: 'percentunit',
    operands: [FIRST_BYTE],
    notGroupable: { status_code: BY_CODE, is_async: SYNC_ONLY },
    parameters: ['threshold', 'badStatus', 'validStatus', 'window'],
    defaults: { window: '1h' },
    build: sustainedLateFirstBytes,
    detail: within,
    conditions: ['status_code', 'is_async'],
  }),
  measure({
    id: 'late_first_bytes',
    title: 'Late first bytes',
    description: `How many good synchronous responses in the window had a late first byte. ${LATE_FIRST_BYTE}`,
    operands: [FIRST_BYTE],
    notGroupable: { status_code: BY_CODE, is_async: SYNC_ONLY },
    parameters: ['threshold', 'badStatus', 'validStatus', 'window'],
    defaults: { window: '$__rate_interval', instantWindow: '$__range' },
    build: (query, span) => longer(query, countsOf(query, span, FIRST_BYTE), ...timed(query)),
    detail: within,
    decimals: 0,
    conditions: ['status_code', 'is_async'],
    ranksByWindow: true,
  }),
  measure({
    id: 'missing_first_byte_bound',
    title: 'Bound of the first byte that is missing',
    description:
      '1 where synchronous responses are timed and no bucket of the time to first byte ends at the threshold, also where the export has no time to first byte at all; 0 where one does.',
    operands: [RESPONSE_TIME, FIRST_BYTE],
    notGroupable: { is_async: SYNC_ONLY },
    parameters: ['threshold'],
    build: (query, span) => missingBound(query, span, FIRST_BYTE),
    detail: (query) => `at ${formatAmount(thresholdOf(query), 's')}`,
    decimals: 0,
    conditions: ['is_async'],
  }),
  measure({
    id: 'unserved_minutes',
    title: 'Unserved minutes',
    description:
      'Minutes of the window in which requests were in flight on a deployment without an active replica, however often one came up in between; the highest of the deployments. 0 where requests end at a pace at which those in flight were through in five minutes, and while no deployment at all reports active replicas.',
    operands: [CONCURRENT, ACTIVE, REQUESTS],
    notGroupable: { status_code: NOT_THERE(ACTIVE), is_async: NOT_THERE(ACTIVE) },
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
    notGroupable: { status_code: NOT_THERE(ACTIVE), is_async: NOT_THERE(ACTIVE) },
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
    notGroupable: { status_code: BY_CODE },
    parameters: ['badStatus'],
    build: newbornFailures,
    decimals: 0,
    conditions: ['status_code'],
  }),
  measure({
    id: 'canary_error_score',
    title: 'Canary error score',
    description:
      'By how many standard errors the promoting deployment fails more often than the stable one: above 3, chance hardly explains it, with few requests too. One success and one failure are added on each side, as is usual for small counts. Absent where a side has no traffic.',
    operands: [REQUESTS],
    labels: ['model_id', 'model_name', 'is_async'],
    optionalLabels: ['environment'],
    notGroupable: {
      status_code: BY_CODE,
      rollout_phase: 'it compares the two rollout phases',
      deployment_id: 'the two rollout phases are different deployments',
    },
    parameters: ['badStatus', 'validStatus', 'window'],
    defaults: { window: '30m' },
    build: canaryScore,
    conditions: ['status_code', 'rollout_phase', 'deployment_id'],
  }),
  measure({
    id: 'canary_verdict',
    title: 'Canary verdict',
    description:
      '1 where the promoting deployment fails more often than the stable one by more than chance explains (a score above 3, five failures or more); 0 where it does not and has had enough requests for that to say something; -1 where it has had too few yet: less than 3 over the threshold, the share of failures that would matter, since fewer may all go well by chance. Absent where a side has no traffic.',
    operands: [REQUESTS],
    labels: ['model_id', 'model_name', 'is_async'],
    optionalLabels: ['environment'],
    notGroupable: {
      status_code: BY_CODE,
      rollout_phase: 'it compares the two rollout phases',
      deployment_id: 'the two rollout phases are different deployments',
    },
    parameters: ['threshold', 'badStatus', 'validStatus', 'window'],
    defaults: { window: '30m', threshold: 0.01 },
    build: canaryVerdict,
    decimals: 0,
    detail: (query) => `of ${formatAmount(thresholdOf(query), 'percentunit')}`,
    conditions: ['status_code', 'rollout_phase', 'deployment_id'],
  }),
  measure({
    id: 'missing_families',
    title: 'Missing families',
    description:
      'Families of core series that had samples ten minutes or an hour ago and have none for any model now, while containers run: requests, response times, concurrent requests, active replicas.',
    operands: [REQUESTS, RESPONSE_TIME, CONCURRENT, ACTIVE, CPU],
    labels: [],
    optionalLabels: [],
    notGroupable: { model_name: 'what is gone has no labels to group by' },
    build: missingFamilies,
    decimals: 0,
  }),
  measure({
    id: 'missing_models',
    title: 'Missing models',
    description:
      'Models that answered requests five to ten minutes ago and have no series at all now, where they are at least two and a quarter of those that did; 0 elsewhere. One that goes to sleep has had no traffic for a while.',
    operands: [REQUESTS, CONCURRENT, ACTIVE],
    labels: [],
    optionalLabels: [],
    notGroupable: { model_name: 'what is gone has no labels to group by' },
    build: missingModels,
    decimals: 0,
  }),
  measure({
    id: 'unmatched_export',
    title: 'Nothing matches',
    description:
      '1 where deployments are exported and none of them matched the filters in the last 12 hours, 0 elsewhere: rules with these filters watch nothing.',
    operands: [ACTIVE],
    labels: [],
    optionalLabels: [],
    notGroupable: { model_name: 'what is not there has no labels to group by' },
    build: unmatched,
    decimals: 0,
  }),
];
