/** Rules about models that answer nothing: no replica serves, none gets ready, or those that are there hang. */
import type { Objectives } from '../objectives';
import { FAST, round } from './budget';
import { PINNED } from './pinned';
import { NOT_FROZEN } from './export';
import { above, atLeast, MODEL, value, worst } from './terms';
import { model, mostlyOn, text, whole } from './texts';
import type { Comparison, Rule } from './types';

/** Without replicas nothing ends in time either: that has a page of its own, which fires from this number on. */
export const notUnserved = (ref: string, startMinutes: number): Comparison => ({
  left: value(ref),
  op: '<',
  right: unservedFor(startMinutes).minutes,
});

/** Minutes of waiting that page, a little more than a start may take, out of a window in which moments of relief count nothing. */
export const unservedFor = (startMinutes: number) => ({ minutes: startMinutes + 2, window: `${3 * startMinutes}m` });

/**
 * What waits at the router fails with 500 after some minutes: from then on availability-burn tells of it, whose fast pair this is,
 * and one outage is one page. Not where so much may fail that there is no fast pair.
 */
export function unservedRules({ startMinutes, availability }: Objectives): Rule[] {
  const { minutes, window } = unservedFor(startMinutes);
  const burns = FAST.factor * (1 - availability);
  const failures: Pick<Rule, 'queries' | 'when'> =
    burns < 1
      ? {
          queries: { B: { metric: 'burning_error_ratio', window: FAST.window } },
          when: [{ left: value('B'), op: '<=', right: round(burns) }],
        }
      : { queries: {}, when: [] };
  return [
    {
      id: 'requests-unserved',
      title: 'Requests wait and no replica serves',
      severity: 'page',
      slo: 'availability',
      queries: { A: { metric: 'unserved_minutes', window }, ...failures.queries },
      tells: { W: worst({ metric: 'unserved_minutes', window }) },
      when: [atLeast('A', minutes), ...failures.when],
      for: '0s',
      // Until availability-burn, which waits for six minutes, has taken it over.
      keep: '7m',
      noData: 'KeepLast',
      summary: [
        text`${model}: requests waited and no replica was active in ${whole('A')} of the last ${3 * startMinutes} minutes`,
        mostlyOn,
      ],
      description: [
        text`Requests are counted when they end, so error ratios stay silent now.`,
        text`Is a replica starting, or does one come up and die?`,
        text`Look at its logs; else at the autoscaling settings and at capacity.`,
        text`${startMinutes} minutes is longer than a normal cold start.`,
      ],
      panel: PINNED.unserved,
      groupBy: MODEL,
    },
  ];
}

/** Rules that wait for as long as a start may take. */
export function startRules({ startMinutes }: Objectives): Rule[] {
  const long = `${2 * startMinutes}m`;
  const { minutes, window } = unservedFor(startMinutes);
  return [
    {
      id: 'async-unserved',
      title: 'Async requests wait and no replica serves',
      severity: 'page',
      slo: 'availability',
      queries: { A: { metric: 'unserved_async_minutes', window } },
      tells: { W: worst({ metric: 'unserved_async_minutes', window }) },
      when: [atLeast('A', minutes)],
      for: '0s',
      noData: 'KeepLast',
      summary: [
        text`${model}: async requests waited and no replica was active in ${whole('A')} of the last ${3 * startMinutes} minutes`,
        mostlyOn,
      ],
      description: [
        text`The queue holds them until a replica starts or they expire.`,
        text`Look at the replicas first.`,
      ],
      panel: PINNED.replicas,
      groupBy: MODEL,
    },
    {
      id: 'stuck-starting',
      title: 'Replica does not get ready',
      severity: 'ticket',
      slo: 'availability',
      queries: { A: { metric: 'stuck_starting', window: long } },
      tells: { W: worst({ metric: 'stuck_starting', window: long }) },
      when: [above('A', 0)],
      for: '0s',
      noData: 'KeepLast',
      summary: [
        text`${model}: ${whole('A')} replicas have been starting for ${2 * startMinutes} minutes`,
        text`and none got ready`,
        mostlyOn,
      ],
      description: [
        text`Look at the logs of the start: image, weights, health check.`,
        text`No capacity shows in the same way.`,
      ],
      panel: PINNED.replicas,
      groupBy: MODEL,
    },
  ];
}

/** None for models whose requests normally take so long that a quiet time says nothing. */
export function stallRules({ longRequests, startMinutes }: Objectives): Rule[] {
  const { window } = unservedFor(startMinutes);
  return longRequests
    ? []
    : [
        {
          id: 'requests-stalled',
          title: 'Requests are in flight and none ends',
          severity: 'page',
          slo: 'availability',
          queries: {
            A: { metric: 'stalled_requests' },
            B: NOT_FROZEN.query,
            C: { metric: 'unserved_minutes', window },
            D: { metric: 'usual_duration', window: '6h' },
            E: { metric: 'stalled_requests', window: '1h' },
          },
          tells: { W: worst({ metric: 'stalled_requests' }) },
          // Three times what an answer takes: of fewer, some pass without one by chance.
          when: [above('A', 0), { left: value('D'), op: '<=', right: 200 }],
          or: [above('E', 0)],
          besides: [NOT_FROZEN.is('B'), notUnserved('C', startMinutes)],
          for: '5m',
          noData: 'KeepLast',
          summary: [text`${model}: ${whole('A')} requests in flight`, text`and none ended for 10 minutes`, mostlyOn],
          description: [
            text`Replicas are there but answer nothing: a deadlock, a hung GPU, a stuck dependency.`,
            text`Look at the logs, then restart.`,
          ],
          panel: PINNED.inFlight,
          groupBy: MODEL,
        },
      ];
}
