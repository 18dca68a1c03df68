/** Measures of the export itself: without them, silence looks like health. */
import { aggregate, binary, call, num, type Expr } from '../../promql/ast';
import { QueryError } from '../../contract/errors';
import { above, maxBy, NOW, orZero, overTime, series, sumBy, type Query } from '../../recipes/parts';
import type { Span } from '../../recipes/recipe';
import { ACTIVE, CONCURRENT, CPU, REQUESTS, STARTING } from '../names';
import { IDENTITY, OPTIONAL } from '../rows';
import { measure, type Measure } from './row';

/** 1 where all core series are absent. Each is reduced to a sample without labels, since absence takes over matchers. */
function gone(query: Query, span: Span): Expr {
  const absences = query.entry.operands.map((id) =>
    maxBy([], call('absent_over_time', series(query, { id }, span, '3m')))
  );
  const all = absences.reduce((some, absence) => binary(some, 'and', absence));
  return binary(all, 'or', call('vector', num(0)));
}

/** Seven samples at one a minute, from first to last six minutes. */
const STILL = '7m';
/** Samples in that time without which stillness says nothing: one may be missing. */
const SAMPLES = 6;

function frozen(query: Query, span: Span): Expr {
  const counters = series(query, { id: CPU }, span, STILL);
  const still = binary(maxBy(query.groupBy, call('increase', counters)), '==', num(0), { bool: true });
  const enough = binary(maxBy(query.groupBy, call('count_over_time', counters)), '>=', num(SAMPLES));
  const active = series(query, { id: ACTIVE }, span);
  return orZero(
    binary(binary(still, 'and', enough), 'and', above(sumBy(query.groupBy, active), 0)),
    sumBy(query.groupBy, series(query, { id: CPU }, span)),
    sumBy(query.groupBy, active)
  );
}

function dataAge(query: Query, span: Span): Expr {
  if (span.offset !== '') {
    throw new QueryError('offset', span.offset, 'nothing, since the age of the data is measured from now');
  }
  const sampled = (id: string) => aggregate('max', query.groupBy, call('timestamp', series(query, { id }, NOW)));
  const newest = overTime('max_over_time', binary(sampled(ACTIVE), 'or', sampled(CONCURRENT)), span.window, span);
  return binary(call('time'), '-', newest);
}

export const exportMeasures: Measure[] = [
  measure({
    id: 'export_gone',
    title: 'Export gone',
    description: '1 where none of the core series had a sample for 3 minutes, 0 otherwise; never absent.',
    operands: [REQUESTS, CONCURRENT, ACTIVE, STARTING, CPU],
    labels: [],
    optionalLabels: [],
    notGroupable: Object.fromEntries(
      IDENTITY.concat(OPTIONAL, 'status_code', 'is_async', 'replica').map((label) => [
        label,
        'what is gone has no labels to group by',
      ])
    ),
    build: gone,
    decimals: 0,
  }),
  measure({
    id: 'export_frozen',
    title: 'Export frozen',
    description:
      '1 where every CPU counter stood still for 6 minutes while replicas are active, which no running container does: old values are being served. 0 otherwise.',
    operands: [CPU, ACTIVE],
    notGroupable: { replica: `${ACTIVE} has no such label` },
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
