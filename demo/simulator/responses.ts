/** Ends requests: gives each a status, a response time and sizes, and counts it. */
import { logNormal, split, type LogNormal, type Split } from './distribution';
import type { Effect } from './events';
import { families, type FamilyName } from './families';
import { Random } from './random';
import { ownLabels } from './series';
import { type Host, observe, type World } from './world';

/** Median response time by status, as a factor of a good response's or as fixed seconds. */
const timing: Record<string, { factor?: number; seconds?: number }> = {
  '400': { seconds: 0.02 },
  '429': { seconds: 0.01 },
  '499': { factor: 1.5 },
  '500': { factor: 0.6 },
  '502': { seconds: 0.06 },
  '503': { seconds: 0.04 },
  '1006': { factor: 0.5 },
  '1011': { factor: 0.3 },
};

export class Responses {
  /** Shares of the statuses while nothing happens, as most of the time. */
  private readonly usual: Array<[status: string, share: number]>;
  private readonly outcome: Random;
  private readonly times: Random;
  private readonly sizes: Random;

  constructor(
    private readonly deployment: Host,
    private readonly world: World
  ) {
    this.usual = Object.entries(deployment.model.statuses);
    // A stream each, so that leaving out the sizes changes neither statuses nor times.
    this.outcome = new Random(`${world.seed} ${deployment.id} outcome`);
    this.times = new Random(`${world.seed} ${deployment.id} times`);
    this.sizes = new Random(`${world.seed} ${deployment.id} sizes`);
  }

  /** Lets `count` requests end at `now` that waited `wait` seconds before they were worked on. */
  end(now: number, count: number, service: LogNormal, wait: number, effect: Effect, isAsync: boolean): void {
    const { model, phase, promoted } = this.deployment;
    const inPromotion = phase === 'promoting' || promoted ? effect.promotedStatuses : undefined;
    const shares =
      effect.statuses === undefined && inPromotion === undefined
        ? this.usual
        : Object.entries({ ...model.statuses, ...effect.statuses, ...inPromotion });
    let left = count;
    let rest = 1;
    for (const [status, share] of shares) {
      const some = this.outcome.binomial(left, Math.min(1, share / rest));
      left -= some;
      rest -= share;
      this.count(now, some, status, service, wait, isAsync, effect.prefill);
    }
    this.count(now, left, model.good, service, wait, isAsync, effect.prefill);
  }

  /** One request that ends with a status of its own accord. */
  single(now: number, status: string): void {
    this.count(now, 1, status, logNormal(this.deployment.model.median, 0.3), 0, false);
  }

  split(count: number, of: LogNormal, family: FamilyName): Split {
    return split(count, of, families[family].bounds, this.times);
  }

  private count(
    now: number,
    count: number,
    status: string,
    service: LogNormal,
    wait: number,
    isAsync: boolean,
    prefill = 0
  ): void {
    if (count === 0) {
      return;
    }
    const { deployment, world } = this;
    const { model, series } = deployment;
    const own = ownLabels({ status_code: status, is_async: String(isAsync) });
    const median = timing[status]?.seconds ?? Math.exp(service.mu) * (timing[status]?.factor ?? 1);
    const latency = logNormal(median + wait, (service.sigma * median) / (median + wait) + (wait > 0 ? 0.05 : 0));
    series.add('baseten_inference_requests_total', count, own);
    const times = this.split(count, latency, 'baseten_end_to_end_response_time_seconds');
    series.observe('baseten_end_to_end_response_time_seconds', times, own);
    const before = Math.min(prefill, median);
    const firstByte = logNormal(wait + before + (median - before) * (model.kind === 'llm' ? 0.08 : 0.8), latency.sigma);
    observe(
      world,
      series,
      'baseten_time_to_first_byte_seconds',
      () => this.split(count, firstByte, 'baseten_time_to_first_byte_seconds'),
      own
    );
    const sized = (family: FamilyName, bytes: number) =>
      observe(
        world,
        series,
        family,
        () => split(count, logNormal(bytes, 0.8), families[family].bounds, this.sizes),
        own
      );
    sized('baseten_request_size_bytes', model.bytes.request);
    sized('baseten_response_size_bytes', status === model.good ? model.bytes.response : 180);
    world.onEnded?.({
      time: now,
      modelId: model.id,
      modelName: model.name,
      deploymentId: deployment.id,
      environment: deployment.environment,
      phase: deployment.phase,
      status,
      isAsync,
      count,
      latency,
      latencySum: times.sum,
    });
  }
}
