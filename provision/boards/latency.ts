/** Latency and objective: who misses what was promised, and by how much. */
import { RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { DEFAULT_VALID_STATUS, type Filter } from '../../src/translator';
import { board } from '../board';
import { distribution, FLEET, lines, list } from '../panels';
import { availability, latency, within } from '../promises';
import { median, modelsFrom, ranking, type TileOptions, worst } from '../tiles';
import { BURN } from './signals';

const RESPONSE = 'baseten_end_to_end_response_time_seconds';
const FIRST_BYTE = 'baseten_time_to_first_byte_seconds';
const BY_MODEL = { filters: FLEET, groupBy: ['model_name'] };

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

/** What is left at the end of the range was not needed: nearly all gone is worth a look, all gone is a promise not kept. */
const LEFT: TileOptions = {
  lowIsBad: true,
  attention: 0.1,
  alarm: 0,
  decimals: 0,
  unit: 'percentunit',
  noValue: 'no traffic',
  words: [],
};

/** Three tiles in a line. */
const THIRD = { span: 8 };

export function latencyBoard() {
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
      worst(
        {
          title: 'Burns fastest now',
          description:
            'How many times more responses are late than the model’s own objective allows, over an hour and the last 5 minutes of it. From 14.4 on it pages, from 6 on after hours.',
        },
        latency('latency_burn', { window: '1h', ...BY_MODEL }),
        { ...BURN, ...THIRD }
      )
    )
    .withPanel(
      modelsFrom(
        1,
        {
          title: 'Models that miss it now',
          description: 'Models with more late responses in the last hour than their own objective allows.',
        },
        latency('latency_burn', { window: '1h', ...BY_MODEL }),
        { ...THIRD, attention: 1, decimals: 0, noValue: 'none' }
      )
    )
    .withPanel(
      worst(
        {
          title: 'Least latency left',
          description:
            'Of what may be late in the time range by the model’s own objective, the share that is left. Below 0 the promise is broken.',
        },
        latency('latency_budget_left', { window: '$__range', ...BY_MODEL }),
        { ...LEFT, ...THIRD }
      )
    )
    .withPanel(
      worst(
        {
          title: 'Least availability left',
          description:
            'Of what may fail in the time range by the model’s own objective, the share that is left. Below 0 the promise is broken.',
        },
        availability('availability_budget_left', { window: '$__range', ...BY_MODEL }),
        { ...LEFT, ...THIRD }
      )
    )
    .withPanel(
      median(
        {
          title: 'p95, median model',
          description:
            '95% of the responses of the model in the middle ended within this time, half of the models are faster. A percentile of all requests together would be that of the busiest model.',
        },
        [{ metric: RESPONSE, calculation: 'quantile', quantile: 0.95, window: '1h', ...BY_MODEL }],
        { ...THIRD, decimals: 1, unit: 's', noValue: 'no traffic', words: [] }
      )
    )
    .withPanel(
      median(
        {
          title: 'First byte, median',
          description:
            'Time to first byte, p95, of the model in the middle: half of the models begin to answer earlier.',
        },
        [{ metric: FIRST_BYTE, calculation: 'quantile', quantile: 0.95, window: '1h', ...BY_MODEL }],
        { ...THIRD, decimals: 1, unit: 's', noValue: 'no traffic', words: [] }
      )
    )
    .withRow(new RowBuilder('Which model?'))
    .withPanel(
      lines(
        {
          title: 'Burn of the latency budget by model',
          description:
            'Late responses of an hour and its last 5 minutes as a multiple of what each model’s own objective allows. Dashed: 6 pages after hours, 14.4 pages soon.',
        },
        latency('latency_burn', { window: '1h', legendFormat: '{{model_name}}', ...BY_MODEL }),
        { decimals: 1, softMax: 16, limits: [6, 14.4] }
      )
    )
    .withPanel(
      ranking(
        {
          title: 'Latency budget left in this range',
          description: 'By each model’s own objective; least first. Below 0 the promise is broken.',
        },
        latency('latency_budget_left', { window: '$__range', ...BY_MODEL }),
        'Budget left',
        LEFT
      )
    )
    .withPanel(
      lines(
        {
          title: 'Good within the objective by model',
          description:
            'Share of valid synchronous requests with a good response within the seconds that the model has promised. One is all of them; a fast failure is no good response. Absent where there is no traffic.',
        },
        within('good_within_objective', { window: '30m', legendFormat: '{{model_name}}', ...BY_MODEL }),
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
        [quantile('baseten_response_size_bytes', 0.95)],
        { log: true }
      )
    )
    .withPanel(
      lines(
        { title: 'Request size by model, p95', description: 'Longer prompts and larger inputs.' },
        [quantile('baseten_request_size_bytes', 0.95)],
        { log: true }
      )
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
