/** A promotion: a new deployment takes over an environment from the old one. */
import type { Deployment } from './deployment';
import type { ScheduledEvent } from './events';
import type { ModelSpec } from './models';

/** Share of the traffic that the new deployment gets, by how far the promotion has come. */
const steps: ReadonlyArray<readonly [from: number, share: number]> = [
  [0, 0],
  [0.15, 0.25],
  [0.6, 0.5],
  [0.85, 0.9],
];

export class Rollout {
  private readonly environment: string;
  private switched = false;
  private flipped = false;
  private started = false;

  constructor(
    readonly model: ModelSpec,
    private readonly event: ScheduledEvent,
    private readonly old: Deployment,
    private readonly fresh: Deployment
  ) {
    this.environment = old.environment;
  }

  /** True when nothing is left to do. */
  finished(now: number): boolean {
    return this.flipped && now >= this.event.end;
  }

  step(now: number, deployments: Deployment[]): void {
    if (!this.started) {
      this.started = true;
      // As many replicas as the old one has, since it is to take over the whole traffic.
      this.old.replicas.forEach(() => this.fresh.startReplica(now, this.model.startup));
      this.fresh.weight = 0;
    }
    if (!deployments.includes(this.fresh)) {
      return;
    }
    if (this.model.promotion === 'phased') {
      this.phased(now);
    } else {
      this.direct(now);
    }
  }

  private phased(now: number): void {
    const { fresh, old, event } = this;
    if (!this.switched) {
      this.switched = true;
      fresh.relabel(this.environment, 'promoting');
    }
    if (fresh.active().length > 0 && !this.flipped) {
      const done = (now - event.start) / (event.end - event.start);
      const share = steps.filter(([from]) => from <= done).at(-1)?.[1] ?? 0;
      fresh.weight = share;
      old.weight = 1 - share;
    }
    if (now >= event.end && !this.flipped) {
      this.flip();
    }
  }

  private direct(now: number): void {
    const { fresh, event } = this;
    if (fresh.active().length > 0 && !this.flipped) {
      this.flip();
      fresh.promoted = true;
    }
    if (now >= event.end) {
      fresh.promoted = false;
    }
  }

  private flip(): void {
    this.flipped = true;
    this.fresh.weight = 1;
    this.fresh.relabel(this.environment, 'stable');
    this.old.retired = true;
    this.old.relabel('', '');
  }
}
