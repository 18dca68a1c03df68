/**
 * The alert rules, one row each. Windows are written out, since `$__rate_interval` is another one in a rule than in a
 * panel. Everything is grouped by model: deployments come and go with each rollout, and a rule grouped by them would
 * start anew each time.
 */
import type { Objectives } from '../objectives';
import { PINNED } from '../pinned';
import { requestsCancelled, stallRules, startRules } from './serving';
import { above, atLeast, FLOOR, MODEL, SYNCHRONOUS, value } from './terms';
import { model, percent, tenths, text, whole } from './texts';
import type { Rule, Term } from './types';

interface Burn {
  id: string;
  factor: number;
  long: string;
  short: string;
  for: string;
}

/** Pairs of windows and factors of the multi-window burn-rate alert (Google's SRE workbook, chapter 5). */
const BURNS: Burn[] = [
  { id: 'fast', factor: 14.4, long: '1h', short: '5m', for: '2m' },
  { id: 'slow', factor: 6, long: '6h', short: '30m', for: '5m' },
];

function availabilityBurn(burn: Burn, objectives: Objectives): Rule {
  const limit = round(burn.factor * (1 - objectives.availability));
  return {
    id: `availability-burn-${burn.id}`,
    title: `Availability: error budget burns ${burn.factor} times too fast`,
    severity: 'page',
    queries: {
      A: { metric: 'error_ratio', window: burn.long },
      B: { metric: 'error_ratio', window: burn.short },
      C: { metric: 'bad_requests', window: burn.long },
    },
    when: [above('A', limit), above('B', limit), atLeast('C', FLOOR)],
    for: burn.for,
    noData: 'OK',
    summary: [text`${model}: ${percent('A')} of its requests failed over ${burn.long}`],
    description: [
      text`Objective ${objectives.availability}: at this rate the budget of 30 days is gone in ${Math.round((30 * 24) / burn.factor)} hours.`,
      text`In ${burn.long}, ${whole('C')} requests failed.`,
      text`Look at the status codes and at what was deployed last.`,
    ],
    panel: PINNED.codes,
    groupBy: MODEL,
  };
}

function latencyBurn(burn: Burn, objectives: Objectives): Rule {
  // The share that missed the objective is 1 - A: the limit on the good share is the complement of the burn.
  const limit = round(1 - burn.factor * (1 - objectives.latencyShare));
  // As many requests missed it as are valid and were not good.
  const missed: Term = { op: '*', left: value('C'), right: { op: '-', left: 1, right: value('A') } };
  const good = { metric: 'good_within_objective', threshold: objectives.latencySeconds };
  return {
    id: `latency-burn-${burn.id}`,
    title: `Latency: objective burns ${burn.factor} times too fast`,
    severity: 'page',
    queries: {
      A: { ...good, window: burn.long },
      B: { ...good, window: burn.short },
      C: { metric: 'valid_requests', window: burn.long, filters: SYNCHRONOUS },
    },
    when: [
      { left: value('A'), op: '<', right: limit },
      { left: value('B'), op: '<', right: limit },
      atLeast(missed, FLOOR),
    ],
    // Requests parked for some minutes end all at once: that must have left the short window before anybody is woken.
    for: '5m',
    noData: 'OK',
    summary: [
      text`${model}: only ${percent('A')} of its requests were good within ${objectives.latencySeconds} s over ${burn.long}`,
    ],
    description: [
      text`Objective: ${objectives.latencyShare} of valid synchronous requests answered well within ${objectives.latencySeconds} s; a fast failure is no good answer.`,
      text`Compare time to first byte with the whole response, and concurrency with active replicas.`,
    ],
    panel: PINNED.responseTimes,
    groupBy: MODEL,
  };
}

