/** Rollout: is the deployment being promoted as good as the stable one. */
import { RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { board } from '../board';
import { FLEET, lines, number } from '../panels';

const ONE = { filters: FLEET, groupBy: [] };
const BY_PHASE = { filters: FLEET, groupBy: ['rollout_phase'] };
const BY_DEPLOYMENT = { filters: FLEET, groupBy: ['deployment_id'] };
const RESPONSE = 'baseten_end_to_end_response_time_seconds';
const OWN = { linked: false } as const;

export function rollout() {
  return board(
    {
      uid: 'baseten-rollout',
      title: 'Baseten / Rollout',
      description: 'Is the deployment being promoted as good as the stable one.',
    },
    'fleet',
    'now-24h'
  )
    .withRow(new RowBuilder('Is the new one worse?'))
    .withPanel(
      number(
        {
          title: 'Errors, promoting minus stable',
          description: 'Difference of the error ratios over 15 minutes, in points. Below 1% is noise.',
        },
        { metric: 'canary_error_ratio', window: '15m', ...ONE },
        { attention: 0.01, alarm: 0.05, decimals: 2, span: 6, noValue: 'no rollout' }
      )
    )
    .withPanel(
      number(
        {
          title: 'p95, promoting minus stable',
          description: 'Difference of the response times over 15 minutes. A new replica is slower at first.',
        },
        { metric: 'canary_latency', quantile: 0.95, window: '15m', ...ONE },
        { decimals: 1, span: 6, noValue: 'no rollout' }
      )
    )
    .withPanel(
      number(
        {
          title: 'New deployments in the last hour',
          description: 'Deployments with active replicas that had none in the day before.',
        },
        { metric: 'new_deployments', window: '1h', ...ONE },
        { decimals: 0, span: 6 }
      )
    )
    .withPanel(
      number(
        {
          title: 'Restarts in 15 minutes',
          description: 'A pod that leaves is not counted. Two of one model open a ticket.',
        },
        { metric: 'restarts', window: '15m', ...ONE },
        { attention: 2, decimals: 0, span: 6, noValue: 'not exported' }
      )
    )
    .withRow(new RowBuilder('Promoting beside stable'))
    .withPanel(
      lines(
        { title: 'Requests per second by phase', description: 'How much of the traffic the new deployment gets.' },
        [{ metric: 'baseten_inference_requests_total', ...BY_PHASE }],
        OWN
      )
    )
    .withPanel(
      lines(
        { title: 'Error ratio by phase', description: 'Compare only where both have traffic.' },
        [{ metric: 'error_ratio', window: '15m', ...BY_PHASE }],
        { decimals: 1, ...OWN }
      ).max(1)
    )
    .withPanel(
      lines(
        { title: 'Response time by phase, p95', description: 'Warm-up shows as a slope that ends.' },
        [{ metric: RESPONSE, calculation: 'quantile', quantile: 0.95, window: '15m', ...BY_PHASE }],
        { decimals: 1, log: true, ...OWN }
      )
    )
    .withPanel(
      lines(
        { title: 'Active replicas by phase', description: 'The new ones come before the old ones go.' },
        [{ metric: 'baseten_replicas_active', ...BY_PHASE }],
        { decimals: 0, stacked: true, ...OWN }
      )
    )
    .withRow(new RowBuilder('By deployment'))
    .withPanel(
      lines(
        { title: 'Requests per second by deployment', description: 'Traffic moves from one deployment to the next.' },
        [{ metric: 'baseten_inference_requests_total', ...BY_DEPLOYMENT }],
        { height: 10, legendRight: true, ...OWN }
      )
    )
    .withPanel(
      lines(
        { title: 'Replicas by deployment, active and starting', description: 'A rollout that hangs keeps both.' },
        [{ metric: 'replicas_total', ...BY_DEPLOYMENT }],
        { decimals: 0, stacked: true, height: 10, legendRight: true, ...OWN }
      )
    );
}
