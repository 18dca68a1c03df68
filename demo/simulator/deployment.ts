/** One deployment of a model: its replicas, the requests in it, and the series that the endpoint exports of it. */
import type { Effect } from './events';
import { logNormal, mean, type LogNormal } from './distribution';
import { Engine } from './engine';
import type { ModelSpec } from './models';
import { Queue } from './queue';
import { Random } from './random';
import { Replica } from './replica';
import { Responses } from './responses';
import { ownLabels, SeriesGroup, type Labels } from './series';
import { observe, type World } from './world';

const readiness = {
  true: ownLabels({ condition: 'true' }),
  false: ownLabels({ condition: 'false' }),
  unknown: ownLabels({ condition: 'unknown' }),
};

export class Deployment {
  environment: string;
  phase: string;
  /** Counts changes of the labels, so that whoever keeps texts of them knows when to make new ones. */
  epoch = 0;
  /** Share of its environment's traffic. */
  weight = 1;
  /** True when it gets no traffic any more and its replicas go. */
  retired = false;
  /** True for what was promoted without phases while its event lasts. */
  promoted = false;
  readonly replicas: Replica[] = [];
  readonly series: SeriesGroup;
  readonly inFlight = new Queue();
  readonly asyncQueue = new Queue();
  private readonly random: Random;
  private readonly responses: Responses;
  private readonly engine: Engine | undefined;
  private made = 0;
  private smooth = 0;
  private lastNeed: number;
  private lastRestart = 0;
  private restartsAreKnown = false;
  private spareSince = 0;

  constructor(
    readonly model: ModelSpec,
    readonly id: string,
    environment: string,
    phase: string,
    private readonly world: World,
    now: number
  ) {
    this.environment = environment;
    this.phase = phase;
    this.random = new Random(`${world.seed} ${id}`);
    this.series = new SeriesGroup(world.nextId);
    this.responses = new Responses(this, world);
    this.engine = model.kind === 'llm' ? new Engine(this, world) : undefined;
    this.lastNeed = now;
  }

  /** The labels of the deployment; an empty one is left out, which Prometheus takes for the same. */
  labels(): Labels {
    const { model, environment, phase } = this;
    return {
      model_id: model.id,
      model_name: model.name,
      deployment_id: this.id,
      ...(environment === '' ? {} : { environment }),
      ...(phase === '' ? {} : { rollout_phase: phase }),
    };
  }

  relabel(environment: string, phase: string): void {
    this.environment = environment;
    this.phase = phase;
    this.epoch++;
  }

  /** One request comes in and fails. */
  failOne(now: number): void {
    this.responses.single(now, '500');
  }

  active(): Replica[] {
    return this.replicas.filter(({ state }) => state === 'active');
  }

  /** True when nothing of it is left to export. */
  gone(): boolean {
    return this.retired && this.replicas.length === 0 && this.inFlight.size === 0;
  }

  /** Starts a replica; with 0 seconds it is active at once, as in the first tick of a simulation. */
  startReplica(now: number, seconds: number): void {
    const name = `${this.id}-${(this.made++).toString(36)}${new Random(`${this.world.seed} ${this.id} ${this.made}`).whole(1e6, 9e6)}`;
    const replica = new Replica(name, this.model, now + seconds * 1000, this.world.nextId);
    if (seconds === 0) {
      replica.state = 'active';
      // It has lived before the simulation did.
      replica.restarts = this.random.whole(0, 3);
    }
    this.replicas.push(replica);
  }

  /**
   * Lives for one tick of `seconds` that ends at `now`.
   * @param arrivals synchronous requests that come in
   * @param asyncArrivals requests that come into the async queue
   */
  tick(now: number, seconds: number, arrivals: number, asyncArrivals: number, effect: Effect): void {
    // By what was in flight at the end of the last tick: this one's arrivals are mostly done when it ends.
    this.scale(now, effect);
    this.inFlight.add(now, arrivals);
    this.asyncQueue.add(now, asyncArrivals);
    if (arrivals + asyncArrivals > 0 || this.inFlight.size + this.asyncQueue.size > 0) {
      this.lastNeed = now;
    }
    this.restart(now, effect);
    const written = this.model.median * (effect.slower ?? 1);
    const whole = written + (effect.prefill ?? 0);
    const service = logNormal(whole, (this.model.spread * written) / whole);
    this.serve(now, seconds, arrivals, service, effect);
    this.serveAsync(now, seconds, effect);
    const active = this.active().length;
    const load = active === 0 ? 0 : this.load(active, effect);
    for (const replica of this.replicas) {
      replica.work(load, seconds, this.random);
    }
    this.engine?.gauges();
    this.gauges();
  }

  private load(active: number, effect: Effect): number {
    const async = this.model.async;
    const working = async === undefined ? 0 : Math.min(this.asyncQueue.size, active * async.perReplica) * 0.5;
    return effect.stalled ? 0.02 : (this.inFlight.size + working) / (active * this.model.target * 1.3);
  }