function canary(objectives: { margin: number }): Rule[] {
  const promoting = [{ label: 'rollout_phase', operator: '=' as const, values: ['promoting'] }];
  const stable = [{ label: 'rollout_phase', operator: '=' as const, values: ['stable'] }];
  const window = '15m';
  const shared = { severity: 'ticket', noData: 'OK', groupBy: MODEL, for: '5m' } as const;
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
        C: { metric: 'valid_requests', window, filters: promoting },
        D: { metric: 'valid_requests', window, filters: stable },
        E: { metric: 'bad_requests', window, filters: promoting },
      },
      when: [
        above('A', { op: '+', left: objectives.margin, right: value('B') }),
        atLeast('C', 100),
        atLeast('D', 100),
        atLeast('E', 5),
      ],
      summary: [
        text`${model}: the deployment being promoted fails ${percent('A')} more of its requests than the stable one`,
      ],
      description: [text`Stop the promotion, or roll back.`, text`Both sides had at least 100 requests in 15 minutes.`],
      panel: PINNED.errorsByDeployment,
      groupBy: [...shared.groupBy],
    },
    {
      ...shared,
      id: 'promotion-worse',
      title: 'Worse than an hour ago, with a new deployment',
      queries: {
        A: { metric: 'error_ratio', window },
        B: { metric: 'error_ratio', window, offset: '1h' },
        C: { metric: 'valid_requests', window },
        // What there was an hour ago is the difference of two counts of today's models: where two models are alone on
        // their sides Grafana joins them, and one that was not there then has none.
        D: { metric: 'valid_requests', window: '75m' },
        E: { metric: 'bad_requests', window },
        F: { metric: 'new_deployments', window: '1h' },
        G: { metric: 'valid_requests', window: '1h' },
      },
      when: [
        above('A', { op: '+', left: objectives.margin, right: { op: '*', left: 2, right: value('B') } }),
        atLeast('C', 100),
        atLeast({ op: '-', left: value('D'), right: value('G') }, 100),
        atLeast('E', 5),
        atLeast('F', 1),
      ],
      summary: [
        text`${model}: ${percent('A')} of its requests fail`,
        text`${percent('B')} did an hour ago`,
        text`and a deployment is new since`,
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

/** Rules whose thresholds come from a model's objectives, with the objectives that each set of them reads. */
export const objectiveRules: ReadonlyArray<{ from: ReadonlyArray<keyof Objectives>; make: (o: Objectives) => Rule[] }> =
  [
    { from: ['availability', 'errorRatio'], make: availabilityRules },
    {
      from: ['latencySeconds', 'latencyShare'],
      make: latencyRules,
    },
    { from: ['concurrencyPerReplica'], make: saturationRules },
    { from: ['startMinutes'], make: startRules },
    { from: ['longRequests'], make: stallRules },
  ];

/** Where the objective is so loose that no share of bad responses burns it so fast, there is no such rule. */
function latencyRules(objectives: Objectives): Rule[] {
  return BURNS.filter(({ factor }) => factor * (1 - objectives.latencyShare) < 1).map((burn) =>
    latencyBurn(burn, objectives)
  );
}

function availabilityRules(objectives: Objectives): Rule[] {
  return [
    ...BURNS.map((burn) => availabilityBurn(burn, objectives)),
    {
      id: 'high-error-ratio',
      title: 'High error ratio',
      severity: 'ticket',
      queries: { A: { metric: 'error_ratio', window: '5m' }, C: { metric: 'bad_requests', window: '15m' } },
      when: [above('A', objectives.errorRatio), atLeast('C', FLOOR)],
      for: '5m',
      noData: 'OK',
      summary: [text`${model}: ${percent('A')} of its requests fail`],
      description: [
        text`More than ${objectives.errorRatio} of the valid requests failed by the server's fault for 5 minutes.`,
        text`Broken requests and clients that leave don't count.`,
      ],
      panel: PINNED.codes,
      groupBy: MODEL,
    },
  ];
}

function saturationRules(objectives: Objectives): Rule[] {
  return [
    {
      id: 'saturated',
      title: 'Saturated, and nothing starts',
      severity: 'ticket',
      queries: {
        A: { metric: 'unrelieved_concurrency', window: '5m' },
        // A high moment that a frozen export repeats is no lasting load: CPU counters have to move. Over a window, since
        // what is absent after one refused scrape would resolve the alert.
        B: { metric: 'baseten_container_cpu_usage_seconds_total', calculation: 'rate', window: '7m', groupBy: [] },
      },
      when: [above('A', objectives.concurrencyPerReplica), above('B', 0)],
      for: '15m',
      noData: 'OK',
      summary: [text`${model}: ${tenths('A')} requests in flight a replica`, text`and no replica starts`],
      description: [
        text`A replica is meant for ${objectives.concurrencyPerReplica}.`,
        text`Is the maximum of replicas reached, or are no GPUs to be had?`,
      ],
      panel: PINNED.loadByModel,
      groupBy: MODEL,
    },
  ];
}

/** Rules that are the same for every model. */
export function commonRules(): Rule[] {
  return [
    requestsCancelled,
    ...canary({ margin: 0.01 }),
    {
      id: 'restarts',
      title: 'Containers restart',
      severity: 'ticket',
      queries: { A: { metric: 'restarts', window: '15m' } },
      when: [atLeast('A', 2)],
      for: '0s',
      noData: 'OK',
      summary: [text`${model}: ${whole('A')} container restarts in 15 minutes`],
      description: [text`Look at the last lines before each restart: out of memory, a failed health check, a crash.`],
      panel: PINNED.restarts,
      groupBy: MODEL,
    },
    {
      id: 'export-gone',
      title: 'No Baseten metrics arrive',
      severity: 'page',
      queries: { A: { metric: 'export_gone' } },
      when: [above('A', 0)],
      for: '0s',
      noData: 'KeepLast',
      summary: [text`No Baseten metric has arrived for 3 minutes`],
      description: [
        text`Every other rule is blind now.`,
        text`Look at the scrape target: 401 is the key, 429 is scraping too often.`,
      ],
      panel: PINNED.dataAge,
      groupBy: [],
    },
    {
      id: 'export-frozen',
      title: 'Baseten metrics stand still',
      severity: 'page',
      queries: { A: { metric: 'export_frozen' } },
      when: [above('A', 0)],
      for: '0s',
      noData: 'KeepLast',
      summary: [text`Baseten metrics arrive but have not changed for 6 minutes`],
      description: [
        text`CPU counters stand still although replicas are active: the export repeats old values, and every other rule is blind.`,
      ],
      panel: PINNED.dataAge,
      groupBy: [],
    },
  ];
}

/** Keeps 1 - 0.999 from being printed with its rounding error. */
function round(limit: number): number {
  return Number(limit.toPrecision(6));
}
