/**
 * Rules about the error budget: multi-window burn rates (Google's SRE workbook, chapter 5). Both pairs of windows are one
 * rule, so that one incident is one page, and the slow pair's tail rings nobody a second time.
 */
import type { Objectives } from '../objectives';
import { PINNED } from './pinned';
import type { Filter } from '../translator';
import { above, ASYNCHRONOUS, atLeast, BEFORE, FLOOR, minus, MODEL, SYNCHRONOUS, value } from './terms';
import { model, percent, text, whole } from './texts';
import type { Comparison, Rule } from './types';

/** The long and the short window of each pair. */
const FAST = { factor: 14.4, window: '1h', short: '5m' };
const SLOW = { factor: 6, window: '6h', short: '30m' };
/**
 * The budget as fast as it comes back. Three days cost twelve times the samples of six hours: asked each quarter of an hour. What
 * is younger than a day is no leak: a few hours of few failures are chance.
 */
const LEAK = { window: '3d', before: '1d' };

/** Longer than what a few minutes of failure leave in the five-minute window: what is over wakes nobody. */
const FOR = '6m';

/**
 * Where failures end early, the slow pair takes up the alert only when what is left of it has become old: the alert goes on
 * until then, instead of ending and ringing once more for what is over.
 */
const KEEP = '25m';

/** What a model's answers take on most days, over a time that an incident doesn't fill. */
const USUAL = { metric: 'usual_duration', window: '6h' };

/** Keeps 1 - 0.999 from being printed with its rounding error. */
const round = (limit: number) => Number(limit.toPrecision(6));

/** A burn that has lasted: what began within the short window is the fast pair's. */
const lasting = (long: string, short: string): Comparison[] => [
  atLeast(long, FLOOR),
  atLeast(minus(long, short), BEFORE),
];

