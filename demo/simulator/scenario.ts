/** Scenarios: which models there are and what happens to them when. */
import { eventKinds, type EventName, type ScheduledEvent } from './events';
import { models, type ModelSpec } from './models';
import { Random } from './random';

export interface Scenario {
  models: ModelSpec[];
  /** In the order of their start. */
  events: ScheduledEvent[];
}

const minute = 60000;
const hour = 60 * minute;
const day = 24 * hour;

/** A planned event: model by name, begin in hours after the start of the day's plan, length in minutes. */
type Plan = readonly [kind: EventName, model: string, at: number, minutes: number, environment?: string];

const llama = '7qlz4v1w';
const whisper = 'w5d8k3xq';
const sdxl = 'y4rk0t2p';
const translator = 'q3n9bz7m';
const embeddings = 'k8vt6c0d';
const night = 'n2x7g5hs';
const voice = 'v6m1f9jt';
const everything = '';

/**
 * A day with one of each. Hour 24 is the present when the demo starts: by then a promotion is in progress, and so are a
 * slow model and an async backlog, so that the first look at a dashboard shows something.
 */
const demoDay: readonly Plan[] = [
  ['rollout', embeddings, 1, 40],
  ['restart-once', whisper, 1.5, 5],
  ['gpu-idle', voice, 2, 120],
  ['error-burst', translator, 2.5, 25],
  ['client-aborts', sdxl, 4, 15],
  ['latency-regression', embeddings, 5, 60],
  ['no-replicas', sdxl, 6.5, 18],
  ['single-failure', night, 7.2, 5],
  ['rollout', translator, 8, 45],
  ['pod-leaves', embeddings, 8.5, 130],
  ['stall', llama, 9, 20],
  ['broken-client', translator, 10, 20],
  ['stuck-starting', whisper, 11, 45],
  ['export-gap', everything, 12.25, 7],
  ['saturation', translator, 13, 50],
  ['bad-canary', sdxl, 14.5, 60],
  ['gateway-retries', embeddings, 15, 15],
  ['restart-loop', voice, 16, 25],
  ['rollout', llama, 16.5, 60],
  ['endpoint-reset', embeddings, 17.5, 1],
  ['async-no-replicas', whisper, 18.5, 22],
  ['pod-counter-reset', llama, 19, 1],
  ['export-frozen', everything, 20, 12],
  ['busy-hour', sdxl, 20.5, 60],
  ['error-burst', voice, 22, 15],
  ['rollout', sdxl, 23.1, 180],
  ['async-backlog', whisper, 23.25, 75],
  ['latency-regression', llama, 23.4, 70],
];

/** The demo: a day of history and two weeks to come, in which the plan of the day repeats. */
export function demoScenario(start: number): Scenario {
  const events = Array.from({ length: 14 }, (_, n) =>
    demoDay.map(([kind, modelId, at, minutes, environment]) =>
      schedule(kind, modelId, start + n * day + at * hour, minutes, environment)
    )
  ).flat();
  return { models, events: sorted(events) };
}

/** No events: traffic, scaling and nothing else. For tests that look at one thing at a time. */
export function calmScenario(events: ScheduledEvent[] = []): Scenario {
  return { models, events: sorted(events) };
}

/** Where each kind can happen in a replay, how long it lasts in minutes, and how often in a week. */
const weekly: ReadonlyArray<
  readonly [kind: EventName, where: readonly string[], from: number, to: number, times: number]
