/** Fleet overview: is anything wrong, where, since when, why. */
import { RowBuilder, type DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { board } from '../board';
import { byCode, meanings } from '../codes';
import { FLEET, lines, list } from '../panels';
import { PINNED } from '../../src/rules/pinned';
import { load } from '../promises';
import { ASYNCHRONOUS } from '../../src/rules/terms';
import { alerts } from '../tiles';
import { signals } from './signals';

const BY_MODEL = { filters: FLEET, groupBy: ['model_name'] };

const ALERTS = { span: 7, height: 12 };
/** The signals stand beside the list of alerts, three in a line: with four, titles are cut on a screen of 1440 pixels. */
const WIDTHS = [6, 5, 6];
/** The last one has two numbers, and the room of two. */
const besideAlerts = (place: number, count: number) => {
  const column = place % WIDTHS.length;
  const x = ALERTS.span + WIDTHS.slice(0, column).reduce((sum, width) => sum + width, 0);
  return {
    x,
    y: 1 + 4 * Math.floor(place / WIDTHS.length),
    w: place === count - 1 ? 24 - x : (WIDTHS[column] ?? 0),
    h: 4,
  };
};

/** Public dashboards have no list of alerts: their readers may ask for none. */
function withSignals(dashboard: DashboardBuilder, isPublic: boolean): DashboardBuilder {
  dashboard.withRow(new RowBuilder('Is anything wrong?'));
  if (isPublic) {
    signals().forEach((panel) => dashboard.withPanel(panel.span(6)));
    return dashboard.withRow(new RowBuilder(WHERE));
  }
  dashboard.withPanel(
    alerts(
      {
        title: 'Alerts of all models',
        description:
          'Alerts of the Baseten rules that fire or are about to, pages before tickets, of all models and environments: what is chosen above doesn’t narrow it. Empty is good, as long as the data is live.',
      },
      ALERTS
    )
  );
  signals().forEach((panel, place, all) => dashboard.withPanel(panel.gridPos(besideAlerts(place, all.length))));
  return dashboard.withRow(new RowBuilder(WHERE).gridPos({ x: 0, y: 1 + ALERTS.height, w: 24, h: 1 }));
}

const WHERE = 'Where, and since when?';

export function overview({ isPublic = false } = {}) {
  return withSignals(
    board(
      {
        uid: isPublic ? 'baseten-public' : 'baseten-overview',
        title: isPublic ? 'Baseten / Overview, public' : 'Baseten / Overview',
        description: 'Is anything wrong, where, since when, and why.',
        watched: true,
      },
      'fleet'
    ),
    isPublic
  )
    .withPanel(
      byCode(
        {
          title: 'Requests per second by status code',
          description:
            'Requests that ended, by code: one or two digits are gRPC, three HTTP, four WebSocket. What each means stands in the table below.',
        },
        { metric: 'baseten_inference_requests_total', filters: FLEET },
        { legendRight: true, height: 10 }
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
        { decimals: 1, softMax: 0.05, height: 10 }
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
    .withPanel(
      lines(
        {
          title: 'Saturation by model',
          description:
            'Requests in flight for each active replica, out of those that the model’s own objective means one for. 0 where a replica is starting. Dashed: full.',
        },
        load('saturation', { window: '5m', legendFormat: '{{model_name}}', ...BY_MODEL }),
        { decimals: 0, softMax: 1.2, limits: [1] }
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
      lines(
        {
          title: 'Failures that counters began with',
          description:
            'What counters of failures held when they were seen first, in the last 10 minutes. No rate shows these: a counter that appears with 3000 rises by none.',
        },
        [{ metric: 'newborn_failures', ...BY_MODEL }],
        { decimals: 0, softMax: 10 }
      )
    )
    .withPanel(
      lines(
        {
          title: 'Error ratio of async requests by model',
          description: 'Among much synchronous traffic they hardly move the ratio above. Absent where there is none.',
        },
        [{ metric: 'error_ratio', groupBy: ['model_name'], filters: [...FLEET, ...ASYNCHRONOUS], window: '15m' }],
        { decimals: 1, softMax: 0.05 }
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
        { height: 16 }
      )
    )
    .withPanel(
      meanings(
        {
          title: 'What the status codes mean',
          description: 'Requests of this range by code, with what each means on Baseten and what to do.',
        },
        { filters: FLEET },
        { height: 16 }
      )
    );
}