export function availabilityRules(objectives: Objectives): Rule[] {
  const budget = 1 - objectives.availability;
  return [
    {
      id: 'availability-burn',
      title: 'Availability: the error budget burns too fast',
      severity: 'page',
      slo: 'availability',
      queries: {
        A: { metric: 'sustained_error_ratio', window: FAST.window },
        B: { metric: 'sustained_error_ratio', window: SLOW.window },
        C: { metric: 'bad_requests', window: FAST.window },
        D: { metric: 'bad_requests', window: SLOW.window },
        E: { metric: 'bad_requests', window: SLOW.short },
      },
      when: [above('A', round(FAST.factor * budget)), atLeast('C', FLOOR)],
      or: [above('B', round(SLOW.factor * budget)), ...lasting('D', 'E')],
      for: FOR,
      keep: KEEP,
      noData: 'OK',
      summary: [text`${model}: ${percent('A')} of its requests fail`],
      description: [
        text`Objective ${objectives.availability}: the budget of 30 days would be gone in 5 days or less.`,
        text`In the last hour, ${whole('C')} requests failed.`,
        text`Look at the status codes and at what was deployed last.`,
      ],
      panel: PINNED.codes,
      groupBy: MODEL,
    },
    {
      id: 'availability-leak',
      title: 'Availability: the error budget runs out',
      severity: 'ticket',
      slo: 'availability',
      interval: '15m',
      queries: {
        A: { metric: 'sustained_error_ratio', window: LEAK.window },
        B: { metric: 'bad_requests', window: LEAK.window },
        C: { metric: 'bad_requests', window: LEAK.before },
      },
      when: [above('A', round(budget)), ...lasting('B', 'C')],
      for: '30m',
      keep: '30m',
      noData: 'OK',
      summary: [text`${model}: ${percent('A')} of its requests fail, for days`],
      description: [
        text`Objective ${objectives.availability}: the budget is used up faster than it comes back.`,
        text`Nobody needs to get up; look for one kind of request that always fails.`,
      ],
      panel: PINNED.codes,
      groupBy: MODEL,
    },
    {
      id: 'async-failures',
      title: 'Async requests fail',
      severity: 'ticket',
      slo: 'availability',
      queries: {
        A: { metric: 'error_ratio', window: '1h', filters: ASYNCHRONOUS },
        C: { metric: 'bad_requests', window: '1h', filters: ASYNCHRONOUS },
      },
      when: [above('A', objectives.errorRatio), atLeast('C', FLOOR)],
      for: '5m',
      noData: 'OK',
      summary: [text`${model}: ${percent('A')} of its async requests fail`],
      description: [
        text`Among much synchronous traffic they hardly move the error ratio.`,
        text`Look at the status codes of async requests; those who wait for webhooks hear nothing.`,
      ],
      panel: PINNED.codes,
      groupBy: MODEL,
    },
    {
      id: 'high-error-ratio',
      title: 'High error ratio',
      severity: 'ticket',
      slo: 'availability',
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
    {
      id: 'newborn-failures',
      title: 'Failures in a new counter',
      severity: 'ticket',
      slo: 'availability',
      queries: { A: { metric: 'newborn_failures' }, C: { metric: 'valid_requests', window: '15m' } },
      when: [
        atLeast('A', FLOOR),
        { left: value('A'), op: '>', right: { op: '*', left: objectives.errorRatio, right: value('C') } },
      ],
      for: '0s',
      noData: 'OK',
      summary: [text`${model}: ${whole('A')} requests had failed when their status code was seen first`],
      description: [
        text`A counter appeared with that value, so no rate ever shows these failures.`,
        text`Look at the status codes of the last minutes, and at what was deployed last.`,
      ],
      panel: PINNED.codes,
      groupBy: MODEL,
    },
  ];
}

/** The window over which clients that give up are a share, and a shorter one in which they still do. */
const GIVING_UP = { window: '40m', still: '10m', share: 0.05 };
/**
 * Clients with less patience than the objective: that most of them leave, none of them at once, is no habit of a client that
 * asks twice.
 */
const LEAVING = { seconds: 1, share: 0.75 };

/** None where the model has no latency objective. */
export function latencyRules(objectives: Objectives): Rule[] {
  const { latencySeconds, latencyShare, availability, protocol } = objectives;
  const budget = 1 - latencyShare;
  // A connection lasts for as long as people talk: only who says that a model speaks WebSocket has promised how long.
  const asked: Filter[] =
    protocol === 'websocket' ? [] : [{ label: 'status_code', operator: '!~', values: ['[1-4]...'] }];
  const late = (window: string) => ({ metric: 'late_requests', threshold: latencySeconds, window, filters: asked });
  const valid = (window: string) => ({ metric: 'valid_requests', window, filters: [...SYNCHRONOUS, ...asked] });
  const gaveUp = (window: string, threshold = latencySeconds) => ({ metric: 'gave_up_ratio', threshold, window });
  // Counts instead of ratios: the whole condition is one query in Prometheus, and each selector has the models' names.
  const queries = {
    A: late(FAST.window),
    B: valid(FAST.window),
    C: late(FAST.short),
    D: valid(FAST.short),
    E: late(SLOW.window),
    F: valid(SLOW.window),
    G: late(SLOW.short),
    H: valid(SLOW.short),
    // Clients that gave up, and those that could have.
    I: { metric: 'gave_up_requests', threshold: latencySeconds, window: GIVING_UP.window },
    J: valid(GIVING_UP.window),
    // Failures, and how long responses take on most days.
    K: { metric: 'bad_requests', window: SLOW.short },
    L: USUAL,
    // Minutes of waiting for a start, lately and before.
    S: { metric: 'start_waiting_minutes', window: '20m' },
    T: { metric: 'start_waiting_minutes', window: '1h' },
  };
  const burns = (lateOnes: string, of: string, factor: number) =>
    above(lateOnes, { op: '*', left: round(factor * budget), right: value(of) });
  // Clients that give up have a page of their own, which fires wherever this share is passed.
  const answered: Comparison = {
    left: value('I'),
    op: '<=',
    right: { op: '*', left: GIVING_UP.share, right: value('J') },
  };
  // Where requests fail so fast, that is the incident, and has its page. In half an hour, so that what was late in it is
  // over too.
  const served: Comparison = {
    left: value('K'),
    op: '<=',
    right: {
      op: '+',
      left: FLOOR,
      right: { op: '*', left: round(FAST.factor * (1 - availability)), right: value('H') },
    },
  };
  // A model whose answers always take minutes has not got slow: it needs an objective of its own.
  const quickOnMostDays: Comparison = { left: value('L'), op: '<=', right: Math.max(300, 5 * latencySeconds) };
  // A start that was waited for explains late responses once: there was one lately, and none before.
  const noStart: Comparison = {
    left: value('S'),
    op: '<=',
    right: { op: '*', left: 20, right: minus('T', 'S') },
  };
  const fast = [burns('A', 'B', FAST.factor), burns('C', 'D', FAST.factor), atLeast('A', FLOOR), noStart];
  const slow = [burns('E', 'F', SLOW.factor), burns('G', 'H', SLOW.factor), atLeast(minus('E', 'G'), FLOOR)];
  // Where the objective is so loose that no share of late responses burns it so fast, there is no such condition.
  const possible = [
    { factor: FAST.factor, all: fast },
    { factor: SLOW.factor, all: slow },
  ].filter(({ factor }) => factor * budget < 1);
  const [when, or] = possible.map(({ all }) => all);
  return [
    ...(when === undefined
      ? []
      : [
          {
            id: 'latency-burn',
            title: 'Latency: too many responses are late',
            severity: 'page' as const,
            slo: 'latency' as const,
            queries,
            when,
            ...(or === undefined ? {} : { or }),
            besides: [answered, served, quickOnMostDays],
            for: FOR,
            keep: KEEP,
            noData: 'OK' as const,
            summary: [
              text`${model}: ${whole(when === fast ? 'A' : 'E')} of its responses in the last ${when === fast ? 'hour' : '6 hours'} took longer than ${latencySeconds} s`,
            ],
            description: [
              text`Objective: ${latencyShare} of the good synchronous responses within ${latencySeconds} s.`,
              text`Compare time to first byte with the whole response, and concurrency with active replicas.`,
            ],
            panel: PINNED.responseTimes,
            groupBy: MODEL,
          },
        ]),
    {
      id: 'clients-give-up',
      title: 'Clients give up waiting',
      severity: 'page',
      slo: 'latency' as const,
      queries: {
        A: gaveUp(GIVING_UP.still),
        B: gaveUp(GIVING_UP.window),
        C: { metric: 'gave_up_requests', threshold: latencySeconds, window: GIVING_UP.window },
        D: gaveUp(GIVING_UP.still, LEAVING.seconds),
        E: { metric: 'gave_up_requests', threshold: LEAVING.seconds, window: GIVING_UP.window },
      },
      when: [above('A', GIVING_UP.share), atLeast('B', GIVING_UP.share), atLeast('C', FLOOR)],
      or: [above('D', LEAVING.share), atLeast('E', FLOOR)],
      for: '8m',
      noData: 'OK',
      summary: [text`${model}: clients leave before they are answered`],
      description: [
        text`More than ${100 * GIVING_UP.share} % of them left after more than ${latencySeconds} s, or more than ${100 * LEAVING.share} % after more than ${LEAVING.seconds} s.`,
        text`Replicas are there and answer nothing in the time that clients wait.`,
        text`Clients that leave early, as those do that ask twice, are not counted.`,
        text`Look at the logs and GPU utilization of each replica, then restart those that hang.`,
      ],
      panel: PINNED.responseTimes,
      groupBy: MODEL,
    },
    {
      id: 'bound-missing',
      title: 'Latency objective is no bucket bound',
      severity: 'ticket',
      queries: { A: { metric: 'missing_bound', threshold: latencySeconds } },
      when: [above('A', 0)],
      for: '15m',
      noData: 'OK',
      summary: [text`No bucket of the response times ends at ${latencySeconds} s`],
      description: [
        text`The latency rules with this objective are blind.`,
        text`Take one of the bounds that the export has: the query editor lists them.`,
      ],
      panel: PINNED.responseTimes,
      groupBy: [],
      ownModels: true,
    },
  ];
}
