/** What all parts of one simulation share. */
import type { LogNormal, Split } from './distribution';
import type { FamilyName } from './families';
import type { ModelSpec } from './models';
import type { Replica } from './replica';
import type { Labels, SeriesGroup } from './series';

/** A group of requests that ended together, told to whoever keeps the truth. */
export interface Ended {
  /** End of the tick in which they ended, in milliseconds. */
  time: number;
  modelId: string;
  modelName: string;
  deploymentId: string;
  environment: string;
  phase: string;
  status: string;
  isAsync: boolean;
  count: number;
  /** From which their response times were drawn, and what they add up to. */
  latency: LogNormal;
  latencySum: number;
}

export interface World {
  readonly seed: string;
  /** Gives each series a number of its own. */
  readonly nextId: () => number;
  /** Series families that are not needed are not simulated, which changes nothing in the others. */
  readonly wants: (family: FamilyName) => boolean;
  readonly onEnded: ((ended: Ended) => void) | undefined;
}

/** A deployment as its parts see it. */
export interface Host {
  readonly id: string;
  readonly model: ModelSpec;
  readonly environment: string;
  readonly phase: string;
  /** True for what was promoted without phases while its event lasts. */
  readonly promoted: boolean;
  readonly series: SeriesGroup;
  readonly inFlight: { readonly size: number };
  active(): Replica[];
}

/** Observes only what is wanted; the values are drawn only then. */
export function observe(world: World, group: SeriesGroup, family: FamilyName, draw: () => Split, own?: Labels): void {
  if (world.wants(family)) {
    group.observe(family, draw(), own);
  }
}
