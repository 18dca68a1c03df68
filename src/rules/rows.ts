/**
 * The alert rules, one row each. Windows are written out, since `$__rate_interval` is another one in a rule than in a
 * panel. Everything is grouped by model: deployments come and go with each rollout, and a rule grouped by them would
 * start anew each time.
 */
import type { Objectives, StatedObjectives } from '../objectives';
import { PINNED } from './pinned';
import { availabilityPages, availabilityRules } from './burns';
import { exportRules } from './export';
import { firstByteRules } from './firstByte';
import { latencyRules } from './latency';
import { stallRules, startRules, unservedRules } from './serving';
import { above, atLeast, MODEL, value, worst, worstCode } from './terms';
import { model, mostlyCode, mostlyOn, own, percent, tenths, text, told, whole } from './texts';
import type { Rule } from './types';

/** Standard errors that chance hardly explains, with few requests too. */
const CERTAIN = 3;

function canary(objectives: { margin: number }): Rule[] {
  const promoting = [{ label: 'rollout_phase', operator: '=' as const, values: ['promoting'] }];
  const stable = [{ label: 'rollout_phase', operator: '=' as const, values: ['stable'] }];
  const window = '30m';
  const shared = { severity: 'ticket', slo: 'availability', noData: 'OK', groupBy: MODEL, for: '5m' } as const;
  return [
    {
      ...shared,
      id: 'canary-worse',
      title: 'Canary worse than the stable deployment',
      queries: {
        // The difference exists for models with both sides only. Grafana would join a model that has one side alone with
        // another that has the other, where each is the only one.
        A: { metric: 'canary_error_ratio', window },
        B: { metric: 'error_ratio', window, filters: stable },
        C: { metric: 'canary_error_score', window },
        E: { metric: 'bad_requests', window, filters: promoting },
      },
      tells: { W: worstCode({ window, filters: promoting }) },
      // The score exists where the difference does.
      ofAllModels: ['C'],
      when: [above('A', { op: '+', left: objectives.margin, right: value('B') }), above('C', CERTAIN), atLeast('E', 5)],
      summary: [
        text`${model}: the deployment being promoted fails ${percent('A')} more of its requests than the stable one`,
        mostlyCode,
      ],
      description: [
        text`Stop the promotion, or roll back.`,
        text`Chance hardly explains the difference: it is ${tenths('C')} standard errors.`,
      ],
      panel: PINNED.errorsByDeployment,
      groupBy: [...shared.groupBy],
    },
    {
      ...shared,
      id: 'promotion-worse',
      title: 'Worse than an hour ago, with a new deployment',
      queries: {
        A: { metric: 'error_ratio', window: '15m' },
        B: { metric: 'error_ratio', window: '15m', offset: '1h' },
        C: { metric: 'valid_requests', window: '15m' },
        // What there was an hour ago is the difference of two counts of today's models: where two models are alone on
        // their sides Grafana joins them, and one that was not there then has none.
        D: { metric: 'valid_requests', window: '75m' },
        E: { metric: 'bad_requests', window: '15m' },
        F: { metric: 'new_deployments', window: '1h' },
        G: { metric: 'valid_requests', window: '1h' },
      },
      tells: { W: worstCode({ window: '15m' }) },
      when: [
        above('A', { op: '+', left: objectives.margin, right: { op: '*', left: 2, right: value('B') } }),
        atLeast('C', 100),
        atLeast({ op: '-', left: value('D'), right: value('G') }, 100),
        // Of few requests, twice as many fail by chance.
        atLeast('E', {
          op: '+',
          left: 5,
          right: { op: '*', left: 2, right: { op: '*', left: value('B'), right: value('C') } },
        }),
        atLeast('F', 1),
      ],
      summary: [
        text`${model}: ${percent('A')} of its requests fail`,
        text`${percent('B')} did an hour ago`,
        text`and a deployment is new since`,
        mostlyCode,
      ],
      description: [
        text`A promotion without phases has no stable side to compare with.`,
        text`Look at what the new deployment changed.`,
      ],
      panel: PINNED.errorsByDeployment,
      groupBy: [...shared.groupBy],
    },
  ];
}

