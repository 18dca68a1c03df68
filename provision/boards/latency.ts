/** Latency and objective: who misses what was promised, and by how much. */
import { RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { DEFAULT_VALID_STATUS, type Filter } from '../../src/translator';
import { board } from '../board';
import { defaults } from '../objectives';
import { distribution, FLEET, lines, list, number } from '../panels';

const RESPONSE = 'baseten_end_to_end_response_time_seconds';
const FIRST_BYTE = 'baseten_time_to_first_byte_seconds';
const ONE = { filters: FLEET, groupBy: [] };
const BY_MODEL = { filters: FLEET, groupBy: ['model_name'] };
const GOOD = { metric: 'good_within_objective', threshold: defaults.latencySeconds };

/** The requests that the measure counts. */
const VALID: Filter[] = [
  { label: 'status_code', operator: '=~', values: [DEFAULT_VALID_STATUS] },
  { label: 'is_async', operator: '=~', values: ['[Ff]alse'] },
];

const quantile = (metric: string, value: number) => ({
  metric,
  calculation: 'quantile' as const,
  quantile: value,
  ...BY_MODEL,
});

export function latency() {
  const target = defaults.latencyShare;
  return board(
    {
      uid: 'baseten-latency',
      title: 'Baseten / Latency and objective',
      description: 'Who misses what was promised, and by how much.',
      watched: true,
    },
    'fleet',
    'now-24h'
  )
    .withRow(new RowBuilder('Do we keep the promise?'))
    .withPanel(
      number(
        {
          title: `Good within ${defaults.latencySeconds} s, last hour`,
          description: `Share of valid synchronous requests with a good response within ${defaults.latencySeconds} s. The objective is ${target}; a fast failure is no good response.`,
        },
        { ...GOOD, window: '1h', ...ONE },
        {
          lowIsBad: true,
          attention: target,
          alarm: 1 - 14.4 * (1 - target),
          decimals: 2,
          span: 6,
          noValue: 'no traffic',
        }
      )
    )
    .withPanel(
      number(
        {
          title: 'Succeeded, last hour',
          description: `Success ratio of valid requests. The objective is ${defaults.availability}.`,
        },
        { metric: 'success_ratio', window: '1h', ...ONE },
        {
          lowIsBad: true,
          attention: defaults.availability,
          alarm: 1 - 14.4 * (1 - defaults.availability),
          decimals: 2,
          span: 6,
          noValue: 'no traffic',
        }
      )
    )
    .withPanel(
      number(
        { title: 'Response time, p95', description: '95% of all responses ended within this time.' },
        { metric: RESPONSE, calculation: 'quantile', quantile: 0.95, window: '1h', ...ONE },
        { decimals: 1, span: 6, noValue: 'no traffic' }
      )
    )
    .withPanel(
      number(
        { title: 'Time to first byte, p95', description: '95% of all responses began within this time.' },
        { metric: FIRST_BYTE, calculation: 'quantile', quantile: 0.95, window: '1h', ...ONE },
        { decimals: 1, span: 6, noValue: 'no traffic' }
      )
    )
    .withRow(new RowBuilder('Which model?'))
    .withPanel(
      lines(
        {
          title: `Good within ${defaults.latencySeconds} s by model`,
          description: 'One is all of them. Absent where there is no traffic.',
        },
        [{ ...GOOD, window: '30m', ...BY_MODEL }],
        { decimals: 1, thin: true }
      ).max(1)
    )
    .withPanel(
      lines(
        {
          title: 'Valid synchronous requests per second by model',
          description: 'How much traffic the shares beside it stand for.',
        },
        [{ metric: 'baseten_inference_requests_total', filters: [...FLEET, ...VALID], groupBy: ['model_name'] }]
      )
    )
    .withPanel(
      lines({ title: 'Response time by model, p50', description: 'The usual response.' }, [quantile(RESPONSE, 0.5)], {
        decimals: 1,
        log: true,
        span: 8,
        height: 10,
      })
    )
    .withPanel(
      lines(
        { title: 'Response time by model, p95', description: 'One in twenty takes longer.' },
        [quantile(RESPONSE, 0.95)],
        { decimals: 1, log: true, span: 8, height: 10 }
      )
    )
    .withPanel(
      lines(
        {
          title: 'Response time by model, p99',
          description: 'One in a hundred takes longer. With few requests it is the slowest one.',
        },
        [quantile(RESPONSE, 0.99)],
        { decimals: 1, log: true, span: 8, height: 10 }
      )
    )
    .withPanel(
      lines(
        { title: 'Time to first byte by model, p95', description: 'Queueing and prefill.' },
        [quantile(FIRST_BYTE, 0.95)],
        { decimals: 1, log: true }
      )
    )
    .withPanel(
      lines(
        {
          title: 'Mean response time by model',
          description: 'Sum of all times over the number of responses, not a mean of means.',
        },
        [{ metric: RESPONSE, calculation: 'mean', ...BY_MODEL }],
        { decimals: 1, log: true }
      )
    )
    .withRow(new RowBuilder('What does it look like?'))
    .withPanel(
      distribution(
        { title: 'Response times, how many in each bucket', description: 'All models chosen above.' },
        { metric: RESPONSE, filters: FLEET },
        's'
      )
    )
    .withPanel(
      distribution(
        { title: 'Time to first byte, how many in each bucket', description: 'All models chosen above.' },
        { metric: FIRST_BYTE, filters: FLEET },
        's'
      )
    )
    .withPanel(
      lines(
        {
          title: 'Response size by model, p95',
          description: 'Larger responses take longer: compare before blaming a replica.',
        },
        [quantile('baseten_response_size_bytes', 0.95)]
      )
    )
    .withPanel(
      lines({ title: 'Request size by model, p95', description: 'Longer prompts and larger inputs.' }, [
        quantile('baseten_request_size_bytes', 0.95),
      ])
    )
    .withPanel(
      list(
        { title: 'p95 of the last hour by model and environment', description: 'The slowest are worth a look.' },
        [
          {
            metric: RESPONSE,
            calculation: 'quantile',
            quantile: 0.95,
            window: '1h',
            filters: FLEET,
            groupBy: ['model_name', 'environment'],
          },
        ],
        'Response time, p95',
        { span: 24, height: 12, decimals: 1 }
      )
    );
}
