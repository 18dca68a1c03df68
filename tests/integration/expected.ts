/** What a query has to return, worked out from what happened; nothing here reads a counter or a bucket. */
import { quantile, cdf } from '../../demo/simulator/distribution';
import { models, type DeploymentState, type Ended } from '../../demo/simulator';
import { keyOf, labelsOf, truth, withoutEmpty } from './past';

const minute = 60_000;

/** Values by the key of their labels. */
export type Expected = Map<string, number>;

/** Requests that ended in (from, to]. */
export function ended(
  from: number,
  to: number,
  where: (labels: Record<string, string>) => boolean = () => true
): Ended[] {
  return truth().ended.filter((each) => each.time > from && each.time <= to && where(labelsOf(each)));
}

function grouped<T>(
  list: readonly T[],
  by: readonly string[],
  labels: (each: T) => Record<string, string>
): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of list) {
    const key = keyOf(labels(each), by);
    const group = groups.get(key) ?? [];
    group.push(each);
    groups.set(key, group);
  }
  return groups;
}

function eachGroup<T>(groups: Map<string, T[]>, value: (group: T[]) => number | undefined): Expected {
  const result: Expected = new Map();
  for (const [key, group] of groups) {
    const number = value(group);
    if (number !== undefined) {
      result.set(key, number);
    }
  }
  return result;
}

const total = (list: readonly Ended[]) => list.reduce((sum, { count }) => sum + count, 0);

/** How many requests ended, by labels. */
export function counts(list: readonly Ended[], by: readonly string[], per = 1): Expected {
  return eachGroup(grouped(list, by, labelsOf), (group) => total(group) / per);
}

/** Share of the requests for which `is` holds. */
export function ratios(list: readonly Ended[], by: readonly string[], is: (each: Ended) => boolean): Expected {
  return eachGroup(grouped(list, by, labelsOf), (group) => total(group.filter(is)) / total(group));
}

/** Mean response time. */
export function means(list: readonly Ended[], by: readonly string[]): Expected {
  return eachGroup(
    grouped(list, by, labelsOf),
    (group) => group.reduce((sum, { latencySum }) => sum + latencySum, 0) / total(group)
  );
}

/** A quantile of the response times, from the distributions that they were drawn from. */
export function quantiles(list: readonly Ended[], by: readonly string[], q: number): Expected {
  return eachGroup(grouped(list, by, labelsOf), (group) =>
    quantile(
      group.map(({ count, latency }) => ({ weight: count, of: latency })),
      q
    )
  );
}

/** Share of the response times that are at most `seconds`. */
export function sharesWithin(list: readonly Ended[], by: readonly string[], seconds: number): Expected {
  return eachGroup(
    grouped(list, by, labelsOf),
    (group) => group.reduce((sum, { count, latency }) => sum + count * cdf(latency, seconds), 0) / total(group)
  );
}

/** One value of a gauge with its labels. */
export interface Reading {
  labels: Record<string, string>;
  value: number;
}

type Read = (state: DeploymentState) => Array<{ own: Record<string, string>; value: number }>;

/** The gauges of the matrix, read from the state of each deployment. */
export const gauges: Record<string, Read> = {
  baseten_replicas_active: (state) => (vanished(state) ? [] : [{ own: {}, value: state.active }]),
  baseten_replicas_starting: (state) => (vanished(state) ? [] : [{ own: {}, value: state.starting }]),
  baseten_concurrent_requests: (state) => [{ own: {}, value: state.concurrent }],
  baseten_container_cpu_memory_working_set_bytes: (state) =>
    state.replicas.map(({ name, memoryBytes }) => ({ own: { replica: name }, value: memoryBytes })),
  baseten_gpu_memory_used: (state) =>
    state.replicas.flatMap(({ name, gpus }) =>
      gpus.map(({ gpu, memoryMiB }) => ({ own: { replica: name, gpu }, value: memoryMiB }))
    ),
  baseten_gpu_utilization: (state) =>
    state.replicas.flatMap(({ name, gpus }) =>
      gpus.map(({ gpu, utilization }) => ({ own: { replica: name, gpu }, value: utilization }))
    ),
};

/** Some models have no replica series when there is no replica. */
function vanished(state: DeploymentState): boolean {
  return state.replicas.length === 0 && models.some(({ id, vanishesAtZero }) => id === state.modelId && vanishesAtZero);
}

/** A gauge at a time of a scrape. */
export function readings(metric: string, time: number): Reading[] {
  const read = gauges[metric];
  const states = truth().states.get(time);
  if (read === undefined || states === undefined) {
    throw new Error(`There is no truth about ${metric} at ${new Date(time).toISOString()}.`);
  }
  return states.flatMap((state) =>
    read(state).map(({ own, value }) => ({ labels: { ...identity(state), ...own }, value }))
  );
}

function identity(state: DeploymentState): Record<string, string> {
  return withoutEmpty({
    model_id: state.modelId,
    model_name: state.modelName,
    deployment_id: state.deploymentId,
    environment: state.environment,
    rollout_phase: state.phase,
  });
}

const aggregate: Record<string, (values: number[]) => number> = {
  sum: (values) => values.reduce((sum, value) => sum + value, 0),
  avg: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  min: (values) => Math.min(...values),
  max: (values) => Math.max(...values),
  count: (values) => values.length,
};

function use(name: string): (values: number[]) => number {
  const found = aggregate[name];
  if (found === undefined) {
    throw new Error(`There is no aggregation ${name}.`);
  }
  return found;
}

/** A gauge aggregated at one time. */
export function gaugeAt(metric: string, time: number, by: readonly string[], aggregation: string): Expected {
  return eachGroup(
    grouped(readings(metric, time), by, ({ labels }) => labels),
    (group) => use(aggregation)(group.map(({ value }) => value))
  );
}

/** A gauge aggregated at each scrape in (to - minutes, to], and then the highest, lowest or mean of that over time. */
export function gaugeOver(
  metric: string,
  to: number,
  minutes: number,
  by: readonly string[],
  aggregation: string,
  over: 'max' | 'min' | 'avg'
): Expected {
  const series = new Map<string, number[]>();
  for (let i = minutes - 1; i >= 0; i--) {
    for (const [key, value] of gaugeAt(metric, to - i * minute, by, aggregation)) {
      series.set(key, [...(series.get(key) ?? []), value]);
    }
  }
  return new Map([...series].map(([key, values]) => [key, use(over)(values)]));
}

/** CPU seconds that each replica used in (from, to], summed by labels; a container that started anew counts from zero. */
export function cpuUsed(from: number, to: number, by: readonly string[]): Expected {
  const result: Expected = new Map();
  const before = new Map<string, number>();
  for (let time = from; time <= to; time += minute) {
    for (const state of truth().states.get(time) ?? []) {
      for (const { name, cpuSeconds } of state.replicas) {
        const last = before.get(name);
        before.set(name, cpuSeconds);
        if (time > from) {
          const used = last === undefined || cpuSeconds < last ? cpuSeconds : cpuSeconds - last;
          const key = keyOf({ ...identity(state), replica: name }, by);
          result.set(key, (result.get(key) ?? 0) + used);
        }
      }
    }
  }
  return result;
}