const deploymentFails: Rule = {
  id: 'deployment-fails',
  title: 'One of several deployments fails',
  severity: 'ticket',
  slo: 'availability',
  queries: { A: { metric: 'failing_deployments', window: '1h' } },
  tells: { W: worst({ metric: 'error_ratio', window: '1h' }) },
  when: [above('A', 0)],
  for: '5m',
  noData: 'OK',
  summary: [
    text`${model}: ${whole('A')} of its deployments fail at least half of their requests, while others serve`,
    told('W')`above all ${own('deployment_id')}`,
  ],
  description: [
    text`They have so little traffic that the model as a whole looks well.`,
    text`Does anybody still call it on purpose?`,
  ],
  panel: PINNED.errorsByDeployment,
  groupBy: MODEL,
};

/** Codes of no protocol are judged by nobody; this share of them hides an outage. */
const UNJUDGED = 0.2;

const unknownCodes: Rule = {
  id: 'unknown-codes',
  title: 'Many answers have an unknown status code',
  severity: 'ticket',
  queries: {
    A: { metric: 'unknown_code_share', window: '15m' },
    B: { metric: 'valid_requests', window: '15m' },
  },
  tells: {
    W: worst(
      {
        metric: 'baseten_inference_requests_total',
        calculation: 'increase',
        window: '15m',
        filters: [{ label: 'status_code', operator: '!~', values: ['[1-9]', '1[0-6]', '[1-5]..', '10[01].'] }],
      },
      'status_code'
    ),
  },
  when: [above('A', UNJUDGED), atLeast('B', 20)],
  for: '10m',
  noData: 'OK',
  summary: [text`${model}: ${percent('A')} of its answers have a status code of no protocol`, mostlyCode],
  description: [
    text`They count as neither bad nor lost, so the availability of this model is not watched.`,
    text`Look at the codes: a model that speaks gRPC or WebSocket says so in its objectives.`,
  ],
  panel: PINNED.codes,
  groupBy: MODEL,
};

/** Less than this of what there was in the past is no traffic. */
const VANISHED = 0.05;
/** Requests below which a quiet hour, or a quiet day, says nothing. */
const BUSY = 100;

const gone = (now: string, ...past: string[]) =>
  past.flatMap((ref) => [
    { left: value(now), op: '<=' as const, right: { op: '*' as const, left: VANISHED, right: value(ref) } },
    atLeast(ref, BUSY),
  ]);

/**
 * Against the same hour of yesterday and of a week ago, or the same day of the last two weeks. An office that opens an hour
 * later, as it does where clocks change, has lost nothing: so an hour is compared with the ones before and after it, and a day
 * with twenty hours in its midst. Where the server keeps less there is nothing to compare with, and no alert.
 */
const trafficVanished: Rule = {
  id: 'traffic-vanished',
  title: 'Traffic has vanished',
  severity: 'ticket',
  interval: '15m',
  queries: {
    A: { metric: 'requests_or_none', window: '1h' },
    B: { metric: 'valid_requests', window: '1h', offset: '23h' },
    C: { metric: 'valid_requests', window: '1h', offset: '25h' },
    D: { metric: 'valid_requests', window: '1h', offset: '167h' },
    E: { metric: 'valid_requests', window: '1h', offset: '169h' },
    F: { metric: 'requests_or_none', window: '1d' },
    G: { metric: 'valid_requests', window: '20h', offset: '170h' },
    H: { metric: 'valid_requests', window: '20h', offset: '338h' },
    // The day before, and what it was a week before that: what was missed then is no news.
    I: { metric: 'valid_requests', window: '20h', offset: '26h' },
    J: { metric: 'valid_requests', window: '20h', offset: '194h' },
  },
  when: gone('A', 'B', 'C', 'D', 'E'),
  or: [...gone('F', 'G', 'H'), { left: value('I'), op: '>=', right: { op: '*', left: VANISHED, right: value('J') } }],
  for: '15m',
  noData: 'OK',
  summary: [
    text`${model}: ${whole('A')} requests in an hour`,
    text`at the same time a week ago there were ${whole('D')}`,
  ],
  description: [
    text`A week ago there was traffic at this hour, and yesterday too, or on this day of the last two weeks.`,
    text`Something before the model may be broken: a client, a key, a route.`,
  ],
  panel: PINNED.requests,
  groupBy: MODEL,
};

