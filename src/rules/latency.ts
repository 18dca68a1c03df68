/** Rules about how long responses take, and how fast late ones use up the budget. */
import type { Filter } from '../translator';
import type { Objectives } from '../objectives';
import { PINNED } from './pinned';
import { eitherPair, FAST, FOR, KEEP, lasting, LEAK, noStart, oldEnough, round, served, SLOW } from './budget';
import { notUnserved, unservedFor } from './serving';
import { above, atLeast, FLOOR, MODEL, plus, SYNCHRONOUS, value, worst } from './terms';
import { asPercent, model, mostlyOn, text, whole } from './texts';
import type { Comparison, Rule } from './types';

/** Whatever a model calls a failure; short, since the whole condition is one query in Prometheus. */
export const SUCCEEDED = { validStatus: '0|2..|1...', badStatus: '5..' };

/**
 * What a model's answers take on most days: of six hours now and a day ago the shorter, so that an incident does not make
 * itself usual.
 */
export const USUAL = {
  metric: 'shorter_usual_duration',
  window: '6h',
  ...SUCCEEDED,
};

/** The window over which clients that give up are a share, and a shorter one in which they still do. */
const GIVING_UP = { window: '40m', still: '10m', share: 0.05 };
/**
 * Clients with less patience than the objective. Where most of them leave, and only after this time, it is not the habit of clients
 * that ask two servers and take the first answer.
 */
const LEAVING = { seconds: 1, share: 0.75 };

/** The longest that answers usually take of a model that can be said to have got slow. */
export const longestUsual = (latencySeconds: number) => Math.max(300, 5 * latencySeconds);

/** None where the model has no latency objective. */
export function latencyRules(objectives: Objectives): Rule[] {
  const { latencySeconds, latencyShare, availability, protocol, startMinutes } = objectives;
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
    // Minutes in which requests waited without a replica, however often one came up in between.
    U: { metric: 'unserved_minutes', window: unservedFor(startMinutes).window },
  };
  const burns = (lateOnes: string, of: string, factor: number) =>
    above(lateOnes, { op: '*', left: round(factor * budget), right: value(of) });
  // Clients that give up have a page of their own, which fires wherever this share is passed.
  const answered: Comparison = {
    left: value('I'),
    op: '<=',
    right: { op: '*', left: GIVING_UP.share, right: value('J') },
  };
  // A model whose answers always take minutes has not got slow: it needs an objective of its own.
  const quickOnMostDays: Comparison = { left: value('L'), op: '<=', right: longestUsual(latencySeconds) };
  const fast = [burns('A', 'B', FAST.factor), burns('C', 'D', FAST.factor), atLeast('A', FLOOR), noStart('S', 'T')];
  const slow = [burns('E', 'F', SLOW.factor), burns('G', 'H', SLOW.factor), atLeast('E', plus('G', FLOOR))];
  const pair = eitherPair(budget, fast, slow);
  return [
    ...(pair === undefined
      ? []
      : [
          {
            id: 'latency-burn',
            title: 'Latency: too many responses are late',
            severity: 'page' as const,
            slo: 'latency' as const,
            interval: '2m' as const,
            queries,
            tells: { W: worst({ metric: 'late_requests', threshold: latencySeconds, window: SLOW.short }) },
            ...pair.conditions,
            besides: [answered, served('K', 'H', availability), quickOnMostDays, notUnserved('U', startMinutes)],
            for: FOR,
            keep: KEEP,
            noData: 'OK' as const,
            summary: [
              text`${model}: ${whole(pair.hasFast ? 'A' : 'E')} of its responses in the last ${pair.span} took longer than ${latencySeconds} s`,
              mostlyOn,
            ],
            description: [
              text`Objective: ${asPercent(latencyShare)} of the good synchronous responses within ${latencySeconds} s.`,
              text`Compare time to first byte with the whole response, and concurrency with active replicas.`,
            ],
            panel: PINNED.responseTimes,
            groupBy: MODEL,
          },
        ]),
    {
      id: 'latency-leak',
      title: 'Latency: the budget runs out',
      severity: 'ticket',
      slo: 'latency',
      interval: '1h',
      queries: {
        A: late(LEAK.window),
        B: valid(LEAK.window),
        C: late(LEAK.before),
        D: valid(LEAK.before),
        E: late(SLOW.window),
        F: valid(SLOW.window),
        L: USUAL,
      },
      when: [burns('A', 'B', 1), burns('E', 'F', 1), ...lasting('A', 'C'), oldEnough('B', 'D')],
      besides: [quickOnMostDays],
      for: '1h',
      keep: '30m',
      noData: 'OK',
      summary: [text`${model}: ${whole('A')} of its responses in 3 days took longer than ${latencySeconds} s`],
      description: [
        text`Objective: ${asPercent(latencyShare)} of the good synchronous responses within ${latencySeconds} s.`,
        text`Nobody needs to get up; look for one kind of request that is always late, and for cold starts.`,
      ],
      panel: PINNED.responseTimes,
      groupBy: MODEL,
    },
    {
      id: 'clients-give-up',
      title: 'Clients give up waiting',
      severity: 'page',
      interval: '2m',
      slo: 'latency' as const,
      queries: {
        A: gaveUp(GIVING_UP.still),
        B: gaveUp(GIVING_UP.window),
        C: { metric: 'gave_up_requests', threshold: latencySeconds, window: GIVING_UP.window },
        D: gaveUp(GIVING_UP.still, LEAVING.seconds),
        E: { metric: 'gave_up_requests', threshold: LEAVING.seconds, window: GIVING_UP.window },
        // Who closes a stream of twenty minutes after five has not waited in vain.
        L: USUAL,
      },
      tells: { W: worst({ metric: 'gave_up_requests', threshold: LEAVING.seconds, window: GIVING_UP.window }) },
      when: [above('A', GIVING_UP.share), atLeast('B', GIVING_UP.share), atLeast('C', FLOOR)],
      or: [above('D', LEAVING.share), atLeast('E', FLOOR)],
      besides: [quickOnMostDays],
      for: '8m',
      noData: 'OK',
      summary: [text`${model}: clients leave before they are answered`, mostlyOn],
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
