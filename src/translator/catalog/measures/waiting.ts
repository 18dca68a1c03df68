/** Measures of requests that have not ended. */
import { aggregate, binary, call, selector, type Expr } from '../../promql/ast';
import { formatDuration, LONGEST_MS, parseDuration } from '../../promql/duration';
import {
  above,
  before,
  finer,
  lastSample,
  lastSeen,
  lastTwelfth,
  maxBy,
  modifiers,
  NOW,
  orZero,
  over,
  overTime,
  series,
  sumBy,
  summedRate,
  SYNCHRONOUS,
  type Query,
} from '../../composition/parts';
import type { Span } from '../../composition/types';
import { ACTIVE, CONCURRENT, QUEUE, REQUESTS, RESPONSE_TIME } from '../names';
import { IDENTITY } from '../rows';
import { isGood } from './ratios';
import { BY_CODE, measure, RATE_WINDOW, SYNC_ONLY, type Measure } from './row';

/**
 * What waits (`id`) where no replica was active for 3 minutes. Decided deployment by deployment: a canary without
 * replicas fails its share of the requests, however well the other deployment does.
 * `unless`, not a comparison with 0: the replica series may have vanished.
 */
function unserved(query: Query, span: Span, id: string): Expr {
  const by = finer(query, 'deployment_id');
  const waiting = maxBy(by, series(query, { id }, span));
  const served = above(maxBy(by, call('max_over_time', series(query, { id: ACTIVE }, span, '3m'))), 0);
  return orZero(
    sumBy(query.groupBy, binary(waiting, 'unless', served)),
    sumBy(query.groupBy, series(query, { id }, span)),
    sumBy(query.groupBy, series(query, { id: ACTIVE }, span))
  );
}

const MINUTE = 60_000;

/** Holds one sample more, so that the rise to the first one of the window is seen too. */
function andBefore(window: string): string {
  const length = parseDuration(window);
  return length === null ? window : formatDuration(Math.min(length + MINUTE, LONGEST_MS));
}

/** C where it stayed above 0 for the window and no synchronous request ended, deployment by deployment. */
function stalled(query: Query, span: Span): Expr {
  const by = finer(query, 'deployment_id');
  const waiting = (at: Span) => maxBy(by, series(query, { id: CONCURRENT }, at));
  // Where nobody counts requests any more, the family is missing, and nothing can be said about a stall.
  const counting = aggregate('group', [], selector(REQUESTS, [], modifiers(span)));
  const requests = { id: REQUESTS, where: [SYNCHRONOUS] };
  const earlier = before(query, span.window, span);
  const busy = binary(
    above(overTime(query, 'min_over_time', waiting(NOW), span.window, span), 0),
    'and',
    // The lowest of the samples that there are says nothing about the minutes before the first of them.
    above(lastSeen(query, waiting(NOW), earlier), 0)
  );
  const grew = above(sumBy(by, call('increase', series(query, requests, span, andBefore(span.window)))), 0);
  // A series that began within the window has counted requests that an increase doesn't see.
  const byCode = finer(query, 'deployment_id', 'status_code');
  const born = binary(
    above(sumBy(byCode, series(query, requests, span)), 0),
    'unless',
    sumBy(byCode, lastSample(query, requests, earlier))
  );
  const ended = binary(grew, 'or', sumBy(by, born));
  return orZero(
    sumBy(
      query.groupBy,
      binary(binary(binary(waiting(span), 'and', busy), 'unless', ended), 'and', counting, { on: [] })
    ),
    sumBy(query.groupBy, series(query, { id: CONCURRENT }, span)),
    sumBy(query.groupBy, series(query, requests, span))
  );
}

/** The mean of the good synchronous responses: failures and clients that left say nothing about how long an answer takes. */
function meanDuration(query: Query, span: Span): Expr {
  const good = [SYNCHRONOUS, ...isGood(query)];
  const rateOf = (suffix: string) => summedRate(query, query.groupBy, { id: RESPONSE_TIME, suffix, where: good }, span);
  return over(rateOf('_sum'), rateOf('_count'));
}

