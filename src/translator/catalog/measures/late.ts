/** Measures of what came too late, or so late that clients had left: what latency alerts compare. */
import { aggregate, binary, type Expr, type Matcher } from '../../promql/ast';
import { boundMatcher } from '../../promql/bucket';
import { thresholdOf } from '../../composition/measure';
import { countedOnce, orZero, over, series, summedRate, SYNCHRONOUS, type Query } from '../../composition/parts';
import type { Span } from '../../composition/types';
import { formatAmount } from '../../composition/text';
import { FIRST_BYTE, RESPONSE_TIME } from '../names';
import { status } from './ratios';
import { BY_CODE, measure, RATE_WINDOW, SYNC_ONLY, type Measure } from './row';
import { sustained } from './sustained';

/** Codes of clients that left, over HTTP and over gRPC. */
export const LEFT = '499|1';
export const left = status('=~', LEFT);
/** Responses whose time is judged: the good ones, and those whose client left. */
export const timed = (query: Query): Matcher[] => [
  SYNCHRONOUS,
  status('=~', `(?:${query.parameters.validStatus})|${LEFT}`),
  status('!~', query.parameters.badStatus),
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
  binary(measured('_count', ...where), '-', measured('_bucket', ...where, boundMatcher(thresholdOf(query))));

/** All of `where`, without clients that left in time. */
function withoutQuick(query: Query, measured: Measured, ...where: Matcher[]): Expr {
  const all = measured('_count', ...where);
  const quick = measured('_bucket', SYNCHRONOUS, left, boundMatcher(thresholdOf(query)));
  return binary(all, '-', orZero(quick, all));
}

function sustainedLate(query: Query, span: Span): Expr {
  const ratio = (at: Span) => {
    const rates = ratesOf(query, at);
    return over(longer(query, rates, ...timed(query)), withoutQuick(query, rates, ...timed(query)));
  };
  return sustained(span, ratio, ratio(span));
}

/** Clients that left need no correction here: a first byte that came is timed, and one that never came is in no bucket. */
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

const within = (query: Query) => `over ${formatAmount(thresholdOf(query), 's')}`;

export const LATE =
  'A response is late when it took longer than the threshold, which has to be a bucket bound. A client that left (499, gRPC 1) after longer than that had a late one too; one that left earlier counts nowhere.';

const LATE_FIRST_BYTE =
  'A first byte is late when it took longer than the threshold, which has to be a bucket bound. A request that got no byte counts nowhere.';

const BY_LEFT = 'it looks for the codes of clients that left';
const FOR_ALL_CODES = 'a bound is there for all status codes or for none';

export const lateMeasures: Measure[] = [
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
    notGroupable: { status_code: BY_LEFT, is_async: SYNC_ONLY },
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
    notGroupable: { status_code: BY_LEFT, is_async: SYNC_ONLY },
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
    notGroupable: { status_code: FOR_ALL_CODES, is_async: SYNC_ONLY },
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
    operands: [FIRST_BYTE, RESPONSE_TIME],
    notGroupable: { status_code: FOR_ALL_CODES, is_async: SYNC_ONLY },
    parameters: ['threshold'],
    build: (query, span) => missingBound(query, span, FIRST_BYTE),
    detail: (query) => `at ${formatAmount(thresholdOf(query), 's')}`,
    decimals: 0,
    conditions: ['is_async'],
  }),
];
