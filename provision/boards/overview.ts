/** Fleet overview: is anything wrong, where, since when, why. */
import { BigValueTextMode } from '@grafana/grafana-foundation-sdk/common';
import { RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { board } from '../board';
import { defaults } from '../objectives';
import { FLEET, lines, list, number } from '../panels';
import { PINNED } from '../pinned';

const ONE = { filters: FLEET, groupBy: [] };
const BY_MODEL = { filters: FLEET, groupBy: ['model_name'] };

export function overview() {
  return board(
    {
      uid: 'baseten-overview',
      title: 'Baseten / Overview',
      description: 'Is anything wrong, where, since when, and why.',
    },
    'fleet'
  )
    .withRow(new RowBuilder('Is anything wrong?'))
    .withPanel(
      number(
        {
          title: 'Unserved requests',
          description:
            'Requests in flight where no replica was active for 3 minutes. Normal is 0. Requests are counted when they end, so in such an outage every ratio stays silent.',
        },
        { metric: 'unserved_requests', ...ONE },
        { alarm: 1, decimals: 0 }
      )
    )
    .withPanel(
      number(
        {
          pinned: PINNED.fleetStalled,
          title: 'Stalled requests',
          description: 'Requests in flight for 10 minutes in which none ended. Normal is 0.',
        },
        { metric: 'stalled_requests', ...ONE },
        { alarm: 1, decimals: 0 }
      )
    )
    .withPanel(
      number(
        {
          title: 'Error ratio, 1 h',
          description: `Requests that the server failed out of valid ones, over one hour. The objective allows ${(1 - defaults.availability).toPrecision(1)}; a page comes at 14.4 times that.`,
        },
        { metric: 'error_ratio', window: '1h', ...ONE },
        {
          attention: 1 - defaults.availability,
          alarm: 14.4 * (1 - defaults.availability),
          decimals: 2,
          noValue: 'no traffic',
        }
      )
    )
    .withPanel(
      number(
        {
          title: 'Worst model, 1 h',
          description:
            'The highest error ratio of any model over one hour, so that a small model is not lost in the sum.',
        },
        { metric: 'error_ratio', window: '1h', ...BY_MODEL, top: { order: 'top', n: 1 }, queryType: 'instant' },
        { attention: 0.01, alarm: defaults.errorRatio, decimals: 2, noValue: 'no traffic', sparkline: false }
      ).textMode(BigValueTextMode.ValueAndName)
    )
    .withPanel(
      number(
        {
          title: 'Bad requests, 1 h',
          description: 'How many requests failed in an hour: a ratio of two requests needs no one out of bed.',
        },
        { metric: 'bad_requests', window: '1h', ...ONE },
        { decimals: 0, noValue: 'no traffic' }
      )
    )
    .withPanel(
      number(
        {
          pinned: PINNED.dataAge,
          title: 'Age of the data',
          description: 'Seconds since the newest sample. At a scrape a minute, up to 90 seconds is normal.',
        },
        { metric: 'data_age', groupBy: [] },
        { attention: 120, alarm: 300, decimals: 0, sparkline: false, noValue: 'no data for an hour' }
      )
    )
    .withRow(new RowBuilder('Where, and since when?'))
    .withPanel(
      lines(
        {
          title: 'Requests per second by status code',
          description:
            'Requests that ended, by code: 499 means that the client left, one or two digits are gRPC, four are WebSocket.',
        },
        [{ metric: 'baseten_inference_requests_total', filters: FLEET, groupBy: ['status_code'] }],
        { stacked: true, linked: false }
      )
    )
    .withPanel(
      lines(
        {
          title: 'Error ratio by model',
          description:
            'Read it beside the traffic: a ratio of two requests is noise. Absent where there is no traffic.',
        },
        [{ metric: 'error_ratio', ...BY_MODEL }],
        { decimals: 1, softMax: 0.05 }
      )
    )
    .withPanel(
      lines(
        {
          pinned: PINNED.fleetUnknownCodes,
          title: 'Unknown status codes by model',
          description:
            'Requests whose code is of no protocol: nobody can say whether they went well, and no ratio counts them as bad.',
        },
        [{ metric: 'unknown_code_share', ...BY_MODEL }],
        { decimals: 1, softMax: 0.05 }
      )
    )
    .withPanel(
      lines(
        {
          pinned: PINNED.fleetInFlight,
          title: 'Requests in flight by model',
          description: 'Concurrent requests without async ones: what autoscaling looks at.',
        },
        [{ metric: 'baseten_concurrent_requests', ...BY_MODEL }]
      )
    )
    .withPanel(
      lines(
        {
          title: 'Active replicas by model',
          description: 'Replicas ready to serve. A model scaled to zero reports 0 or nothing at all.',
        },
        [{ metric: 'baseten_replicas_active', ...BY_MODEL }],
        { decimals: 0 }
      )
    )
    .withRow(new RowBuilder('Why?'))
    .withPanel(
      lines(
        {
          title: 'Time to first byte, p95',
          description:
            '95% of responses began within this time. Beside the whole response it tells queueing from generation.',
        },
        [{ metric: 'baseten_time_to_first_byte_seconds', calculation: 'quantile', quantile: 0.95, ...BY_MODEL }],
        { decimals: 1, log: true }
      )
    )
    .withPanel(
      lines(
        {
          title: 'Whole response, p95',
          description:
            '95% of responses ended within this time. Flat at one value means that it passed the top bucket.',
        },
        [{ metric: 'baseten_end_to_end_response_time_seconds', calculation: 'quantile', quantile: 0.95, ...BY_MODEL }],
        { decimals: 1, log: true }
      )
    )
    .withPanel(
      lines(
        {
          title: 'Starting replicas by model',
          description: 'Waiting for capacity or loading the model. Longer than 20 minutes is stuck.',
        },
        [{ metric: 'baseten_replicas_starting', ...BY_MODEL }],
        { decimals: 0, softMax: 2 }
      )
    )
    .withPanel(
      lines(
        {
          title: 'New deployments in the last hour',
          description: 'Deployments with active replicas that had none in the day before: what changed.',
        },
        [{ metric: 'new_deployments', window: '1h', ...BY_MODEL }],
        { decimals: 0, softMax: 2 }
      )
    )
    .withPanel(
      list(
        {
          title: 'Models now',
          description:
            'Requests per second over the last five minutes, a row each. Click a model to open its own dashboard.',
        },
        [
          {
            metric: 'baseten_inference_requests_total',
            window: '5m',
            filters: FLEET,
            groupBy: ['model_name', 'environment'],
          },
        ],
        'Requests per second',
        { span: 24, height: 12 }
      )
    );
}
