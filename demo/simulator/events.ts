/** What can happen to a model, as data: each kind is a row that says what it changes while it lasts. */

/** What an event changes. Missing fields change nothing. */
export interface Effect {
  /** Arrivals are multiplied by this; and, of the async queue, by `asyncTraffic`. */
  traffic?: number;
  asyncTraffic?: number;
  /** Arrivals are so many that this many times the most replicas, at their target, would be in use. */
  overload?: number;
  /** Response times are multiplied by this. */
  slower?: number;
  /** Seconds that pass before anything is written, on top of what it takes otherwise. */
  prefill?: number;
  /** Share of responses that end with a status code instead of a good one. */
  statuses?: Record<string, number>;
  /** Like `statuses`, but on the deployment that is being promoted only. */
  promotedStatuses?: Record<string, number>;
  /** Share of the async workers that still work. */
  asyncSpeed?: number;
  /** No replica can run, nor start. */
  noReplicas?: boolean;
  /** Replicas are there and take requests, but none ends. */
  stalled?: boolean;
  /** Replicas that start don't become ready, and one starts when the event does. */
  stuckStarting?: boolean;
  /** A container restarts every so many seconds. */
  restartEvery?: number;
  /** No scrape succeeds; or it gives what it gave when the event began. */
  exportGone?: boolean;
  exportFrozen?: boolean;
  /** The number of replicas is left alone. */
  scalingHeld?: boolean;
}

/** What happens once, when an event begins or ends. */
export type Moment = 'single-failure' | 'pod-counter-reset' | 'endpoint-reset' | 'restart-once' | 'pod-leaves';

export interface EventKind {
  /** An incident should be noticed; a look-alike should not; a rollout is neither. */
  role: 'incident' | 'look-alike';
  what: string;
  effect: Effect;
  moment?: Moment;
  atEnd?: Moment;
  /** The event is a promotion of a new deployment. */
  rollout?: boolean;
}

const incident = (what: string, effect: Effect, more: Partial<EventKind> = {}): EventKind => ({
  role: 'incident',
  what,
  effect,
  ...more,
});
const lookAlike = (what: string, effect: Effect, more: Partial<EventKind> = {}): EventKind => ({
  role: 'look-alike',
  what,
  effect,
  ...more,
});

