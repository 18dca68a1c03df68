/** Measures that compare the two sides of a rollout. */
import { binary, call, num, type Expr, type Matcher } from '../../promql/ast';
import { finer, summedRate, type Query } from '../../composition/parts';
import type { Span } from '../../composition/types';
import { percentile } from '../../composition/text';
import { REQUESTS, RESPONSE_TIME } from '../names';
import { OPTIONAL } from '../rows';
import { errorRatio } from './ratios';
import { BY_CODE, measure, RATE_WINDOW, type Measure } from './row';

const phase = (value: string): Matcher => ({ label: 'rollout_phase', operator: '=', value });

function canaryLatency(query: Query, span: Span): Expr {
  const side = (value: string) => {
    const source = { id: RESPONSE_TIME, suffix: '_bucket', where: [phase(value)] };
    const buckets = summedRate(query, finer(query, 'le'), source, span);
    // Without traffic the quantile is NaN, which no comparison lets through.
    return binary(call('histogram_quantile', num(query.quantile), buckets), '>=', num(0));
  };
  return binary(side('promoting'), '-', side('stable'));
}

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
    notGroupable: {
      status_code: BY_CODE,
      rollout_phase: 'it compares the two rollout phases',
      deployment_id: 'the two rollout phases are different deployments',
    },
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
    notGroupable: {
      rollout_phase: 'it compares the two rollout phases',
      deployment_id: 'the two rollout phases are different deployments',
    },
    parameters: ['quantile', 'window'],
    defaults: RATE_WINDOW,
    build: canaryLatency,
    detail: (query) => percentile(query.quantile),
    conditions: ['rollout_phase', 'deployment_id'],
    ranksByWindow: true,
  }),
];