/** 0 where a model is there and nothing ended. Whether it is takes no more than the last twelfth of a window of hours. */
function orIdle(query: Query, span: Span, duration: Expr): Expr {
  return orZero(
    duration,
    sumBy(query.groupBy, series(query, { id: CONCURRENT }, span)),
    summedRate(query, query.groupBy, { id: RESPONSE_TIME, suffix: '_count', where: [SYNCHRONOUS] }, lastTwelfth(span))
  );
}

/** The same hours of the day before know nothing of today's incident; without answers in them, today is all there is. */
function shorterDuration(query: Query, span: Span): Expr {
  const now = meanDuration(query, span);
  return binary(binary(meanDuration(query, before(query, '1d', span)), '<', now), 'or', now);
}

export const waitingMeasures: Measure[] = [
  measure({
    id: 'unserved_requests',
    title: 'Unserved requests',
    description:
      'Requests in flight on deployments where no replica was active for the last 3 minutes, also where the replica series has vanished; 0 elsewhere. Requests are counted when they end, so in the worst outage every ratio is silent and only this one speaks.',
    operands: [CONCURRENT, ACTIVE],
    build: (query, span) => unserved(query, span, CONCURRENT),
    decimals: 0,
  }),
  measure({
    id: 'unserved_async_requests',
    title: 'Unserved async requests',
    description:
      'Async requests waiting on deployments where no replica was active for the last 3 minutes, also where the replica series has vanished; 0 elsewhere.',
    operands: [QUEUE, ACTIVE],
    build: (query, span) => unserved(query, span, QUEUE),
    decimals: 0,
  }),
  measure({
    id: 'stalled_requests',
    title: 'Stalled requests',
    description:
      'Requests in flight on deployments that had some for all of the window while no synchronous request ended; 0 elsewhere. Models whose requests take longer than that are stalled by this measure.',
    operands: [CONCURRENT, REQUESTS],
    notGroupable: { is_async: SYNC_ONLY },
    parameters: ['window'],
    defaults: { window: '10m' },
    build: stalled,
    decimals: 0,
  }),
  measure({
    id: 'requests_in_flight',
    title: "Requests in flight by Little's law",
    description:
      'Requests in flight, from the seconds of response time that ended per second. Right for steady synchronous traffic only: it shows a request when it ends, and spreads it over the window. See it beside the concurrent requests.',
    operands: [RESPONSE_TIME],
    labels: IDENTITY.concat('status_code'),
    notGroupable: { is_async: SYNC_ONLY },
    parameters: ['window'],
    defaults: RATE_WINDOW,
    build: (query, span) =>
      summedRate(query, query.groupBy, { id: RESPONSE_TIME, suffix: '_sum', where: [SYNCHRONOUS] }, span),
    conditions: ['is_async'],
    ranksByWindow: true,
  }),
  measure({
    id: 'usual_duration',
    title: 'Usual response time',
    description:
      'Mean response time of the good synchronous requests that ended in the window; 0 where none did and requests are in flight or ended in the last twelfth of it. It tells models whose answers take minutes from those that hang.',
    unit: 's',
    operands: [RESPONSE_TIME, CONCURRENT],
    notGroupable: { status_code: BY_CODE, is_async: SYNC_ONLY },
    parameters: ['badStatus', 'validStatus', 'window'],
    defaults: { window: '6h' },
    build: (query, span) => orIdle(query, span, meanDuration(query, span)),
  }),
  measure({
    id: 'shorter_usual_duration',
    title: 'Usual response time, the shorter of two days',
    description:
      'Mean response time of the good synchronous requests that ended in the window, now or a day ago, whichever is shorter; 0 where none ended and the model is there. An incident that lasts for hours makes the mean of today long and not that of yesterday.',
    unit: 's',
    operands: [RESPONSE_TIME, CONCURRENT],
    notGroupable: { status_code: BY_CODE, is_async: SYNC_ONLY },
    parameters: ['badStatus', 'validStatus', 'window'],
    defaults: { window: '6h' },
    build: (query, span) => orIdle(query, span, shorterDuration(query, span)),
  }),
];
