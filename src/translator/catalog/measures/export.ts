/** Measures of the export itself: without them, silence looks like health. */
import { aggregate, binary, call, num, selector, type Expr } from '../../promql/ast';
import { QueryError } from '../../contract/errors';
import {
  above,
  absentFor,
  before,
  finer,
  maxBy,
  modifiers,
  NOW,
  orZero,
  overTime,
  series,
  sumBy,
  type Query,
} from '../../composition/parts';
import type { Span } from '../../composition/types';
import { ACTIVE, CONCURRENT, CPU, REQUESTS, STARTING } from '../names';
import { measure, type Measure } from './row';

/** Prometheus's own series about a scrape, of a target or a job that is called after Baseten. */
const scraped = (label: string, span: Span): Expr =>
  maxBy(
    [],
    call(
      'max_over_time',
      selector('up', [{ label, operator: '=~', value: '(?i).*baseten.*' }], { range: '3m', ...modifiers(span) })
    )
  );

/**
 * 1 where all core series are absent. Each is reduced to a sample without labels, since `absent` copies labels from matchers.
 * Where the scrapes succeed the export is empty, which it is while every model sleeps.
 */
function gone(query: Query, span: Span): Expr {
  const absences = query.entry.operands.map((id) => absentFor('3m', query, { id }, span));
  const all = absences.reduce((some, absence) => binary(some, 'and', absence));
  const empty = above(binary(scraped('job', span), 'or', scraped('instance', span)), 0);
  return binary(binary(all, 'unless', empty), 'or', call('vector', num(0)));
}

/** How long ago a CPU counter has to have been what it is now. */
const SINCE = '6m';
/** As long for requests, and one sample more. */
const STILL = '7m';
/** As long as a request has to be in flight to be stalled, and one sample more. */
const STALLED = '11m';
/** One model that stalls is its own matter; that all of several do so in the same minute is the export's. */
const SEVERAL = 2;

/**
 * Old values are served: CPU counters stand still and no request is counted, or requests of several models have been in
 * flight for long and none of any model is counted. CPU counters alone may stand still while the rest moves.
 */
function frozen(query: Query, span: Span): Expr {
  // Two samples of each counter are compared, not all between: there are ten times as many of these counters as of any other series
  // here. One that has just appeared has no earlier sample, and so doesn't count as standing still.
  const cpu = { id: CPU };
  const moved = binary(series(query, cpu, span), '-', series(query, cpu, before(query, SINCE, span)));
  const still = binary(maxBy(query.groupBy, moved), '==', num(0), { bool: true });
  const active = series(query, { id: ACTIVE }, span);
  const ended = (range: string) => maxBy(query.groupBy, call('increase', series(query, { id: REQUESTS }, span, range)));
  const asleep = binary(binary(still, 'and', above(sumBy(query.groupBy, active), 0)), 'unless', above(ended(STILL), 0));
  const inFlight = above(
    maxBy(finer(query, 'model_name'), call('min_over_time', series(query, { id: CONCURRENT }, span, STALLED))),
    0
  );
  const stuck = binary(
    binary(ended(STALLED), '==', num(0), { bool: true }),
    'and',
    binary(aggregate('count', query.groupBy, inFlight), '>=', num(SEVERAL))
  );
  return orZero(
    binary(above(asleep, 0), 'or', above(stuck, 0)),
    sumBy(query.groupBy, active),
    sumBy(query.groupBy, series(query, { id: REQUESTS }, span))
  );
}

function dataAge(query: Query, span: Span): Expr {
  if (span.offset !== '') {
    throw new QueryError('offset', span.offset, 'nothing, since the age of the data is measured from now');
  }
  const sampled = (id: string) => aggregate('max', query.groupBy, call('timestamp', series(query, { id }, NOW)));
  const newest = overTime(
    query,
    'max_over_time',
    binary(sampled(ACTIVE), 'or', sampled(CONCURRENT)),
    span.window,
    span
  );
  return binary(call('time'), '-', newest);
}

export const exportMeasures: Measure[] = [
  measure({
    id: 'export_gone',
    title: 'Export gone',
    description:
      '1 where none of the core series had a sample for 3 minutes and no scrape succeeded, 0 otherwise; never absent. A scrape is known by its job or its address, one of which has to contain "baseten": while every model sleeps the export is empty and all is well.',
    operands: [REQUESTS, CONCURRENT, ACTIVE, STARTING, CPU],
    labels: [],
    optionalLabels: [],
    build: gone,
    decimals: 0,
  }),
  measure({
    id: 'export_frozen',
    title: 'Export frozen',
    description:
      '1 where old values are being served: every CPU counter stood still for 6 minutes, which no running container does, and no request was counted; or requests of at least two models were in flight for 10 minutes and none of any model was counted. 0 otherwise.',
    operands: [CPU, ACTIVE, REQUESTS, CONCURRENT],
    build: frozen,
    decimals: 0,
  }),
  measure({
    id: 'data_age',
    title: 'Age of the data',
    description:
      'Seconds since the newest sample of replicas and concurrent requests; absent after an hour without one.',
    unit: 's',
    operands: [ACTIVE, CONCURRENT],
    parameters: ['window'],
    defaults: { window: '1h' },
    build: dataAge,
    decimals: 0,
  }),
];
