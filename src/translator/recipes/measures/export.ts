/** Measures of the export itself. */
import { ACTIVE, CONCURRENT, CPU } from '../../catalog/measure-rows';
import { aggregate, binary, call, num, type Expr } from '../../promql/ast';
import { QueryError } from '../../contract/errors';
import type { Span } from '../recipe';
import { above, maxBy, NOW, orZero, overTime, series, sumBy, type Query } from '../parts';
import type { MeasureRow } from '../measure';

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

export const exportRows: MeasureRow[] = [
  { id: 'export_gone', build: gone, decimals: 0 },
  { id: 'export_frozen', build: frozen, decimals: 0 },
  { id: 'data_age', build: dataAge, decimals: 0 },
];