/** Seconds that a queue may take to drain. */
const DRAIN = 2 * 3600;

const asyncBacklog: Rule = {
  id: 'async-backlog',
  title: 'Async queue does not drain',
  severity: 'ticket',
  queries: { A: { metric: 'undrained_requests', threshold: DRAIN, window: '30m' } },
  when: [above('A', 0)],
  for: '10m',
  noData: 'OK',
  summary: [text`${model}: ${whole('A')} async requests wait`, text`and they get no fewer`],
  description: [
    text`At the present pace the queue would take more than ${DRAIN / 3600} hours to drain, if nothing arrived any more.`,
    text`Look at the replicas, at the maximum of them, and at how long one request takes.`,
  ],
  panel: PINNED.replicas,
  groupBy: MODEL,
};

/** Rules that are made for a set of objectives. */
export interface Family {
  /** The objectives that its rules read: where one of them was not promised, there are none. */
  from: ReadonlyArray<keyof Objectives>;
  /** Those that its rules read where they were promised. */
  besides?: ReadonlyArray<keyof Objectives>;
  make: (objectives: Objectives, stated: StatedObjectives) => Rule[];
}

/** Rules whose thresholds come from a model's objectives. */
export const objectiveRules: readonly Family[] = [
  { from: ['availability', 'startMinutes'], make: availabilityPages },
  { from: ['availability', 'errorRatio'], make: availabilityRules },
  { from: ['latencySeconds', 'latencyShare', 'availability', 'protocol', 'startMinutes'], make: latencyRules },
  {
    from: ['firstByteSeconds', 'firstByteShare', 'availability'],
    besides: ['latencySeconds', 'latencyShare'],
    make: firstByteRules,
  },
  { from: ['concurrencyPerReplica'], make: saturationRules },
  { from: ['startMinutes', 'availability'], make: unservedRules },
  { from: ['startMinutes'], make: startRules },
  { from: ['longRequests', 'startMinutes'], make: stallRules },
];

function saturationRules(objectives: Objectives): Rule[] {
  return [
    {
      id: 'saturated',
      title: 'Saturated, and nothing starts',
      severity: 'ticket',
      slo: 'latency',
      queries: {
        // An even number of minutes, since it is asked each other one: a replica that comes and goes each minute is half a replica.
        A: { metric: 'unrelieved_concurrency', window: '6m' },
        // A replica that starts again and again and never gets ready is no relief.
        C: { metric: 'lasting_concurrency', window: '20m' },
        // A high moment that a frozen export repeats is no lasting load: the model's CPU counters have to move. Over a window,
        // since what is absent after one refused scrape would resolve the alert.
        B: { metric: 'baseten_container_cpu_usage_seconds_total', calculation: 'rate', window: '7m' },
      },
      when: [above('A', objectives.concurrencyPerReplica)],
      or: [above('C', objectives.concurrencyPerReplica)],
      besides: [above('B', 0)],
      for: '15m',
      noData: 'OK',
      summary: [text`${model}: ${tenths('A')} requests in flight a replica`, text`and no replica gets ready`],
      description: [
        text`A replica is meant for ${objectives.concurrencyPerReplica}.`,
        text`Is the maximum of replicas reached, or are no GPUs to be had?`,
      ],
      panel: PINNED.loadByModel,
      groupBy: MODEL,
    },
  ];
}

/** Rules that are the same for every model. @param environment the one that texts name */
export function commonRules(environment: string): Rule[] {
  return [
    ...canary({ margin: 0.01 }),
    deploymentFails,
    unknownCodes,
    trafficVanished,
    asyncBacklog,
    {
      id: 'restarts',
      title: 'Containers restart',
      severity: 'ticket',
      queries: { A: { metric: 'restarts', window: '15m' } },
      tells: { W: worst({ metric: 'restarts', window: '15m' }) },
      when: [atLeast('A', 2)],
      for: '0s',
      noData: 'OK',
      summary: [text`${model}: ${whole('A')} container restarts in 15 minutes`, mostlyOn],
      description: [text`Look at the last lines before each restart: out of memory, a failed health check, a crash.`],
      panel: PINNED.restarts,
      groupBy: MODEL,
    },
    ...exportRules(environment),
  ];
}