> = [
  ['error-burst', [llama, whisper, sdxl, translator, embeddings], 15, 40, 3],
  ['latency-regression', [llama, whisper, sdxl, translator, embeddings], 60, 90, 3],
  ['late-first-bytes', [llama], 40, 60, 1],
  ['no-replicas', [llama, whisper, sdxl, translator, embeddings], 15, 19, 2],
  ['stall', [llama, whisper, sdxl, translator], 20, 30, 2],
  ['stuck-starting', [llama, whisper, sdxl, translator], 40, 60, 2],
  ['saturation', [llama, whisper, sdxl, translator, embeddings], 50, 70, 2],
  ['bad-canary', [sdxl, llama, embeddings], 60, 90, 2],
  ['bad-canary', [translator], 50, 70, 1],
  ['restart-loop', [voice, translator, sdxl], 25, 40, 2],
  ['async-backlog', [whisper], 50, 70, 1],
  ['async-no-replicas', [whisper], 20, 25, 1],
  ['gpu-idle', [voice, translator], 120, 180, 1],
  ['export-gap', [everything], 6, 10, 2],
  ['export-frozen', [everything], 12, 20, 2],

  ['rollout', [llama, sdxl, embeddings], 40, 60, 3],
  ['rollout', [translator, voice], 40, 60, 2],
  ['scaled-to-zero', [night], 60, 120, 3],
  ['single-failure', [night], 2, 2, 3],
  ['parked-briefly', [whisper, embeddings], 4, 5, 2],
  ['gateway-retries', [llama, sdxl, embeddings], 10, 20, 2],
  ['pod-counter-reset', [llama, embeddings, sdxl], 1, 1, 3],
  ['endpoint-reset', [translator, sdxl], 1, 1, 2],
  ['restart-once', [llama, embeddings, whisper], 5, 5, 3],
  ['pod-leaves', [embeddings], 125, 140, 2],
  ['client-aborts', [translator, sdxl, llama], 15, 20, 2],
  ['broken-client', [embeddings, translator], 15, 30, 2],
  ['codes-not-http', [voice, embeddings], 15, 20, 2],
  ['late-errors', [embeddings], 5, 5, 1],
  ['busy-hour', [sdxl, llama], 60, 60, 2],
  ['quiet-hour', [translator, whisper], 60, 60, 2],
];

/**
 * Days with every kind of incident and of what only looks like one, at times that the seed decides. Two events of one
 * model are at least seven hours apart where one is an incident, so that the longest window of a rule is clean again.
 * @param start milliseconds
 * @param days at least 1; fewer than 7 get fewer events, but each kind at least once as far as there is room
 */
export function replayScenario(seed: string, start: number, days: number): Scenario {
  const random = new Random(`replay ${seed}`);
  const events: ScheduledEvent[] = [];
  const end = start + days * day;
  const wanted = weekly.flatMap(([kind, where, from, to, times]) =>
    Array.from({ length: Math.max(1, Math.round((times * days) / 7)) }, () => ({ kind, where, from, to }))
  );
  // Incidents first: they need the most room.
  wanted.sort((a, b) => Number(roleOf(b.kind)) - Number(roleOf(a.kind)));
  for (const { kind, where, from, to } of wanted) {
    for (let tries = 0; tries < 400; tries++) {
      const modelId = where[random.whole(0, where.length - 1)] ?? everything;
      const minutes = random.whole(from, to);
      // The first hour has no past for the rules' windows, the last one no time to notice.
      const at = start + hour + Math.floor(random.next() * (end - start - 2 * hour - minutes * minute));
      const event = schedule(kind, modelId, Math.floor(at / minute) * minute, minutes);
      if (events.every((other) => apart(event, other))) {
        events.push(event);
        break;
      }
    }
  }
  // Scrapes that are refused, one or two in a row, several times a day.
  for (let at = start + 2 * hour; at < end; at += random.between(2, 7) * hour) {
    const event = schedule('scrape-limited', everything, Math.floor(at / minute) * minute, random.whole(1, 2));
    if (events.every((other) => other.modelId !== everything || apart(event, other))) {
      events.push(event);
    }
  }
  return { models, events: sorted(events) };
}

const roleOf = (kind: EventName) => eventKinds[kind].role === 'incident';

function apart(a: ScheduledEvent, b: ScheduledEvent): boolean {
  const either = roleOf(a.kind) || roleOf(b.kind);
  // What the endpoint does hides what the models do, so nothing else happens shortly before or after.
  const both = a.modelId === b.modelId || a.modelId === everything || b.modelId === everything;
  const gap = !both ? 0 : a.modelId !== b.modelId ? 0.75 * hour : either ? 7 * hour : 2 * hour;
  return !both || a.end + gap <= b.start || b.end + gap <= a.start;
}

function schedule(kind: EventName, modelId: string, at: number, minutes: number, environment?: string): ScheduledEvent {
  const start = Math.round(at / minute) * minute;
  return { kind, modelId, start, end: start + minutes * minute, ...(environment === undefined ? {} : { environment }) };
}

function sorted(events: ScheduledEvent[]): ScheduledEvent[] {
  return [...events].sort((a, b) => a.start - b.start || a.kind.localeCompare(b.kind));
}
