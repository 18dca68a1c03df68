/** Rollout: is the deployment being promoted as good as the stable one. */
import { BigValueTextMode } from '@grafana/grafana-foundation-sdk/common';
import { RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { board } from '../board';
import { FLEET, lines, list, number } from '../panels';
import { mappings, marked, type Words } from '../tiles';

const ONE = { filters: FLEET, groupBy: [] };
/** A model's canary is compared with its own stable side: with that of all models it would measure their difference. */
const NOW_BY_MODEL = { filters: FLEET, groupBy: ['model_name'], queryType: 'instant' as const };
const SIDES = {
  filters: [...FLEET, { label: 'rollout_phase', operator: '!=' as const, values: [''] }],
  groupBy: ['model_name', 'rollout_phase'],
  legendFormat: '{{model_name}} {{rollout_phase}}',
};
const CANARIES = {
  filters: [...FLEET, { label: 'rollout_phase', operator: '=' as const, values: ['promoting'] }],
  groupBy: ['model_name'],
};
const BY_PHASE = { filters: FLEET, groupBy: ['rollout_phase'] };
const BY_DEPLOYMENT = {
  filters: FLEET,
  groupBy: ['model_name', 'deployment_id'],
  legendFormat: '{{model_name}} {{deployment_id}}',
};
const RESPONSE = 'baseten_end_to_end_response_time_seconds';
const OWN = { linked: false } as const;

const BY_MODEL = { filters: FLEET, groupBy: ['model_name'] };
const NO_ROLLOUT = 'no rollout';
/** What the rule on canaries calls worse, as a share of the requests. */
const MATTERS = 0.01;
const VERDICTS: Words[] = [
  { is: 1, text: 'worse: stop the promotion' },
  { is: 0, text: 'not worse' },
  { is: -1, text: 'too few requests yet' },
];

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
          title: 'Errors above stable',
          description:
            'Promoting minus stable: difference of the error ratios of each model in a rollout, over 15 minutes, in points. Below 1% is noise.',
        },
        { metric: 'canary_error_ratio', window: '15m', ...NOW_BY_MODEL },
        { attention: 0.01, alarm: 0.05, decimals: 2, span: 6, noValue: NO_ROLLOUT }
      ).textMode(BigValueTextMode.ValueAndName)
    )
    .withPanel(
      number(
        {
          title: 'p95 above stable',
          description:
            'Promoting minus stable: difference of the response times of each model in a rollout, over 15 minutes. A new replica is slower at first.',
        },
        { metric: 'canary_latency', quantile: 0.95, window: '15m', ...NOW_BY_MODEL },
        { decimals: 1, span: 6, noValue: NO_ROLLOUT }
      ).textMode(BigValueTextMode.ValueAndName)
    )
    .withPanel(
      number(
        {
          title: 'New deployments, 1 h',
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
          description:
            'A pod that leaves is not counted. Two of one model open a ticket. Baseten exports the count behind a feature flag.',
        },
        { metric: 'restarts', window: '15m', ...ONE },
        { attention: 2, decimals: 0, span: 6, noValue: 'no count' }
      )
    )
    .withPanel(
      list(
        {
          title: 'Is the canary worse?',
          description: `Of each model in a rollout, over 30 minutes: worse by more than chance explains, not worse, or too few requests yet. At ${MATTERS * 100}% that would matter ${Math.ceil(3 / MATTERS)} requests are enough: fewer may all go well by chance.`,
        },
        [{ metric: 'canary_verdict', threshold: MATTERS, window: '30m', ...BY_MODEL }],
        'Verdict'
      )
        .noValue(`${NO_ROLLOUT} seen`)
        .overrideByFieldType('number', [{ id: 'mappings', value: mappings(VERDICTS) }, ...marked({ alarm: 1 })])
    )
    .withPanel(
      list(
        {
          title: 'Failed, of how many',
          description:
            'Requests of the canaries in the same 30 minutes, and how many of them failed: n of m, which the verdict is made of.',
        },
        [
          { metric: 'bad_requests', window: '30m', ...CANARIES },
          { metric: 'valid_requests', window: '30m', ...CANARIES },
        ],
        'Requests',
        { decimals: 0 }
      )
        .noValue(`${NO_ROLLOUT} seen`)
        .transformations([{ id: 'merge', options: {} }])
        .overrideByName('Bad requests, over 30m', [{ id: 'displayName', value: 'Failed' }])
        .overrideByName('Valid requests, over 30m', [{ id: 'displayName', value: 'Of' }])
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
        { title: 'Error ratio by model and phase', description: 'Compare only where both have traffic.' },
        [{ metric: 'error_ratio', window: '15m', ...SIDES }],
        { decimals: 1, softMax: 0.05, ...OWN }
      )
    )
    .withPanel(
      lines(
        { title: 'Response time by model and phase, p95', description: 'Warm-up shows as a slope that ends.' },
        [{ metric: RESPONSE, calculation: 'quantile', quantile: 0.95, window: '15m', ...SIDES }],
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
        { height: 12, legendRight: true }
      )
    )
    .withPanel(
      lines(
        { title: 'Replicas by deployment, active and starting', description: 'A rollout that hangs keeps both.' },
        [{ metric: 'replicas_total', ...BY_DEPLOYMENT }],
        { decimals: 0, stacked: true, height: 12, legendRight: true }
      )
    );
}
