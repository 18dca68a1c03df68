/** Rules about models that answer nothing: no replica serves, none gets ready, or those that are there hang. */
import type { Objectives } from '../objectives';
import { PINNED } from '../pinned';
import { above, atLeast, FLOOR, MODEL, SYNCHRONOUS, value } from './terms';
import { model, percent, text, whole } from './texts';
import type { Rule } from './types';

/** Rules that wait for as long as a start may take. */
export function startRules({ startMinutes }: Objectives): Rule[] {
  const start = `${startMinutes}m`;
  const long = `${2 * startMinutes}m`;
  return [
    {
      id: 'requests-unserved',
      title: 'Requests wait and no replica serves',
      severity: 'page',
      queries: { A: { metric: 'unserved_requests' } },
      when: [above('A', 0)],
      for: start,
      noData: 'KeepLast',
      summary: [text`${model}: ${whole('A')} requests wait`, text`and no replica was active for 3 minutes`],
      description: [
        text`Requests are counted when they end, so error ratios stay silent now.`,
        text`Is a replica starting?`,
        text`Look at its logs; else at the autoscaling settings and at capacity.`,
        text`${startMinutes} minutes is longer than a normal cold start.`,
      ],
      panel: PINNED.unserved,
      groupBy: MODEL,
    },
    {
      id: 'async-unserved',
      title: 'Async requests wait and no replica serves',
      severity: 'page',
      queries: { A: { metric: 'unserved_async_requests' } },
      when: [above('A', 0)],
      for: start,
      noData: 'KeepLast',
      summary: [text`${model}: ${whole('A')} async requests wait`, text`and no replica was active for 3 minutes`],
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
      queries: { A: { metric: 'stuck_starting', window: long } },
      when: [above('A', 0)],
      for: '0s',
      noData: 'KeepLast',
      summary: [
        text`${model}: ${whole('A')} replicas have been starting for ${2 * startMinutes} minutes`,
        text`and none got ready`,
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
export function stallRules({ longRequests }: Objectives): Rule[] {
  return longRequests ? [] : [requestsStalled];
}

const requestsStalled: Rule = {
  id: 'requests-stalled',
  title: 'Requests are in flight and none ends',
  severity: 'page',
  // A frozen export looks as if everything stalled; it has a rule of its own. Without labels, it joins every model.
  queries: { A: { metric: 'stalled_requests' }, B: { metric: 'export_frozen', groupBy: [] } },
  when: [above('A', 0), { left: value('B'), op: '==', right: 0 }],
  for: '5m',
  noData: 'KeepLast',
  summary: [text`${model}: ${whole('A')} requests in flight`, text`and none ended for 10 minutes`],
  description: [
    text`Replicas are there but answer nothing: a deadlock, a hung GPU, a stuck dependency.`,
    text`Look at the logs, then restart.`,
  ],
  panel: PINNED.inFlight,
  groupBy: MODEL,
};

/** Every code stands for an answer, except the one of a client that left before it came. */
const CANCELLED = { badStatus: '499', validStatus: '.+', window: '10m', filters: SYNCHRONOUS };

/**
 * Where replicas hang, clients that don't wait for ever end their requests: nothing stalls, and as 499 is no valid
 * request, every ratio is silent. A wave of 499 beside answers is no such thing.
 */
export const requestsCancelled: Rule = {
  id: 'requests-cancelled',
  title: 'Every client gives up',
  // No page: it may as well be a client that gives up at once, which is its own matter.
  severity: 'ticket',
  queries: { A: { metric: 'error_ratio', ...CANCELLED }, C: { metric: 'bad_requests', ...CANCELLED } },
  when: [above('A', 0.99), atLeast('C', FLOOR)],
  for: '5m',
  noData: 'OK',
  summary: [
    text`${model}: ${percent('A')} of its requests were cancelled by their clients in 10 minutes`,
    text`and hardly any was answered`,
  ],
  description: [
    text`Replicas are there and answer nothing in the time that clients wait, or one client gives up at once.`,
    text`Look at the logs and at the time to first byte, then restart.`,
  ],
  panel: PINNED.codes,
  groupBy: MODEL,
};
