/** One model in depth. */
import { BigValueTextMode } from '@grafana/grafana-foundation-sdk/common';
import { RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { board } from '../board';
import { byCode, meanings } from '../codes';
import { DEPTH, distribution, lines, number } from '../panels';
import { PINNED } from '../../src/rules/pinned';
import { availability, latency } from '../promises';
import { worst } from '../tiles';
import { BURN } from './signals';

const ONE = { filters: DEPTH, groupBy: [] };
const RESPONSE = 'baseten_end_to_end_response_time_seconds';
const OWN = { linked: false } as const;
/** Against the promise, which the query of the model's own set holds. */
const PROMISE = { window: '1h', filters: DEPTH, groupBy: ['model_name'] };
const TILE = { span: 6 };

const percentiles = (metric: string) =>
  [0.5, 0.95, 0.99].map((quantile) => ({
    metric,
    calculation: 'quantile' as const,
    quantile,
    legendFormat: `p${quantile * 100}`,
    ...ONE,
  }));

export function model() {
  return board(
    {
      uid: 'baseten-model',
      title: 'Baseten / Model',
      description: 'One model in depth: traffic, latency, replicas, resources.',
    },
    'model'
  )
    .withRow(new RowBuilder('Does $model serve?'))
    .withPanel(
      worst(
        {
          title: 'Availability burn',
          description:
            'How many times faster than its own objective allows its requests fail, over an hour and the last 5 minutes of it. From 14.4 on it pages, from 6 on after hours.',
        },
        availability('availability_burn', PROMISE),
        { ...BURN, ...TILE }
      ).textMode(BigValueTextMode.Value)
    )
    .withPanel(
      worst(
        {
          title: 'Latency burn',
          description:
            'How many times more responses are late than its own objective allows, over an hour and the last 5 minutes of it. From 14.4 on it pages, from 6 on after hours.',
        },
        latency('latency_burn', PROMISE),
        { ...BURN, ...TILE }
      ).textMode(BigValueTextMode.Value)
    )
    .withPanel(
      number(
        { pinned: PINNED.requests, title: 'Requests per second', description: 'Requests that ended, all codes.' },
        { metric: 'baseten_inference_requests_total', ...ONE },
        { ...TILE, noValue: 'no traffic' }
      )
    )
    .withPanel(
      number(
        { title: 'Error ratio', description: '5xx and 429 out of valid requests; absent without traffic.' },
        { metric: 'error_ratio', window: '15m', ...ONE },
        { ...TILE, attention: 0.01, alarm: 0.05, decimals: 2, noValue: 'no traffic' }
      )
    )
    .withPanel(
      number(
        { title: 'Response time, p95', description: '95% of responses ended within this time.' },
        { metric: RESPONSE, calculation: 'quantile', window: '15m', ...ONE },
        { ...TILE, decimals: 1, noValue: 'no traffic' }
      )
    )
    .withPanel(
      number(
        {
          title: 'Active replicas',
          description: 'Replicas ready to serve. 0 or "none seen" is normal for a model that may scale to zero.',
        },
        { metric: 'baseten_replicas_active', ...ONE },
        { ...TILE, decimals: 0, noValue: 'none' }
      )
    )
    .withPanel(
      number(
        { title: 'Load per replica', description: 'What autoscaling compares with its target.' },
        { metric: 'concurrency_per_replica', ...ONE },
        { ...TILE, decimals: 1, noValue: 'no replica' }
      )
    )
    .withPanel(
      number(
        {
          pinned: PINNED.unserved,
          title: 'Unserved requests',
          description: 'Requests in flight without an active replica for 3 minutes. Normal is 0.',
        },
        { metric: 'unserved_requests', ...ONE },
        { ...TILE, alarm: 1, decimals: 0 }
      )
    )
    .withRow(new RowBuilder('How much, and how well?'))
    .withPanel(
      byCode(
        {
          pinned: PINNED.codes,
          title: 'Requests per second by status code',
          description: 'A failure in mid-stream counts with the code it began with, mostly 200.',
        },
        { metric: 'baseten_inference_requests_total', filters: DEPTH }
      )
    )
    .withPanel(
      lines(
        {
          pinned: PINNED.errorsByDeployment,
          title: 'Error ratio by deployment',
          description: 'Which deployment fails. Read it beside the traffic.',
        },
        [{ metric: 'error_ratio', filters: DEPTH, groupBy: ['deployment_id'] }],
        { decimals: 1, softMax: 0.05, ...OWN }
      )
    )
    .withPanel(
      meanings(
        {
          title: 'What the status codes mean',
          description: 'Requests of this range by code, with what each means on Baseten and what to do.',
        },
        { filters: DEPTH },
        { span: 24 }
      )
    )
    .withPanel(
      lines(
        {
          pinned: PINNED.responseTimes,
          title: 'Response time, p50, p95 and p99',
          description: 'Of all responses, of every code. They can not pass the top bucket bound.',
        },
        percentiles(RESPONSE),
        { decimals: 1, ...OWN }
      )
    )
    .withPanel(
      lines(
        {
          pinned: PINNED.firstByte,
          title: 'Time to first byte, p50, p95 and p99',
          description: 'Queueing and prefill; the rest of the response time is generation.',
        },
        percentiles('baseten_time_to_first_byte_seconds'),
        { decimals: 1, ...OWN }
      )
    )
    .withPanel(
      distribution(
        {
          title: 'Response times, how many in each bucket',
          description: 'Two bands mean two kinds of requests, or a replica that is slower.',
        },
        { metric: RESPONSE, filters: DEPTH },
        's'
      )
    )
    .withPanel(
      lines(
        {
          pinned: PINNED.inFlight,
          title: 'Requests in flight',
          description:
            'Measured, and by Little’s law from the latency sum: right for steady synchronous traffic only. Where the measured one rises alone, requests are not ending.',
        },
        [
          { metric: 'baseten_concurrent_requests', ...ONE, legendFormat: 'measured' },
          { metric: 'requests_in_flight', ...ONE, legendFormat: 'by Little’s law' },
        ],
        { decimals: 1, ...OWN }
      )
    )
    .withRow(new RowBuilder('On what?'))
    .withPanel(
      lines(
        {
          pinned: PINNED.replicas,
          title: 'Replicas',
          description: 'Active ones serve; starting ones wait for capacity or load the model.',
        },
        [
          { metric: 'baseten_replicas_active', ...ONE, legendFormat: 'active' },
          { metric: 'baseten_replicas_starting', ...ONE, legendFormat: 'starting' },
        ],
        { decimals: 0, stacked: true, ...OWN }
      )
    )
    .withPanel(
      lines(
        {
          pinned: PINNED.restarts,
          title: 'Container restarts',
          description: 'In 15 minutes; a pod that leaves is not counted.',
        },
        [{ metric: 'restarts', window: '15m', ...ONE }],
        { decimals: 0, softMax: 2, ...OWN }
      )
    )
    .withPanel(
      lines(
        {
          title: 'CPU cores by replica',
          description: 'Cores in use. A replica that stands at 0 while others work does not get requests.',
        },
        [{ metric: 'baseten_container_cpu_usage_seconds_total', filters: DEPTH, groupBy: ['replica'] }],
        { ...OWN }
      )
    )
    .withPanel(
      lines(
        { title: 'Memory by replica', description: 'Working set of the container. Steady growth ends in a restart.' },
        [{ metric: 'baseten_container_cpu_memory_working_set_bytes', filters: DEPTH, groupBy: ['replica'] }],
        { ...OWN }
      )
    )
    .withPanel(
      lines(
        { title: 'GPU utilization by GPU', description: 'Share of time the GPU was busy. 100% is healthy under load.' },
        [
          {
            metric: 'baseten_gpu_utilization',
            filters: DEPTH,
            groupBy: ['replica', 'gpu'],
            legendFormat: '{{replica}} GPU {{gpu}}',
          },
        ],
        { decimals: 0, thin: true, ...OWN }
      )
    )
    .withPanel(
      lines(
        { title: 'GPU memory by GPU', description: 'Serving engines allocate most of it on purpose: high is normal.' },
        [
          {
            metric: 'baseten_gpu_memory_used',
            filters: DEPTH,
            groupBy: ['replica', 'gpu'],
            legendFormat: '{{replica}} GPU {{gpu}}',
          },
        ],
        { ...OWN }
      )
    );
}
