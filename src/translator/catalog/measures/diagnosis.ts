/**
 * What is seen of a model's autoscaling, told apart as Baseten's documentation does, so that each leads to its lever.
 * Source of the table: https://docs.baseten.co/deployment/autoscaling/overview
 */
import { aggregate, binary, call, num, subquery, type Expr } from '../../promql/ast';
import {
  above,
  before,
  finer,
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
import { thresholdOf } from '../../composition/measure';
import type { Span } from '../../composition/types';
import { formatAmount, percentile } from '../../composition/text';
import { ACTIVE, CONCURRENT, CPU, QUEUE, REQUESTS, RESPONSE_TIME, STARTING } from '../names';
import { countsOf, longer, timed } from './late';
import { undrained } from './objectives';
import { FLOOR, isCounted } from './ratios';
import { fullest, stuckStarting, unrelieved } from './replicas';
import { BY_CODE, measure, SYNC_ONLY, type Measure } from './row';
import { active, beyondNeed, changes } from './scaling';

const HOUR = '1h';
const STEP = '5m';
/** `code` where `seen` has a sample. */
const told = (seen: Expr, code: number): Expr => {
  const none = binary(num(0), '*', seen);
  return code === 0 ? none : binary(none, '+', num(code));
};
const both = (a: Expr, b: Expr): Expr => binary(a, 'and', b);
const atLeast = (expr: Expr, limit: number): Expr => binary(expr, '>=', num(limit));
const every = (expr: Expr, range: string, span: Span): Expr => subquery(expr, range, STEP, modifiers(span));

/** More changes than this in an hour are many. */
const THRASH = 6;
/** The traffic of an hour that stays as near to its average as this is steady: its standard deviation, as a share. */
const STEADY = 0.25;

function thrash(query: Query, span: Span): Expr {
  const hour = { ...span, window: HOUR };
  const pace = summedRate(query, query.groupBy, { id: REQUESTS }, { ...NOW, window: STEP });
  const spread = call('stddev_over_time', every(pace, HOUR, span));
  const steady = binary(spread, '<=', binary(num(STEADY), '*', call('avg_over_time', every(pace, HOUR, span))));
  return both(above(changes(query, hour), THRASH), steady);
}

/** How far back changes are looked for, how long one is felt, and how much longer responses take meanwhile. */
const WATCHED = '3h';
const FELT = '10m';
const SPIKE = 1.5;
/** Of the points of the watched time: a single change may be an accident. */
const OFTEN = 4;

function spikes(query: Query, span: Span): Expr {
  const each: Query = { ...query, groupBy: finer(query, 'deployment_id') };
  const at = { ...NOW, window: STEP };
  const of = (suffix: string) =>
    summedRate(each, each.groupBy, { id: RESPONSE_TIME, suffix, where: [SYNCHRONOUS] }, at);
  const took = over(of('_sum'), of('_count'));
  const changed = above(overTime(each, 'changes', active(each, NOW), FELT, NOW), 0);
  const mean = (expr: Expr) => call('avg_over_time', every(expr, WATCHED, span));
  const slower = binary(
    mean(both(took, changed)),
    '>=',
    binary(num(SPIKE), '*', mean(binary(took, 'unless', changed)))
  );
  const often = atLeast(call('count_over_time', every(changed, WATCHED, span)), OFTEN);
  return maxBy(query.groupBy, both(slower, often));
}

function late(query: Query, span: Span): Expr {
  const hour = { ...span, window: HOUR };
  const slow = longer(query, countsOf(query, hour), ...timed(query));
  const valid = countsOf(query, hour, REQUESTS)('', SYNCHRONOUS, isCounted(query));
  const allowed = binary(num(1), '-', num(query.parameters.quantile));
  return both(atLeast(slow, FLOOR), binary(over(slow, valid), '>', allowed));
}

/** Over a quarter of an hour: a moment is no lack of capacity. */
const LASTING = '15m';
/** Replicas that are less than half full are not what makes responses late. */
const HALF = 0.5;

/** Late responses, and how full the replicas are meanwhile. */
function lateAndFull(query: Query, span: Span): Expr {
  const lasting = { ...span, window: LASTING };
  const target = num(query.parameters.concurrencyTarget);
  const full = binary(unrelieved(query, lasting), '>=', target);
  const crowded = binary(binary(fullest(query, lasting), '>=', binary(num(HALF), '*', target)), '<', target);
  return binary(told(late(query, span), 0), '+', binary(told(full, 3), 'or', told(crowded, 5)));
}

function beyond(query: Query, span: Span): Expr {
  return atLeast(overTime(query, 'min_over_time', beyondNeed(query, NOW), HOUR, span), 1);
}

/** A replica that does a fifth of what its neighbours do on average, where these do something. */
const IDLE = 0.2;
const WORK = 0.1;

function oneBad(query: Query, span: Span): Expr {
  const by = finer(query, 'deployment_id');
  const byReplica = [...by, 'replica'];
  const work = maxBy(byReplica, call('rate', series(query, { id: CPU }, span, LASTING)));
  // One that has just come has done nothing yet.
  const old = aggregate('group', byReplica, series(query, { id: CPU }, before(query, LASTING, span)));
  const settled = both(work, old);
  const of = (op: string) => aggregate(op, by, settled);
  const bad = binary(of('min'), '<', binary(num(IDLE), '*', above(of('avg'), WORK)));
  return maxBy(query.groupBy, bad);
}

/** How long a start and a queue may take, as the rules have it. */
const LONG_START = '20m';
const LONG_DRAIN = 7200;

/** By its number in the table; first what explains the others. */
function faults(query: Query, span: Span): Expr {
  const found = [
    told(oneBad(query, span), 8),
    told(above(stuckStarting(query, { ...span, window: LONG_START }), 0), 4),
    told(above(undrained(query, { ...span, window: '30m' }, LONG_DRAIN), 0), 7),
    told(spikes(query, span), 2),
    told(thrash(query, span), 1),
    lateAndFull(query, span),
    told(beyond(query, span), 6),
  ].reduce((first, next) => binary(first, 'or', next));
  return orZero(found, reported(query, ACTIVE, span), reported(query, CONCURRENT, span));
}

const reported = (query: Query, id: string, span: Span): Expr => sumBy(query.groupBy, series(query, { id }, span));

const NAME = 'model_name';
const isName = ({ label }: { label: string }) => label === NAME;
/** Names of models up to this many characters stand in each of some fifty selectors: VictoriaMetrics refuses queries above 16 KiB. */
const INLINE = 40;

/** For longer names every model is looked at, and those that are meant and report something now are kept: then the names stand four times. */
function diagnosis(query: Query, span: Span): Expr {
  const length = query.matchers.filter(isName).reduce((sum, { value }) => sum + value.length, 0);
  if (length <= INLINE || !query.groupBy.includes(NAME)) {
    return faults(query, span);
  }
  const meant = [ACTIVE, CONCURRENT, STARTING, QUEUE].map((id) => reported(query, id, span));
  const everybody = { ...query, matchers: query.matchers.filter((matcher) => !isName(matcher)) };
  return both(
    faults(everybody, span),
    meant.reduce((first, next) => binary(first, 'or', next))
  );
}

export const diagnosisMeasures: Measure[] = [
  measure({
    id: 'autoscaling_diagnosis',
    title: 'Autoscaling diagnosis',
    description:
      "What Baseten's table of autoscaling faults calls what is seen, by its number: 1 replicas go up and down with steady traffic; 2 responses are slower when their number changes; 3 late and full, and nothing starts; 4 starts take long; 5 late though no replica is full; 6 more replicas than needed for an hour; 7 the async queue grows; 8 one replica does nothing beside others that work; 0 none of these. The first that explains the others: 8, 4, 7, 2, 1, then 3 or 5, and 6. Late is more than the percentile leaves, over the threshold; full is the concurrencyTarget.",
    operands: [CONCURRENT, ACTIVE, STARTING, REQUESTS, RESPONSE_TIME, QUEUE, CPU],
    notGroupable: {
      status_code: BY_CODE,
      is_async: SYNC_ONLY,
    },
    parameters: [
      'threshold',
      'quantile',
      'concurrencyTarget',
      'utilization',
      'minReplicas',
      'maxReplicas',
      'badStatus',
      'validStatus',
    ],
    build: diagnosis,
    decimals: 0,
    detail: (query) =>
      `${percentile(query.parameters.quantile)} within ${formatAmount(thresholdOf(query), 's')}, ${formatAmount(query.parameters.concurrencyTarget, 'short')} a replica`,
  }),
];