export const eventKinds = {
  'error-burst': incident('A quarter of the responses are 500, 502 or 503.', {
    statuses: { '500': 0.12, '502': 0.08, '503': 0.06 },
  }),
  'latency-regression': incident('Responses take three and a half times as long.', { slower: 3.5 }),
  'late-first-bytes': incident('Seven seconds more pass until the first byte, as with prompts that became long.', {
    prefill: 7,
  }),
  'no-replicas': incident('All replicas are gone and none starts: requests are parked, nothing ends.', {
    noReplicas: true,
  }),
  stall: incident('Replicas are active, but no request ends.', { stalled: true, scalingHeld: true }),
  'stuck-starting': incident('A replica starts and never becomes ready.', {
    stuckStarting: true,
    scalingHeld: true,
    traffic: 0.8,
  }),
  saturation: incident('More requests than the most replicas can take.', { overload: 1.4 }),
  'bad-canary': incident(
    'A deployment under promotion fails one request in twelve.',
    {
      promotedStatuses: { '500': 0.08 },
    },
    { rollout: true }
  ),
  'restart-loop': incident('Containers restart every three minutes.', { restartEvery: 180, scalingHeld: true }),
  'async-backlog': incident('The async queue is worked off far too slowly.', { asyncSpeed: 0.02, asyncTraffic: 1.5 }),
  'async-no-replicas': incident('Async requests wait and no replica is there.', { noReplicas: true, traffic: 0 }),
  'export-gap': incident('The export endpoint does not answer.', { exportGone: true }),
  'export-frozen': incident('The export endpoint repeats old values.', { exportFrozen: true }),
  'codes-not-http': incident('Failures whose codes are no HTTP status.', { statuses: { '14': 0.1, '1006': 0.1 } }),
  'gpu-idle': incident('Replicas hold GPUs and nobody asks them for anything.', { traffic: 0, asyncTraffic: 0 }),

  rollout: lookAlike('A healthy promotion, with new deployment ids.', {}, { rollout: true }),
  'scaled-to-zero': lookAlike('No traffic until all replicas are taken away; the first request then waits.', {
    traffic: 0,
    asyncTraffic: 0,
  }),
  'single-failure': lookAlike('One request fails while there are hardly any others.', {}, { moment: 'single-failure' }),
  'parked-briefly': lookAlike('No replica for some minutes; requests wait and are then served.', { noReplicas: true }),
  'gateway-retries': lookAlike('A few responses in a thousand are 503 and are tried again.', {
    statuses: { '503': 0.004 },
  }),
  'pod-counter-reset': lookAlike('Counters of half of the replicas start anew.', {}, { moment: 'pod-counter-reset' }),
  'endpoint-reset': lookAlike('Request counters start anew.', {}, { moment: 'endpoint-reset' }),
  'restart-once': lookAlike('One container restarts once.', {}, { moment: 'restart-once' }),
  'pod-leaves': lookAlike(
    'A container restarts every half an hour, and in the end a replica leaves, so the sum of restarts falls.',
    { restartEvery: 1800, scalingHeld: true },
    { atEnd: 'pod-leaves' }
  ),
  'client-aborts': lookAlike('Clients give up: a wave of 499.', { statuses: { '499': 0.35 } }),
  'broken-client': lookAlike('A client sends what is no request: half of the responses are 400.', {
    traffic: 1.5,
    statuses: { '400': 0.45 },
  }),
  'scrape-limited': lookAlike('Single scrapes are refused with 429.', {}),
  'late-errors': lookAlike('The first errors of a deployment, several at once.', { statuses: { '502': 0.003 } }),
  'busy-hour': lookAlike('Twice the traffic, which scaling takes up.', { traffic: 2 }),
  'quiet-hour': lookAlike('A twentieth of the traffic.', { traffic: 0.05 }),
} satisfies Record<string, EventKind>;

export type EventName = keyof typeof eventKinds;

/** An event of a scenario. Times are milliseconds; the end is exclusive. */
export interface ScheduledEvent {
  kind: EventName;
  /** Id of the model; empty for what concerns the export endpoint and so all models. */
  modelId: string;
  /** Environment that it concerns; `production` unless said otherwise. */
  environment?: string;
  start: number;
  end: number;
}

/** The row of a kind, with every optional field visible to the type checker. */
export function eventKind(name: EventName): EventKind {
  return eventKinds[name];
}

/** What several events at once change together. */
export function combine(events: readonly ScheduledEvent[]): Effect {
  const sum: Effect = {};
  for (const { kind } of events) {
    const { effect } = eventKind(kind);
    sum.traffic = (sum.traffic ?? 1) * (effect.traffic ?? 1);
    sum.asyncTraffic = (sum.asyncTraffic ?? 1) * (effect.asyncTraffic ?? 1);
    sum.slower = (sum.slower ?? 1) * (effect.slower ?? 1);
    sum.prefill = (sum.prefill ?? 0) + (effect.prefill ?? 0);
    sum.asyncSpeed = (sum.asyncSpeed ?? 1) * (effect.asyncSpeed ?? 1);
    sum.statuses = { ...sum.statuses, ...effect.statuses };
    sum.promotedStatuses = { ...sum.promotedStatuses, ...effect.promotedStatuses };
    sum.noReplicas ||= effect.noReplicas;
    sum.stalled ||= effect.stalled;
    sum.stuckStarting ||= effect.stuckStarting;
    sum.scalingHeld ||= effect.scalingHeld;
    sum.overload ??= effect.overload;
    sum.restartEvery ??= effect.restartEvery;
  }
  return sum;
}
