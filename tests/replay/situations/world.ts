/** Hand-made pasts: what a few deployments export, minute by minute, as lines that the backfill reads. */

/** Always the same, or minute by minute; null where there is no sample. */
export type Level = number | null | ((minute: number) => number | null);

export interface Deployment {
  model: string;
  id?: string;
  /** `production` where missing; `''` is none. */
  environment?: string;
  phase?: string;
  /** Synchronous requests a minute by status code, and async ones. */
  codes?: Record<string, Level>;
  asyncCodes?: Record<string, Level>;
  /** Share of the responses that take longer than ten seconds. */
  slow?: Level;
  /** Share of the first bytes that come after eight seconds; the export has no time to first byte where it is missing. */
  lateFirstBytes?: Level;
  active?: Level;
  starting?: Level;
  concurrent?: Level;
  queue?: Level;
  /** The value of the counter. */
  restarts?: Level;
  cores?: Level;
  /** Minutes in which it is exported: from the first to before the second. */
  during?: readonly [from: number, to: number];
  /** Minutes in which its counters start at zero again. */
  resets?: readonly number[];
}

export interface World {
  deployments: Deployment[];
  /** Minutes in which a scrape succeeds; all where missing. */
  scraped?: (minute: number) => boolean;
  /** Minutes in which the export repeats what it said before. */
  frozen?: (minute: number) => boolean;
  /** How `is_async` is spelled. */
  spelling?: { yes: string; no: string };
  /** The upper bounds of its histograms. */
  bounds?: readonly string[];
  /** Families that this export does not have. */
  without?: readonly string[];
}

const BOUNDS = ['1.0', '10.0', '+Inf'] as const;
const LATE_SECONDS = 8;

interface Row {
  labels: Record<string, string>;
  value: Level;
  counts: boolean;
}

const at = (level: Level, minute: number) => (typeof level === 'function' ? level(minute) : level);

/** A counter's pace that follows from two others. */
const product =
  (a: Level, b: (minute: number) => number): Level =>
  (minute) => {
    const value = at(a, minute);
    return value === null ? null : value * b(minute);
  };

function rows(deployment: Deployment, { yes, no }: { yes: string; no: string }, bounds: readonly string[]): Row[] {
  const { model, id = `${model}-1`, environment = 'production', phase = '', slow = 0 } = deployment;
  const own = {
    model_id: model,
    model_name: model,
    deployment_id: id,
    ...(environment === '' ? {} : { environment }),
    ...(phase === '' ? {} : { rollout_phase: phase }),
  };
  const row = (name: string, value: Level, counts: boolean, labels: Record<string, string> = {}): Row => ({
    labels: { __name__: name, ...own, ...labels },
    value,
    counts,
  });
  const firstBytes = (pace: Level, labels: Record<string, string>): Row[] => {
    const { lateFirstBytes } = deployment;
    if (lateFirstBytes === undefined) {
      return [];
    }
    const early = product(pace, (minute) => 1 - (at(lateFirstBytes, minute) ?? 0));
    const buckets = bounds.map((le) => {
      const holdsLate = le === '+Inf' || Number(le) >= LATE_SECONDS;
      return row('baseten_time_to_first_byte_seconds_bucket', holdsLate ? pace : early, true, { ...labels, le });
    });
    return [row('baseten_time_to_first_byte_seconds_count', pace, true, labels), ...buckets];
  };
  const requests = (codes: Record<string, Level>, isAsync: string) =>
    Object.entries(codes).flatMap(([code, pace]) => {
      const labels = { status_code: code, is_async: isAsync };
      const time = 'baseten_end_to_end_response_time_seconds';
      const quick = product(pace, (minute) => 1 - (at(slow, minute) ?? 0));
      return [
        row('baseten_inference_requests_total', pace, true, labels),
        row(`${time}_count`, pace, true, labels),
        ...bounds.map((le) => row(`${time}_bucket`, le === '+Inf' ? pace : quick, true, { ...labels, le })),
        ...firstBytes(pace, labels),
      ];
    });
  const { codes = {}, asyncCodes = {}, active = 1, starting = 0, concurrent = 1, queue, restarts } = deployment;
  return [
    ...requests(codes, no),
    ...requests(asyncCodes, yes),
    row('baseten_replicas_active', active, false),
    row('baseten_replicas_starting', starting, false),
    row('baseten_concurrent_requests', concurrent, false),
    row(
      'baseten_container_cpu_usage_seconds_total',
      product(deployment.cores ?? 0.5, () => 60),
      true,
      {
        replica: `${id}-a`,
      }
    ),
    ...(queue === undefined ? [] : [row('baseten_async_queue_size', queue, false)]),
    ...(restarts === undefined ? [] : [row('baseten_container_restarts_total', restarts, false)]),
  ];
}

/** The lines of `minutes` scrapes, the first of them a minute after `begin` (milliseconds). */
export function* worldLines(world: World, begin: number, minutes: number): Generator<string> {
  const { scraped = () => true, frozen = () => false, spelling = { yes: 'true', no: 'false' }, without = [] } = world;
  for (const deployment of world.deployments) {
    const [from, to] = deployment.during ?? [0, Infinity];
    for (const { labels, value, counts } of rows(deployment, spelling, world.bounds ?? BOUNDS)) {
      if (without.some((name) => labels['__name__']?.startsWith(name) === true)) {
        continue;
      }
      let total = 0;
      let shown: number | null = null;
      const times: number[] = [];
      const values: number[] = [];
      for (let minute = 1; minute <= minutes; minute++) {
        const now = at(value, minute);
        total = deployment.resets?.includes(minute) === true ? 0 : total + (counts ? (now ?? 0) : 0);
        if (!frozen(minute)) {
          shown = now === null ? null : counts ? total : now;
        }
        if (shown !== null && minute >= from && minute < to && scraped(minute)) {
          times.push(begin + minute * 60_000);
          values.push(shown);
        }
      }
      if (times.length > 0) {
        yield `${JSON.stringify({ metric: labels, values, timestamps: times })}\n`;
      }
    }
  }
}
