/** The past that the servers hold: five hours at fixed times, with incidents whose effect on each metric is known. */
import { calmScenario, models, simulate, type Ended, type Truth } from '../../demo/simulator';
import type { EventName, ScheduledEvent } from '../../demo/simulator/events';
import { remembered } from '../../src/rules/remembered';

const minute = 60_000;

/** Milliseconds; a whole hour, so that every step and window lies on the scrapes. */
export const start = Date.parse('2026-03-02T08:00:00Z');
export const end = start + 5 * 60 * minute;

/** A time of the past, in hours and minutes after its start. */
export const at = (hours: number, minutes = 0): number => start + (hours * 60 + minutes) * minute;

/** The id of a model by a part of its name. */
export function modelId(part: string): string {
  const found = models.find(({ name }) => name.includes(part));
  if (found === undefined) {
    throw new Error(`No simulated model is called ${part}.`);
  }
  return found.id;
}

function event(kind: EventName, model: string, from: number, minutes: number): ScheduledEvent {
  return { kind, modelId: modelId(model), start: from, end: from + minutes * minute };
}

const options = {
  seed: 'integration',
  from: start,
  to: end,
  scenario: calmScenario([
    event('error-burst', 'Übersetzer', at(1), 30),
    event('no-replicas', 'SDXL', at(2), 20),
    event('stall', 'Llama', at(2, 30), 20),
    event('gpu-idle', 'voice', at(3, 30), 90),
    event('pod-counter-reset', 'Llama', at(4, 15), 1),
    event('endpoint-reset', 'bge', at(3, 40), 1),
    event('bad-canary', 'SDXL', at(4, 10), 60),
    event('rollout', 'bge', at(4, 20), 60),
  ]),
};

/** The lines of the past, for a server; `plainBounds` as the export endpoint writes bounds of buckets. */
export function lines(plainBounds: boolean): Iterable<string> {
  return simulate({ ...options, plainBounds }).lines;
}

let known: Truth | undefined;

/** What really happened. */
export function truth(): Truth {
  if (known === undefined) {
    const simulated = simulate({ ...options, keep: { ended: true, states: true } });
    // The truth is complete when the lines are taken.
    Array.from(simulated.lines);
    known = simulated.truth;
  }
  return known;
}

/** Each measurement looks through all that happened. */
const LABELS = new WeakMap<Ended, Record<string, string>>();

/** Labels of something that happened, without those that are empty. */
export function labelsOf(ended: Ended): Record<string, string> {
  return remembered(LABELS, ended, () => makeLabels(ended));
}

function makeLabels(ended: Ended): Record<string, string> {
  return withoutEmpty({
    model_id: ended.modelId,
    model_name: ended.modelName,
    deployment_id: ended.deploymentId,
    environment: ended.environment,
    rollout_phase: ended.phase,
    status_code: ended.status,
    is_async: String(ended.isAsync),
  });
}

export function withoutEmpty(labels: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''));
}

/** A text that is the same for the same labels, whatever their order. */
export function keyOf(labels: Record<string, string>, by: readonly string[]): string {
  return JSON.stringify(by.map((label) => [label, labels[label] ?? '']));
}
