/** Measures that compare the two sides of a rollout. */
import { QueryError } from '../../contract/errors';
import { binary, call, num, type Expr, type Matcher } from '../../promql/ast';
import { thresholdOf } from '../../composition/measure';
import { above, countedOnce, finer, orZero, summedRate, type Query } from '../../composition/parts';
import type { Span } from '../../composition/types';
import { formatAmount, percentile } from '../../composition/text';
import { REQUESTS, RESPONSE_TIME } from '../names';
import { OPTIONAL } from '../rows';
import { errorRatio, isBad, isCounted } from './ratios';
import { BY_CODE, measure, RATE_WINDOW, type Measure } from './row';

const phase = (value: string): Matcher => ({ label: 'rollout_phase', operator: '=', value });

function canaryLatency(query: Query, span: Span): Expr {
  const side = (value: string) => {
    const source = { id: RESPONSE_TIME, suffix: '_bucket', where: [phase(value)] };
    const buckets = summedRate(query, finer(query, 'le'), source, span);
    // Without traffic the quantile is NaN, which no comparison lets through.
    return binary(call('histogram_quantile', num(query.parameters.quantile), buckets), '>=', num(0));
  };
  return binary(side('promoting'), '-', side('stable'));
}

const countOf = (query: Query, span: Span, side: string, code: Matcher): Expr =>
  countedOnce(query, query.groupBy, { id: REQUESTS, where: [phase(side), code] }, span);

/**
 * Two shares compared: their difference over its standard error, each side with one success and one failure more (Agresti
 * and Caffo, The American Statistician 54/4, 2000). The error is not pooled: beside a large stable side that would make
 * much of a single request that went well.
 */
function canaryScore(query: Query, span: Span): Expr {
  const side = (name: string) => {
    const counted = countOf(query, span, name, isCounted(query));
    const all = binary(above(counted, 0), '+', num(2));
    const bad = countOf(query, span, name, isBad(query));
    const share = binary(binary(orZero(bad, counted), '+', num(1)), '/', all);
    return { share, variance: binary(binary(share, '*', binary(num(1), '-', share)), '/', all) };
  };
  const [promoting, stable] = [side('promoting'), side('stable')];
  return binary(
    binary(promoting.share, '-', stable.share),
    '/',
    call('sqrt', binary(promoting.variance, '+', stable.variance))
  );
}

/** Standard errors that chance hardly explains, and failures that are no accident: as the rule on canaries has them. */
const CERTAIN = 3;
const NO_ACCIDENT = 5;
/** Of 3/p requests, each of which fails with probability p, none fails once in twenty times (the rule of three). */
export const RULE_OF_THREE = 3;
/** The smallest threshold that is told from others: it asks for three million requests, more than any canary gets. */
const LEAST_SHARE = 0.000001;

/** With too few requests a canary that fails as often as feared may well not have failed yet: that is no verdict. */
function canaryVerdict(query: Query, span: Span): Expr {
  const bad = binary(countOf(query, span, 'promoting', isBad(query)), '>=', num(NO_ACCIDENT));
  const counted = countOf(query, span, 'promoting', isCounted(query));
  const none = (where: Expr): Expr => binary(num(0), '*', where);
  const worse = binary(none(binary(above(canaryScore(query, span), CERTAIN), 'and', bad)), '+', num(1));
  const share = thresholdOf(query);
  if (share <= 0) {
    throw new QueryError('threshold', share, 'a share above 0, such as 0.05');
  }
  const enough = num(Math.ceil(RULE_OF_THREE / Math.max(share, LEAST_SHARE)));
  const compared = binary(above(counted, 0), 'and', above(countOf(query, span, 'stable', isCounted(query)), 0));
  return binary(
    binary(worse, 'or', none(binary(compared, 'and', binary(counted, '>=', enough)))),
    'or',
    binary(none(compared), '-', num(1))
  );
}

/** What a comparison of both phases can't be grouped by. */
const OF_BOTH_PHASES = {
  rollout_phase: 'it compares the two rollout phases',
  deployment_id: 'the two rollout phases are different deployments',
};

export const canaryMeasures: Measure[] = [
  measure({
    id: 'canary_error_ratio',
    title: 'Canary error ratio',
    description:
      'Error ratio of the promoting deployment minus that of the stable one, in points: 0.01 is one percentage point worse. Absent where a side has no traffic.',
    unit: 'percentunit',
    operands: [REQUESTS],
    labels: ['model_id', 'model_name', 'is_async'],
    optionalLabels: ['environment'],
    notGroupable: { status_code: BY_CODE, ...OF_BOTH_PHASES },
    parameters: ['badStatus', 'validStatus', 'window'],
    defaults: RATE_WINDOW,
    build: (query, span) =>
      binary(errorRatio(query, span, [phase('promoting')]), '-', errorRatio(query, span, [phase('stable')])),
    conditions: ['status_code', 'rollout_phase', 'deployment_id'],
    ranksByWindow: true,
  }),
  measure({
    id: 'canary_latency',
    title: 'Canary latency',
    description:
      'A percentile of the response time of the promoting deployment minus that of the stable one. Absent where a side has no traffic.',
    unit: 's',
    operands: [RESPONSE_TIME],
    labels: ['model_id', 'model_name', 'status_code', 'is_async'],
    optionalLabels: OPTIONAL.filter((label) => label === 'environment'),
    notGroupable: OF_BOTH_PHASES,
    parameters: ['quantile', 'window'],
    defaults: RATE_WINDOW,
    build: canaryLatency,
    detail: (query) => percentile(query.parameters.quantile),
    conditions: ['rollout_phase', 'deployment_id'],
    ranksByWindow: true,
  }),
  measure({
    id: 'canary_error_score',
    title: 'Canary error score',
    description:
      'By how many standard errors the promoting deployment fails more often than the stable one: above 3, chance hardly explains it, with few requests too. One success and one failure are added on each side, as is usual for small counts. Absent where a side has no traffic.',
    operands: [REQUESTS],
    labels: ['model_id', 'model_name', 'is_async'],
    optionalLabels: ['environment'],
    notGroupable: { status_code: BY_CODE, ...OF_BOTH_PHASES },
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
    notGroupable: { status_code: BY_CODE, ...OF_BOTH_PHASES },
    parameters: ['threshold', 'badStatus', 'validStatus', 'window'],
    defaults: { window: '30m', threshold: 0.01 },
    build: canaryVerdict,
    decimals: 0,
    detail: (query) => `of ${formatAmount(thresholdOf(query), 'percentunit')}`,
    conditions: ['status_code', 'rollout_phase', 'deployment_id'],
  }),
];