  /** The autoscaler: as many replicas as the average concurrency needs; up at once, down after a while. */
  private scale(now: number, effect: Effect): void {
    const { model, replicas } = this;
    this.smooth += (this.inFlight.size - this.smooth) / 10;
    if (effect.noReplicas) {
      replicas.length = 0;
      return;
    }
    for (const replica of replicas) {
      if (replica.state === 'starting' && now >= replica.readyAt && !effect.stuckStarting) {
        replica.state = 'active';
      }
    }
    if (effect.scalingHeld) {
      return;
    }
    const production = this.environment === 'production';
    const most = production ? model.replicas.max : Math.min(2, model.replicas.max);
    const least = this.retired ? 0 : Math.min(model.replicas.min, production ? Infinity : 1);
    const backlog = model.async === undefined ? 0 : Math.ceil(this.asyncQueue.size / 40);
    const needed = Math.ceil(this.smooth / model.target - 0.05) + backlog;
    const recently = now - this.lastNeed < model.scaleDownAfter * 1000 && !this.retired;
    const wanted = Math.min(most, Math.max(least, needed, recently || this.inFlight.size > 0 ? 1 : 0));
    while (replicas.length < wanted) {
      this.startReplica(now, model.startup * this.random.between(0.85, 1.15));
      this.spareSince = now;
    }
    // One replica less must be enough with room to spare, or the number would go up and down all day.
    const tight = this.smooth > (replicas.length - 1) * model.target * 0.8;
    if (replicas.length === wanted || (tight && replicas.length <= most && !this.retired)) {
      this.spareSince = now;
    } else if (now - this.spareSince >= model.scaleDownAfter * 1000 || wanted === 0) {
      replicas.splice(this.random.whole(0, replicas.length - 1), 1);
      this.spareSince = now;
    }
  }

  private restart(now: number, effect: Effect): void {
    if (effect.restartEvery !== undefined && now - this.lastRestart >= effect.restartEvery * 1000) {
      const active = this.active();
      const victim = active[this.random.whole(0, active.length - 1)];
      if (victim !== undefined) {
        victim.restart(now, Math.min(75, this.model.startup));
        this.lastRestart = now;
      }
    }
  }

  /** Requests end: as many as the replicas manage in this time, the oldest first. */
  private serve(now: number, seconds: number, arrivals: number, service: LogNormal, effect: Effect): void {
    const active = this.active().length;
    const there = this.inFlight.size;
    if (active === 0 || effect.stalled || there === 0) {
      return;
    }
    const took = mean(service);
    const decay = Math.exp(-seconds / took);
    // Those there before go on exponentially, those that came in this tick came evenly spread over it.
    const left = (there - arrivals) * decay + arrivals * (1 - decay) * (took / seconds);
    const manageable = (active * this.model.limit * seconds) / took;
    const ended = this.random.binomial(there, Math.min(there - left, manageable) / there);
    const groups = new Map<number, number>();
    for (const { since, count } of this.inFlight.take(ended)) {
      const age = (now - since) / 1000;
      // What is older than a response takes has waited; told apart in steps, so that there are few distributions.
      const wait = age > 3 * took + 2 * seconds ? Math.round((age - took) / 15) * 15 : 0;
      groups.set(wait, (groups.get(wait) ?? 0) + count);
    }
    for (const [wait, count] of groups) {
      this.responses.end(now, count, service, wait, effect, false);
      this.engine?.ended(count, service);
    }
  }

  private serveAsync(now: number, seconds: number, effect: Effect): void {
    const spec = this.model.async;
    const active = this.active().length;
    if (spec === undefined || active === 0 || effect.stalled) {
      return;
    }
    const service = logNormal(spec.median, 0.4);
    const manageable = (active * spec.perReplica * seconds * (effect.asyncSpeed ?? 1)) / mean(service);
    const taken = this.asyncQueue.take(this.random.poisson(Math.min(this.asyncQueue.size, manageable)));
    for (const { since, count } of taken) {
      const waited = logNormal(0.4 + (now - since) / 1000, 0.3);
      observe(this.world, this.series, 'baseten_time_in_async_queue_seconds', () =>
        this.responses.split(count, waited, 'baseten_time_in_async_queue_seconds')
      );
      this.responses.end(now, count, service, 0, effect, true);
      this.series.add('baseten_async_webhook_requests_total', count);
      observe(this.world, this.series, 'baseten_async_webhook_latency_seconds', () =>
        this.responses.split(count, logNormal(0.18, 0.5), 'baseten_async_webhook_latency_seconds')
      );
    }
  }

  private gauges(): void {
    const { model, series, replicas } = this;
    const active = this.active().length;
    const silent = model.vanishesAtZero && replicas.length === 0;
    series.set('baseten_concurrent_requests', this.inFlight.size);
    series.set('baseten_replicas_active', silent ? NaN : active);
    series.set('baseten_replicas_starting', silent ? NaN : replicas.length - active);
    if (model.async !== undefined) {
      series.set('baseten_async_queue_size', this.asyncQueue.size);
    }
    if (model.kind === 'websocket') {
      series.set('baseten_ongoing_websocket_connections', this.inFlight.size);
    }
    const restarts = replicas.reduce((sum, replica) => sum + replica.restarts, 0);
    this.restartsAreKnown ||= replicas.length > 0;
    if (this.restartsAreKnown) {
      // A sum over the pods that are there: it falls when one leaves that had restarted.
      series.one('baseten_container_restarts_total').value = restarts;
    }
    series.set('baseten_pod_readiness', active, readiness.true);
    series.set('baseten_pod_readiness', replicas.length - active, readiness.false);
    series.set('baseten_pod_readiness', 0, readiness.unknown);
  }
}
