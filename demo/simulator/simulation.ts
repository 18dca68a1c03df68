/**
 * The simulation: time goes by in ticks of 15 seconds, and everything that happens depends on seed, start and scenario
 * only. Advancing to a time in one step or in many gives the same, so a live endpoint goes on exactly where a history
 * ended.
 */
import { Deployment } from './deployment';
import { logNormal, mean } from './distribution';
import { combine, eventKind, type Effect, type Moment, type ScheduledEvent } from './events';
import type { FamilyName } from './families';
import type { ModelSpec } from './models';
import { Random, shortId } from './random';
import { Rollout } from './rollout';
import type { Scenario } from './scenario';
import type { Series } from './series';
import type { Ended, World } from './world';

export const tickSeconds = 15;
const tick = tickSeconds * 1000;

export interface SimulationOptions {
  seed: string;
  /** Milliseconds; taken down to the whole minute. */
  start: number;
  scenario: Scenario;
  /** Families to leave out. */
  without?: readonly FamilyName[];
  onEnded?: (ended: Ended) => void;
}

/** A model with what of it is deployed. */
interface RunningModel {
  spec: ModelSpec;
  random: Random;
  /** Slow noise of the traffic. */
  mood: number;
  deployments: Deployment[];
  events: ScheduledEvent[];
}

export class Simulation {
  /** End of the last tick, in milliseconds. */
  now: number;
  /** How the endpoint answers now. */
  exportState: 'open' | 'gone' | 'frozen' = 'open';
  private readonly models: RunningModel[];
  private readonly world: World;
  private readonly rollouts: Rollout[] = [];
  private readonly exportEvents: ScheduledEvent[];
  private made = 0;

  constructor(readonly options: SimulationOptions) {
    const start = Math.floor(options.start / 60000) * 60000;
    this.now = start;
    let series = 0;
    const without = new Set<FamilyName>(options.without ?? []);
    this.world = {
      seed: options.seed,
      nextId: () => series++,
      wants: (family) => !without.has(family),
      onEnded: options.onEnded,
    };
    const { events } = options.scenario;
    this.exportEvents = events.filter(({ modelId }) => modelId === '');
    this.models = options.scenario.models.map((spec) => ({
      spec,
      random: new Random(`${options.seed} ${spec.id}`),
      mood: 0,
      deployments: [],
      events: events.filter(({ modelId }) => modelId === spec.id),
    }));
    for (const model of this.models) {
      for (const { name, share } of model.spec.environments) {
        const deployment = this.deploy(model.spec, name, name === '' ? '' : 'stable');
        const expected = (this.rate(model.spec, share) * this.concurrencyOf(model.spec)) / model.spec.target;
        for (let i = 0; i < Math.max(model.spec.replicas.min, Math.ceil(expected)); i++) {
          deployment.startReplica(this.now, 0);
        }
        model.deployments.push(deployment);
      }
    }
  }

  /** Lets something happen that the scenario did not plan, from the next tick on. */
  cause(event: ScheduledEvent): void {
    this.options.scenario.events.push(event);
    const events =
      event.modelId === '' ? this.exportEvents : this.models.find(({ spec }) => spec.id === event.modelId)?.events;
    if (events === undefined) {
      throw new Error(`There is no model with the id ${event.modelId}.`);
    }
    events.push(event);
  }

  /** Simulates up to a time, in milliseconds; what is not a whole tick waits for the next call. */
  advanceTo(time: number): void {
    while (this.now + tick <= time) {
      this.now += tick;
      this.step();
    }
  }

  /** Deployments that have series, in a stable order. */
  deployments(): Deployment[] {
    return this.models.flatMap(({ deployments }) => deployments);
  }

  /** Calls `use` for each series that is exported now, whatever the state of the endpoint. */
  each(use: (series: Series, deployment: Deployment) => void): void {
    const everything = (this.options.without ?? []).length === 0;
    const groupOf = (all: readonly Series[], deployment: Deployment) => {
      for (const series of all) {
        if (!Number.isNaN(series.value) && (everything || this.world.wants(series.family))) {
          use(series, deployment);
        }
      }
    };
    for (const { deployments } of this.models) {
      for (const deployment of deployments) {
        groupOf(deployment.series.all, deployment);
        for (const replica of deployment.replicas) {
          groupOf(replica.series.all, deployment);
          groupOf(replica.engine.all, deployment);
        }
      }
    }
  }

  /** A new deployment, with an id of its own. */
  deploy(spec: ModelSpec, environment: string, phase: string): Deployment {
    const id = shortId(`${this.options.seed} ${spec.id} ${this.made++}`, 8);
    return new Deployment(spec, id, environment, phase, this.world, this.now);
  }

