/** Alert coverage: which models the rules can see, and what keeps them from it. */
import { RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { board } from '../board';
import { defaults, environment } from '../objectives';
import { by, FLEET, list } from '../panels';
import { FLOOR } from '../../src/rules/terms';
import { mappings, modelsFrom } from '../tiles';

const BY_MODEL = { filters: FLEET, groupBy: ['model_name'] };
/** Whatever the environment: what is in another one is what has to be found here. */
const EVERYWHERE = { filters: [by('model_name', 'model')], groupBy: ['model_name', 'environment'] };
/** The long window of the slow burn, and as long as a ticket about unknown codes needs to be sure. */
const DAY_PART = '6h';

/** From this share of unknown codes on a ticket is opened. */
const UNKNOWN = 0.2;

export function coverage() {
  return board(
    {
      uid: 'baseten-coverage',
      title: 'Baseten / Alert coverage',
      description: 'Which models the alert rules can see, and what keeps them from it.',
    },
    'fleet'
  )
    .withRow(new RowBuilder('Are they watched?'))
    .withPanel(
      modelsFrom(
        FLOOR,
        {
          title: 'Models with enough traffic',
          description: `Models with ${FLOOR} requests or more in 6 hours: with fewer, no burn rate can fire.`,
        },
        [{ metric: 'valid_requests', window: DAY_PART, ...BY_MODEL }],
        { decimals: 0, span: 12, noValue: 'none' }
      )
    )
    .withPanel(
      modelsFrom(
        UNKNOWN,
        {
          title: 'Models with unknown codes',
          description: 'Models of which more than 20% of the answers have a code of no protocol: no rule judges those.',
        },
        [{ metric: 'unknown_code_share', window: DAY_PART, ...BY_MODEL }],
        { attention: 1, decimals: 0, span: 12, noValue: 'none' }
      )
    )
    .withPanel(
      modelsFrom(
        1,
        {
          title: `Models without a bucket at ${defaults.latencySeconds} s`,
          description:
            'Models whose latency rules are blind, unless they have an objective of their own at a bound that there is.',
        },
        [{ metric: 'missing_bound', threshold: defaults.latencySeconds, ...BY_MODEL }],
        { attention: 1, decimals: 0, span: 12, noValue: 'none' }
      )
    )
    .withPanel(
      modelsFrom(
        0,
        {
          title: 'Models with restarts exported',
          description:
            "The others never open a ticket about restarts: the series is behind a feature flag on Baseten's side.",
        },
        [{ metric: 'restarts', window: '15m', ...BY_MODEL }],
        { decimals: 0, span: 12, noValue: 'none' }
      )
    )
    .withPanel(
      list(
        {
          title: 'Requests in 6 hours, by environment',
          description: `The rules watch environment="${environment}" as shipped: no rule sees a model elsewhere, and (none) is no environment. With less than 10 requests here no burn rule can fire.`,
        },
        [{ metric: 'valid_requests', window: DAY_PART, ...EVERYWHERE }],
        'Requests',
        { decimals: 0, height: 10 }
      )
    )
    .withPanel(
      list(
        {
          title: 'Answers with an unknown status code',
          description:
            'They count as neither bad nor lost, so of these answers nobody knows whether they went well. Above 20% a ticket is opened.',
        },
        [{ metric: 'unknown_code_share', window: DAY_PART, ...BY_MODEL }],
        'Share',
        { height: 10 }
      )
    )
    .withRow(new RowBuilder('Which rules are blind?'))
    .withPanel(
      list(
        {
          title: `No bucket ends at ${defaults.latencySeconds} s`,
          description: `Missing where the response times have no bucket bound at ${defaults.latencySeconds} s, the usual objective: the latency rules are blind. Models with an objective of their own need that bound instead.`,
        },
        [{ metric: 'missing_bound', threshold: defaults.latencySeconds, ...BY_MODEL }],
        'Bucket',
        { decimals: 0, span: 8, height: 10 }
      ).overrideByFieldType('number', [
        {
          id: 'mappings',
          value: mappings([
            { is: 0, text: 'is there' },
            { is: 1, text: 'missing' },
          ]),
        },
      ])
    )
    .withPanel(
      list(
        {
          title: 'Usual response time',
          description:
            'Mean of the good synchronous responses. Above 5 minutes the latency rule leaves a model alone unless it has an objective of its own; above 200 s a stall is told of after an hour.',
        },
        [{ metric: 'usual_duration', window: DAY_PART, ...BY_MODEL }],
        'Mean',
        { decimals: 1, span: 8, height: 10 }
      )
    )
    .withPanel(
      list(
        {
          title: 'Restarts are exported',
          description:
            "Models whose container restarts are exported, with those of 15 minutes. The series is behind a feature flag on Baseten's side: a model that is not listed never opens that ticket.",
        },
        [{ metric: 'restarts', window: '15m', ...BY_MODEL }],
        'Restarts',
        { decimals: 0, span: 8, height: 10 }
      )
    );
}
