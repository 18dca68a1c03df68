/** Measures of what an export no longer has. */
import { aggregate, binary, call, num, selector, subquery, type Expr } from '../../promql/ast';
import { above, absentFor, before, maxBy, modifiers, NOW, series, type Query } from '../../composition/parts';
import type { Span } from '../../composition/types';
import { ACTIVE, CONCURRENT, CPU, REQUESTS, RESPONSE_TIME } from '../names';
import { measure, type Measure } from './row';

/** Holds enough scrapes for a rate where one or two fail. */
const FEW_SCRAPES = '5m';
const one = (expr: Expr): Expr => aggregate('group', [], expr);

/** How long a family may be silent before it is missing: two scrapes that fail are no loss. */
const SILENT = '3m';
/** When it was last seen: before a short gap, and before one that lasts. */
const RECENTLY = '10m';
const EARLIER = '1h';

function missingFamilies(query: Query, span: Span): Expr {
  const families: Array<[id: string, suffix: string]> = [
    [REQUESTS, ''],
    [RESPONSE_TIME, '_count'],
    [CONCURRENT, ''],
    [ACTIVE, ''],
  ];
  const missing = families.map(([id, suffix]): Expr => {
    const absent = absentFor(SILENT, query, { id, suffix }, span);
    const seen = (back: string) => one(series(query, { id, suffix }, before(query, back, span)));
    const known = binary(seen(RECENTLY), 'or', seen(EARLIER));
    return binary(binary(absent, 'and', known), 'or', call('vector', num(0)));
  });
  // Models that sleep export less; a container that runs has all of these.
  const running = above(maxBy([], call('increase', series(query, { id: CPU }, span, FEW_SCRAPES))), 0);
  const sum = missing.reduce((some, family) => binary(some, '+', family));
  return binary(binary(sum, 'and', running), 'or', call('vector', num(0)));
}

function missingModels(query: Query, span: Span): Expr {
  const by = ['model_name'];
  const back = before(query, FEW_SCRAPES, span);
  const answered = above(maxBy(by, call('increase', series(query, { id: REQUESTS }, back, FEW_SCRAPES))), 0);
  const there = [REQUESTS, CONCURRENT, ACTIVE]
    .map((id): Expr => aggregate('group', by, series(query, { id }, span)))
    .reduce((some, more) => binary(some, 'or', more));
  const missing = aggregate('count', [], binary(answered, 'unless', there));
  const enough = binary(missing, '>=', binary(num(0.25), '*', aggregate('count', [], answered)));
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

export const missingMeasures: Measure[] = [
  measure({
    id: 'missing_families',
    title: 'Missing families',
    description:
      'Families of core series that had samples ten minutes or an hour ago and have none for any model now, while containers run: requests, response times, concurrent requests, active replicas.',
    operands: [REQUESTS, RESPONSE_TIME, CONCURRENT, ACTIVE, CPU],
    labels: [],
    optionalLabels: [],
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
    build: unmatched,
    decimals: 0,
  }),
];
