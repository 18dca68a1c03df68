import { expect, test } from 'vitest';
import { translate } from '../index';
import { binary, num, selector } from '../promql/ast';
import { nodesOf } from './survey';
import { outliersOf } from './valid';

const GPU = 'baseten_gpu_utilization';
const samples = selector(GPU, []);
const atLeast = binary(samples, '>=', num(0));

test.each([
  ['nothing', samples],
  ['a floor alone', atLeast],
  ['a floor beside something else', binary(atLeast, 'and', num(100))],
  ['a ceiling alone', binary(samples, '<=', num(100))],
  ['another floor', binary(binary(samples, '>', num(0)), '<=', num(100))],
  ['bounds of what was counted', binary(binary(atLeast, '>=', num(0)), '<=', num(100))],
])('%s leaves no samples out', (_, expr) => {
  expect(outliersOf(nodesOf(expr), '')).toBe('');
});

test('samples between two bounds are told from the others, in the past too', () => {
  expect(outliersOf(nodesOf(binary(atLeast, '<=', num(100))), '1d')).toBe(
    `count(max_over_time(${GPU}[$__range] offset 1d) > 100 or min_over_time(${GPU}[$__range] offset 1d) < 0)` +
      ` or topk(1, max_over_time(${GPU}[$__range] offset 1d) > 100 or min_over_time(${GPU}[$__range] offset 1d) < 0)`
  );
});

test('a GPU is idle by all of its samples where outliers are kept, under its former labels too', () => {
  const query = {
    metric: 'idle_gpus',
    groupBy: ['model_name'],
    window: '1h',
    filters: [
      { label: 'model_id', values: ['m'] },
      { label: 'environment', values: ['production'] },
      { label: 'status_code', values: ['200'] },
    ],
  };
  const now = `max by (model_name, deployment_id, replica, gpu) (${GPU}{model_id="m",environment="production"} offset 1d)`;
  const highest = `max by (deployment_id, replica, gpu) (max_over_time(${GPU}{model_id="m"}[1h] offset 1d))`;
  expect(translate({ ...query, offset: '1d' }, { keepsOutliers: true })).toMatchObject({
    expr:
      `count by (model_name) (${now} and on (deployment_id, replica, gpu) ${highest} < 5)` +
      ` or 0 * count by (model_name) (${now})`,
    outliers: '',
  });
});
