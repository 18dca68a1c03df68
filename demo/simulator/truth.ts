/** What really happened, kept apart from the exported series, so that tests can hold what a query returns against it. */
import type { Deployment } from './deployment';
import { quantile } from './distribution';
import { eventKind, type EventKind, type ScheduledEvent } from './events';
import { ownLabels } from './series';
import type { Simulation } from './simulation';
import type { Ended } from './world';

export interface ReplicaState {
  name: string;
  state: 'starting' | 'active';
  /** CPU seconds of the present container. */
  cpuSeconds: number;
  memoryBytes: number;
  gpus: Array<{ gpu: string; memoryMiB: number; utilization: number }>;
}

/** A deployment at one time. */
export interface DeploymentState {
  modelId: string;
  modelName: string;
  deploymentId: string;
  environment: string;
  phase: string;
  concurrent: number;
  active: number;
  starting: number;
  asyncQueue: number;
  restarts: number;
  replicas: ReplicaState[];
}

export interface Incident extends ScheduledEvent {
  role: EventKind['role'];
  what: string;
}

/** Which requests to count. Missing fields match everything. */
export interface Which {
  from: number;
  to: number;
  where?: (ended: Ended) => boolean;
}

export class Truth {
  readonly incidents: Incident[];
  /** In the order in which they ended. */
  readonly ended: Ended[] = [];
  /** Present states by time of the scrape, in milliseconds. */
  readonly states = new Map<number, DeploymentState[]>();

  constructor(events: readonly ScheduledEvent[]) {
    this.incidents = events.map((event) => {
      const { role, what } = eventKind(event.kind);
      return { ...event, role, what };
    });
  }

  /** Remembers how things stand now. */
  note(simulation: Simulation): void {
    this.states.set(simulation.now, simulation.deployments().map(stateOf));
  }

  /** Requests that ended in (from, to]: those that a scrape at `to` has counted and one at `from` hasn't. */
  count({ from, to, where = () => true }: Which): number {
    return this.matching({ from, to, where }).reduce((sum, { count }) => sum + count, 0);
  }

  /** Their mean response time in seconds; undefined when there are none. */
  meanLatency(which: Which): number | undefined {
    const found = this.matching(which);
    const count = found.reduce((sum, ended) => sum + ended.count, 0);
    return count === 0 ? undefined : found.reduce((sum, { latencySum }) => sum + latencySum, 0) / count;
  }

  /** A quantile of their response times in seconds, from the distributions they were drawn from. */
  latency(q: number, which: Which): number | undefined {
    return quantile(
      this.matching(which).map(({ count, latency }) => ({ weight: count, of: latency })),
      q
    );
  }

  private matching({ from, to, where = () => true }: Which): Ended[] {
    return this.ended.filter((ended) => ended.time > from && ended.time <= to && where(ended));
  }
}

export function stateOf(deployment: Deployment): DeploymentState {
  const active = deployment.active().length;
  return {
    modelId: deployment.model.id,
    modelName: deployment.model.name,
    deploymentId: deployment.id,
    environment: deployment.environment,
    phase: deployment.phase,
    concurrent: deployment.inFlight.size,
    active,
    starting: deployment.replicas.length - active,
    asyncQueue: deployment.asyncQueue.size,
    restarts: deployment.replicas.reduce((sum, { restarts }) => sum + restarts, 0),
    replicas: deployment.replicas.map(({ name, state, series }) => ({
      name,
      state,
      cpuSeconds: series.one('baseten_container_cpu_usage_seconds_total').value,
      memoryBytes: series.one('baseten_container_cpu_memory_working_set_bytes').value,
      gpus: Array.from({ length: deployment.model.gpus }, (_, gpu) => ({
        gpu: String(gpu),
        memoryMiB: series.one('baseten_gpu_memory_used', ownLabels({ gpu: String(gpu) })).value,
        utilization: series.one('baseten_gpu_utilization', ownLabels({ gpu: String(gpu) })).value,
      })),
    })),
  };
}
