/** What other settings of the autoscaler would have done: the last rows of the capacity board. */
import {
  CustomVariableBuilder,
  type DashboardBuilder,
  PanelBuilder,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { FLEET, lines, TWO_LINES, type Asked } from '../panels';
import { perPromise } from '../promises';
import { mappings, NONE, ranking, tile, type Words, worst } from '../tiles';

/** Each setting is a variable of its name. The first value is what a new deployment has. */
const CHOICES = {
  concurrencyTarget: ['1', '2', '3', '4', '8', '12', '16', '24', '32', '64', '96', '128', '256'],
  utilization: ['0.7', '0.5', '0.6', '0.8', '0.9', '1'],
  minReplicas: ['0', '1', '2', '3', '4', '6', '8'],
  maxReplicas: ['1', '2', '3', '4', '6', '8', '10', '12', '16', '24', '32'],
  scaleDownDelay: ['15m', '0s', '1m', '5m', '10m', '30m', '1h'],
};
const LABELS: Record<keyof typeof CHOICES, string> = {
  concurrencyTarget: 'Try: concurrency target',
  utilization: 'utilization',
  minReplicas: 'min replicas',
  maxReplicas: 'max replicas',
  scaleDownDelay: 'scale-down delay',
};
/** A try that shows something with most models, where 1 and 1 would say that everything is short. */
const FIRST: Partial<Record<keyof typeof CHOICES, string>> = { concurrencyTarget: '8', maxReplicas: '8' };

const isSetting = (name: string): name is keyof typeof CHOICES => name in CHOICES;
const SETTINGS = Object.keys(CHOICES).filter(isSetting);

export const settingVariables = () =>
  SETTINGS.map((name) => {
    const chosen = FIRST[name] ?? CHOICES[name][0] ?? '';
    return new CustomVariableBuilder(name)
      .label(LABELS[name])
      .values(CHOICES[name].join(','))
      .multi(false)
      .includeAll(false)
      .current({ selected: true, text: chosen, value: chosen });
  });

/** Only the settings that a measure reads: the others would be told as not used. */
const tried = (...names: Array<keyof typeof CHOICES>) => Object.fromEntries(names.map((name) => [name, `$${name}`]));
const ALL = tried(...SETTINGS);
const NEED = tried('concurrencyTarget', 'utilization', 'minReplicas', 'maxReplicas');
const TARGET = tried('concurrencyTarget');

const ONE = { filters: FLEET, groupBy: [] };
const BY_MODEL = { filters: FLEET, groupBy: ['model_name'] };
const inRange = (metric: string, settings: object): Asked => ({
  metric,
  queryType: 'instant',
  window: '$__range',
  ...settings,
  ...ONE,
});

/** Baseten's table of what is seen, what it means, and which lever to pull, in this order. By the measure's number. */
const FAULTS: ReadonlyArray<readonly [seen: string, cause: string, lever: string]> = [
  [
    'The count goes up and down with steady traffic',
    'thrash: the autoscaler follows noise',
    'longer scale-down delay, longer window, lower scale-down rate; only then lower utilization',
  ],
  [
    'Latency spikes when the count changes',
    'replicas leave, or start too late',
    'longer scale-down delay, higher min, lower utilization',
  ],
  ['At max, and latency still grows', 'too little capacity', 'higher max, or a higher target if latency bears it'],
  ['Many start for long', 'no GPUs to be had, or a slow load', 'raise min before the peak; image and weights'],
  ['Much traffic, few replicas', 'the target is too high', 'lower target or utilization'],
  [
    'More replicas than needed',
    'the target is too low (1 is dear)',
    'raise the target while p95 stays flat; scale to zero',
  ],
  ['The async queue grows', 'more arrives than is worked off', 'max, target'],
  ['One replica is bad among several', 'it hangs, or is out of memory', 'end that replica alone'],
];

const DIAGNOSIS = [
  '| what is seen | what it means | lever, in this order |',
  '| --- | --- | --- |',
  ...FAULTS.map((row) => `| ${row.join(' | ')} |`),
].join('\n');

const SEEN: Words[] = [
  { is: 0, text: 'none of these' },
  ...FAULTS.map(([seen, , lever], index) => ({ is: index + 1, text: `${seen}: ${lever}` })),
];

/** What Baseten says production should hold, so that these are not told as too many. */
const KEPT = 2;
/** Above any max: what a model may hold is not in the export. */
const NO_MAX = 1000;

const diagnoses = perPromise(['latencySeconds', 'latencyShare', 'concurrencyPerReplica'], (promise) => ({
  metric: 'autoscaling_diagnosis',
  threshold: promise.latencySeconds,
  quantile: promise.latencyShare,
  concurrencyTarget: promise.concurrencyPerReplica,
  minReplicas: KEPT,
  maxReplicas: NO_MAX,
  ...BY_MODEL,
}));

/** @param board the capacity board, whose last panels these are */
export function withSettings(board: DashboardBuilder): DashboardBuilder {
  return board
    .withRow(new RowBuilder('What if I had other settings?'))
    .withPanel(
      tile(
        {
          title: 'Replica hours used',
          description: 'Active and starting replicas, minute by minute, of the time range. Not the invoice.',
        },
        inRange('replica_hours', {}),
        { span: 6, decimals: 1, noValue: 'none' }
      )
    )
    .withPanel(
      tile(
        {
          title: 'Replica hours, tried',
          description:
            'What the documented formula of the autoscaler would have held with the settings above. Choose one model: others have settings of their own.',
        },
        inRange('wanted_replica_hours', ALL),
        { span: 6, decimals: 1, noValue: 'none' }
      )
    )
    .withPanel(
      tile(
        {
          title: 'Minutes short',
          description:
            'Minutes of the time range in which more was in flight than the active replicas may take at this target; the model’s worst deployment. To be compared: at a target that is not the model’s own it says nothing of the model.',
        },
        inRange('short_minutes', TARGET),
        { span: 6, decimals: 1, unit: 'm', noValue: 'no traffic' }
      )
    )
    .withPanel(
      tile(
        {
          title: 'Minutes short, tried',
          description:
            'The same for the replicas that these settings would have held. How long a replica takes to start is in neither: a max that is too low is.',
        },
        inRange('wanted_short_minutes', ALL),
        { span: 6, decimals: 1, unit: 'm', noValue: 'no traffic' }
      )
    )
    .withPanel(
      worst(
        {
          title: 'Goes up and down?',
          description:
            'Changes of the number of replicas in the last hour, of the model with most. More than 6 is thrash.',
        },
        [{ metric: 'replica_changes', window: '1h', ...BY_MODEL }],
        {
          span: 8,
          attention: 7,
          decimals: 0,
          noValue: 'no replica',
          words: [
            { below: 7, text: 'steady' },
            { from: 7, text: 'thrash' },
          ],
        }
      )
    )
    .withPanel(
      worst(
        {
          title: 'Waited for a start',
          description:
            'Minutes of the last hour in which requests were in flight on a deployment without an active replica: cold starts, of the model with most. A higher min spares them.',
        },
        [{ metric: 'start_waiting_minutes', window: '1h', ...BY_MODEL }],
        { span: 8, attention: 1, decimals: 0, unit: 'suffix: min', noValue: 'no traffic', words: NONE }
      )
    )
    .withPanel(
      worst(
        {
          title: 'More than needed now',
          description: 'Active replicas that the load of now would not need with these settings.',
        },
        [{ metric: 'replicas_beyond_need', ...NEED, ...BY_MODEL }],
        { span: 8, decimals: 0, noValue: 'no replica', words: NONE }
      )
    )
    .withPanel(
      lines(
        {
          title: 'Replicas by model, as it was and with these settings',
          description:
            'Average in flight of a minute over target times utilization, rounded up, between min and max; down only after the delay, by half of what is too much.',
        },
        [
          { metric: 'replicas_total', ...BY_MODEL, legendFormat: '{{model_name}}, as it was' },
          { metric: 'wanted_replicas', ...ALL, ...BY_MODEL, legendFormat: '{{model_name}}, wanted' },
        ],
        { decimals: 0, softMax: 4, height: 10, legendRight: true }
      )
    )
    .withPanel(
      lines(
        {
          title: 'Minutes short in an hour, as it was and with these settings',
          description: 'In which more was in flight than the replicas may take at this target.',
        },
        [
          { metric: 'short_minutes', window: '1h', ...TARGET, ...BY_MODEL, legendFormat: '{{model_name}}, as it was' },
          { metric: 'wanted_short_minutes', window: '1h', ...ALL, ...BY_MODEL, legendFormat: '{{model_name}}, wanted' },
        ],
        { decimals: 0, softMax: 5, height: 10, legendRight: true }
      )
    )
    .withPanel(
      ranking(
        {
          title: 'What is seen now, and which lever',
          description:
            'Of each model the fault of Baseten’s table that explains the others, by its own objective, and the levers in their order. Full is what its objective means one replica for, and two replicas are never too many.',
        },
        diagnoses,
        'What is seen, and which lever',
        { attention: 1, height: 14 }
      )
        .cellHeight(TWO_LINES)
        .overrideByName('Field', [{ id: 'custom.width', value: 200 }])
        .overrideByName('Last *', [
          { id: 'mappings', value: mappings(SEEN) },
          // Sentences, whose levers stand at the end.
          { id: 'custom.align', value: 'left' },
          { id: 'custom.wrapText', value: true },
        ])
    )
    .withPanel(
      new PanelBuilder()
        .type('text')
        .title('The table of levers')
        .description('As Baseten’s documentation on autoscaling has it.')
        .span(12)
        .height(14)
        .options({ mode: 'markdown', content: DIAGNOSIS })
    );
}
