import { expect, test } from 'vitest';
import { translate, type Translation } from '../index';

const REQUESTS = 'baseten_inference_requests_total';
const ACTIVE = 'baseten_replicas_active';
const top = { order: 'top', n: 3 };
const by = { groupBy: ['model_name'] };

/** The macros of one range in the text, each with what stands around it. */
const places = ({ expr }: Translation) => expr.split('$__range').slice(1);

test.each<[string, object, number[], string]>([
  ['a rank over the range', { metric: REQUESTS, top }, [0], '$__rate_interval'],
  ['a rank beside a window of one range', { metric: REQUESTS, top, window: '$__range' }, [1], '$__range'],
  ['a rank beside an offset of one range', { metric: REQUESTS, top, offset: '$__range' }, [1], '$__rate_interval'],
  ['both', { metric: REQUESTS, top, window: '$__range', offset: '$__range' }, [2], '$__range'],
  ['a rank of a gauge, over a subquery', { metric: ACTIVE, top }, [0], ''],
  ['a rank of a quotient', { metric: 'error_ratio', top, window: '$__range' }, [3, 4, 5], '$__range'],
  ['nothing to rank', { metric: REQUESTS, top, groupBy: [], window: '$__range' }, [], '$__range'],
  ['no rank', { metric: REQUESTS, window: '$__range' }, [], '$__range'],
  ['a rank at an instant', { metric: REQUESTS, top, queryType: 'instant', window: '$__range' }, [], '$__range'],
])('%s', (_, query, windows, window) => {
  const result = translate({ ...by, ...query });
  expect([result.rankWindows, result.window]).toEqual([windows, window]);
  // What is told is what stands in the text: pinned to the end behind the range, and nowhere else.
  places(result).forEach((rest, i) => {
    expect(/^(?::[^\]]*)?\] @ end\(\)/.test(rest), rest).toBe(windows.includes(i));
  });
});

test.each<[string, object, boolean]>([
  ['a rate', { metric: REQUESTS }, true],
  ['a count', { metric: REQUESTS, calculation: 'increase' }, true],
  ['a quantile', { metric: 'baseten_time_to_first_byte_seconds' }, true],
  ['a value', { metric: ACTIVE }, false],
  ['the highest of a gauge', { metric: ACTIVE, calculation: 'max_over_time', aggregation: 'max' }, false],
  ['a ratio of requests', { metric: 'error_ratio' }, true],
  ['an average of gauges', { metric: 'concurrency_per_replica' }, false],
  ['an increase over a time of its own', { metric: 'stalled_requests' }, false],
  ['rises counted minute by minute', { metric: 'restarts' }, false],
])('%s needs two samples in its window: %o', (_, query, needsTwoSamples) => {
  expect(translate(query)).toMatchObject({ needsTwoSamples });
});

const one = (label: string, operator: string, ...values: string[]) => ({ label, operator, values });

test.each<[string, object, string[]]>([
  ['the bare value', { filters: [one('environment', '=', 'staging')] }, ['staging']],
  ['several values', { filters: [one('environment', '=', 'a', 'b')] }, ['environment=a|b']],
  ['another operator', { filters: [one('status_code', '!=', '200')] }, ['status_code!=200']],
  ['a value that is there twice', { filters: [one('environment', '=', 'a', 'a')] }, ['a']],
  [
    'a value that is there twice beside another',
    { filters: [one('environment', '=', 'a', 'b', 'a')] },
    ['environment=a|b'],
  ],
  ['the empty value beside another', { filters: [one('environment', '=', '', 'a')] }, ['a']],
  ['the empty value alone', { filters: [one('environment', '=', '')] }, []],
  ['a label that names show anyway', { filters: [one('model_name', '=', 'a')] }, []],
  ['the same twice', { filters: [one('environment', '=', 'a'), one('deployment_id', '=', 'a')] }, ['a']],
  ['a value twice in one filter', { filters: [one('environment', '=', 'a', 'a')] }, ['a']],
  ['one that is switched off', { filters: [{ ...one('environment', '=', 'a'), disabled: true }] }, []],
  ["the dashboard's own", { adhocFilters: [one('environment', '=', 'a')] }, []],
  ['40 characters', { filters: [one('environment', '=', '🦙'.repeat(40))] }, ['🦙'.repeat(40)]],
  ['more characters', { filters: [one('environment', '=', '🦙'.repeat(41))] }, ['🦙'.repeat(40) + '…']],
])('filters in names: %s', (_, filters, names) => {
  expect(translate({ metric: REQUESTS, ...by, ...filters }).filterNames).toEqual(names);
});