  private step(): void {
    const { now } = this;
    const present = (event: ScheduledEvent) => event.start < now && now <= event.end;
    const beginning = (event: ScheduledEvent) => event.start < now && event.start >= now - tick;
    const ending = (event: ScheduledEvent) => event.end < now && event.end >= now - tick;
    const onExport = this.exportEvents.filter(present).map(({ kind }) => eventKind(kind).effect);
    const limited = this.exportEvents.some((event) => event.kind === 'scrape-limited' && present(event));
    this.exportState =
      limited || onExport.some(({ exportGone }) => exportGone)
        ? 'gone'
        : onExport.some(({ exportFrozen }) => exportFrozen)
          ? 'frozen'
          : 'open';
    for (const model of this.models) {
      const events = model.events.filter(present);
      for (const event of events.filter(beginning)) {
        this.begin(model, event);
      }
      for (const { kind, environment } of model.events.filter(ending)) {
        this.happen(model, eventKind(kind).atEnd, environment);
      }
      const busy = this.rollouts.filter((rollout) => rollout.model === model.spec);
      busy.forEach((rollout) => rollout.step(now, model.deployments));
      this.stepModel(model, events);
    }
    const { rollouts } = this;
    rollouts.splice(0, rollouts.length, ...rollouts.filter((rollout) => !rollout.finished(now)));
  }

  private stepModel(model: RunningModel, events: ScheduledEvent[]): void {
    const { spec, random } = model;
    model.mood += -model.mood * 0.01 + random.normal() * 0.012;
    for (const { name, share } of spec.environments) {
      const effect = combine(events.filter((event) => (event.environment ?? 'production') === name));
      const inEnvironment = model.deployments.filter((d) => d.environment === name && !d.retired);
      const weights = inEnvironment.reduce((sum, { weight }) => sum + weight, 0);
      const arriving = random.poisson(this.arrivalRate(model, share, effect) * tickSeconds);
      const asyncRate = (spec.async?.rate ?? 0) * share * (effect.asyncTraffic ?? 1);
      let left = arriving;
      let leftAsync = name === 'production' || weights === 0 ? random.poisson(asyncRate * tickSeconds) : 0;
      let rest = weights;
      for (const deployment of inEnvironment) {
        const part = rest <= 0 ? 0 : deployment.weight / rest;
        const arrivals = random.binomial(left, part);
        const asyncArrivals = random.binomial(leftAsync, part);
        left -= arrivals;
        leftAsync -= asyncArrivals;
        rest -= deployment.weight;
        deployment.tick(this.now, tickSeconds, arrivals, asyncArrivals, effect);
      }
    }
    for (const deployment of model.deployments) {
      if (deployment.retired || !spec.environments.some(({ name }) => name === deployment.environment)) {
        deployment.tick(this.now, tickSeconds, 0, 0, {});
      }
    }
    model.deployments = model.deployments.filter((deployment) => !deployment.gone());
  }

  private begin(model: RunningModel, event: ScheduledEvent): void {
    const { moment, rollout, effect } = eventKind(event.kind);
    this.happen(model, moment, event.environment);
    const first = serving(model, event.environment)[0];
    if (first === undefined) {
      return;
    }
    if (rollout) {
      const fresh = this.deploy(model.spec, '', '');
      model.deployments.push(fresh);
      this.rollouts.push(new Rollout(model.spec, event, first, fresh));
    }
    if (effect.stuckStarting) {
      first.startReplica(this.now, model.spec.startup);
    }
  }

  private happen(model: RunningModel, moment: Moment | undefined, environment?: string): void {
    const target = serving(model, environment);
    const first = target[0];
    if (moment === undefined || first === undefined) {
      return;
    }
    switch (moment) {
      case 'single-failure':
        first.failOne(this.now);
        break;
      case 'pod-counter-reset':
        first.replicas.filter((_, i) => i % 2 === 0).forEach((replica) => replica.resetCounters());
        break;
      case 'endpoint-reset':
        target.forEach(({ series }) => series.reset());
        break;
      case 'restart-once':
        first.active()[0]?.restart(this.now, 40);
        break;
      case 'pod-leaves': {
        // The one with the fewest restarts goes, so that the sum falls and what is left of it is most.
        const [fewest] = [...first.replicas].sort((a, b) => a.restarts - b.restarts);
        if (fewest !== undefined && first.replicas.length > 1) {
          first.replicas.splice(first.replicas.indexOf(fewest), 1);
        }
        break;
      }
    }
  }

  private arrivalRate({ spec, mood }: RunningModel, share: number, effect: Effect): number {
    if (effect.overload !== undefined) {
      return (effect.overload * spec.target * spec.replicas.max) / this.concurrencyOf(spec);
    }
    return this.rate(spec, share) * Math.exp(mood) * (effect.traffic ?? 1);
  }

  /** Requests per second now, by the time of day. */
  private rate(spec: ModelSpec, share: number): number {
    const hour = (this.now % 86400000) / 3600000;
    return spec.rate * share * (1 + spec.swing * Math.sin(((hour - 9) / 24) * 2 * Math.PI));
  }

  /** Requests in flight per request a second: the mean response time. */
  private concurrencyOf(spec: ModelSpec): number {
    return mean(logNormal(spec.median, spec.spread));
  }
}

/** Deployments of an environment that take traffic. */
function serving({ deployments }: RunningModel, environment = 'production'): Deployment[] {
  return deployments.filter((deployment) => deployment.environment === environment && !deployment.retired);
}
