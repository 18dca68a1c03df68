/** One replica of a deployment: when it is ready, and the series that come and go with it. */
import type { ModelSpec } from './models';
import type { Random } from './random';
import { ownLabels, SeriesGroup } from './series';

export class Replica {
  /** `active` serves requests, `starting` doesn't yet. */
  state: 'starting' | 'active' = 'starting';
  restarts = 0;
  /** Milliseconds since when its present container runs. */
  private age = 0;
  readonly series: SeriesGroup;
  readonly engine: SeriesGroup;

  /**
   * @param readyAt when it becomes active, in milliseconds
   */
  constructor(
    readonly name: string,
    private readonly model: ModelSpec,
    public readyAt: number,
    nextId: () => number
  ) {
    this.series = new SeriesGroup(nextId, { replica: name });
    // The published label set of the engine's series isn't more than deployment identity and a pod hash.
    this.engine = new SeriesGroup(nextId, { pod_hash: name.slice(-10) });
  }

  /** The container stops and starts: its counters begin at zero, and it serves again after `seconds`. */
  restart(now: number, seconds: number): void {
    this.restarts++;
    this.state = 'starting';
    this.readyAt = now + seconds * 1000;
    this.resetCounters();
  }

  resetCounters(): void {
    this.age = 0;
    this.series.reset();
    this.engine.reset();
  }

  /** Uses resources for `seconds`. `load` is the share of its capacity that is in use, 0 to 1. */
  work(load: number, seconds: number, random: Random): void {
    const { model, series } = this;
    const busy = this.state === 'active' ? Math.min(1, load) : 0;
    this.age += seconds * 1000;
    const cores = (model.cpu.base + model.cpu.load * busy) * random.between(0.9, 1.1);
    series.add('baseten_container_cpu_usage_seconds_total', cores * seconds);
    const warm = Math.min(1, this.age / 240000);
    series.set(
      'baseten_container_cpu_memory_working_set_bytes',
      Math.round((model.memory.base * (0.3 + 0.7 * warm) + model.memory.load * busy) * random.between(0.98, 1.02))
    );
    for (let gpu = 0; gpu < model.gpus; gpu++) {
      const own = ownLabels({ gpu: String(gpu) });
      series.set(
        'baseten_gpu_memory_used',
        Math.round((model.gpuMemory.base * warm + model.gpuMemory.load * busy) * random.between(0.99, 1.01)),
        own
      );
      const wanted = busy > 0 ? 12 + 86 * busy + random.between(-4, 4) : random.between(0, 1.4);
      series.set('baseten_gpu_utilization', Math.round(Math.min(100, Math.max(0, wanted)) * 10) / 10, own);
    }
  }
}
