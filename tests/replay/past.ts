/** A past made by the simulator, in a Prometheus that is asked through the plugin as Grafana runs it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from '../../build/steps.mjs';
import { saveSource, startGateway } from '../../demo/servers/gateway';
import {
  backfill,
  importLines,
  seldomCollected,
  startPrometheus,
  startVictoriaMetrics,
} from '../../demo/servers/start';
import { numbersOf } from '../../demo/lib/numbers';
import { models, replayScenario, simulate, type FamilyName, type Incident } from '../../demo/simulator';
import type { QueryModel } from '../../src/translator';
import { keyOf, type GridSeries } from '../../demo/lib/evaluator';

const minute = 60_000;
const day = 86_400_000;
const DAY_MINUTES = 24 * 60;
const source = 'replay';
/** A Monday; any would do. */
const begin = Date.parse('2026-03-02T00:00:00Z');

/** What no rule reads. */
const unused: readonly FamilyName[] = [
  'baseten_request_size_bytes',
  'baseten_response_size_bytes',
  'baseten_llm_input_tokens_total',
  'baseten_llm_output_tokens_total',
  'baseten_llm_input_tokens_per_request',
  'baseten_llm_output_tokens_per_request',
  'baseten_llm_tokens_per_second_per_request',
  'baseten_llm_kv_cache_hit_rate',
  'baseten_llm_spec_decode_num_accepted_tokens_total',
  'baseten_llm_spec_decode_num_draft_tokens_total',
  'baseten_llm_in_flight_tokens',
  'baseten_llm_avg_in_flight_tokens',
  'baseten_llm_num_requests',
  'baseten_async_webhook_requests_total',
  'baseten_async_webhook_latency_seconds',
  'baseten_time_in_async_queue_seconds',
  'baseten_gpu_memory_used',
  'baseten_gpu_utilization',
  'baseten_pod_readiness',
  'baseten_container_cpu_memory_working_set_bytes',
  'baseten_ongoing_websocket_connections',
];

/** A server that holds a past, asked through the plugin. */
export interface Served {
  /** The query on a grid of times, a minute apart. */
  range: (query: QueryModel, times: readonly number[]) => Promise<GridSeries[]>;
  /** The query as a rule asks it at one time. */
  instant: (query: QueryModel, time: number) => Promise<Map<string, number>>;
  stop: () => Promise<void>;
}

export interface Past extends Pick<Served, 'instant' | 'stop'> {
  /** What happened, with the name of the model instead of its id; none for what concerns the export. */
  incidents: Array<Incident & { model: string | undefined }>;
  /** One a minute. */
  times: number[];
  /** The query on the whole grid. */
  range: (query: QueryModel) => Promise<GridSeries[]>;
}

/** @param seed of the simulator @param days of history */
export async function startPast(seed: string, days: number): Promise<Past> {
  const end = begin + days * day;
  const scenario = replayScenario(seed, begin, days);
  const { lines, truth } = simulate({ seed, from: begin, to: end, scenario, without: unused });
  const served = await serve((dataDir) => backfill(dataDir, lines, { block: '24h' }));
  const times = Array.from({ length: days * 24 * 60 }, (_, i) => begin + (i + 1) * minute);
  return {
    ...served,
    incidents: truth.incidents.map((incident) => ({
      ...incident,
      model: models.find(({ id }) => id === incident.modelId)?.name,
    })),
    times,
    range: (query) => served.range(query, times),
  };
}

/** A Prometheus. @param fill writes the history into the folder, before the server starts */
export async function serve(fill: (dataDir: string) => Promise<void>): Promise<Served> {
  await build({ only: ['backend', 'gateway', 'backfill', 'prometheus'], log: () => {} });
  return askedThroughThePlugin(async (stops) => {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'baseten-replay-'));
    stops.push(() => rmSync(dataDir, { recursive: true, force: true }));
    await fill(dataDir);
    const prometheus = await startPrometheus({ dataDir, env: seldomCollected });
    stops.push(prometheus.stop);
    return prometheus.url;
  });
}

/** A VictoriaMetrics that holds these lines. */
export async function serveVictoriaMetrics(lines: Iterable<string>): Promise<Served> {
  await build({ only: ['backend', 'gateway', 'victoriametrics'], log: () => {} });
  return askedThroughThePlugin(async (stops) => {
    const victoria = await startVictoriaMetrics({ env: seldomCollected });
    stops.push(victoria.stop);
    await importLines(victoria.url, lines);
    return victoria.url;
  });
}

type Stops = Array<() => Promise<void> | void>;

/** @param start starts a server, says how it is stopped, and gives its address */
async function askedThroughThePlugin(start: (stops: Stops) => Promise<string>): Promise<Served> {
  const stops: Stops = [];
  const stop = async () => {
    for (const each of stops.reverse()) {
      await each();
    }
  };
  try {
    const url = await start(stops);
    const gateway = await startGateway();
    stops.push(gateway.stop);
    // Three days at each minute of a day are more than a panel asks for.
    const jsonData = { scrapeInterval: '60s', queryTimeout: '110s' };
    await saveSource(gateway.url, source, { url, jsonData });
    return {
      range: async (query, times) => {
        const ranged = { ...query, queryType: 'range', interval: '1m' };
        const all = new Map<string, { labels: GridSeries['labels']; values: Array<number | null> }>();
        // A day at a time, so that none takes longer than a server allows.
        for (let from = 0; from < times.length; from += DAY_MINUTES) {
          const grid = times.slice(from, from + DAY_MINUTES);
          for (const { labels, times: own, values } of await ask(
            gateway.url,
            ranged,
            grid[0] ?? 0,
            grid.at(-1) ?? 0,
            false
          )) {
            const line = all.get(keyOf(labels)) ?? { labels, values: times.map(() => null) };
            all.set(keyOf(labels), line);
            onGrid(grid, own, values).forEach((value, i) => (line.values[from + i] = value));
          }
        }
        return [...all.values()];
      },
      instant: async (query, time) => {
        const series = await ask(gateway.url, query, time - 10 * minute, time, true);
        return new Map(
          series.flatMap(({ labels, values: [value] }) => (typeof value === 'number' ? [[keyOf(labels), value]] : []))
        );
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function onGrid(
  grid: readonly number[],
  times: readonly number[],
  values: ReadonlyArray<number | null>
): GridSeries['values'] {
  const byTime = new Map(times.map((time, i) => [time, values[i] ?? null]));
  return grid.map((time) => byTime.get(time) ?? null);
}

interface Answer {
  error?: string;
  frames?: Array<{
    schema: {
      meta?: { type?: string };
      fields: Array<{ name: string; type?: string; labels?: Record<string, string> }>;
    };
    data: { values: Array<Array<number | string | null>> };
  }>;
}

async function ask(gateway: string, query: object, from: number, to: number, fromAlert: boolean) {
  const response = await fetch(`${gateway}/api/ds/query`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(fromAlert ? { 'X-Demo-From-Alert': 'true' } : {}) },
    body: JSON.stringify({
      from: String(from),
      to: String(to),
      queries: [
        {
          ...query,
          refId: 'A',
          datasource: { uid: source },
          ...(fromAlert ? { intervalMs: 1000, maxDataPoints: 43_200 } : { intervalMs: minute, maxDataPoints: 11_000 }),
        },
      ],
    }),
  });
  const body: { results?: Record<string, Answer> } = await response.json();
  const answer = body.results?.['A'];
  if (answer === undefined || answer.error !== undefined) {
    throw new Error(`${JSON.stringify(query)}: ${answer?.error ?? `the gateway answered ${response.status}`}`);
  }
  return (answer.frames ?? []).flatMap(({ schema, data }) => {
    const columns = schema.fields.map((field, i) => ({ ...field, values: data.values[i] ?? [] }));
    const times = numbers(columns.find(({ type }) => type === 'time')?.values ?? []);
    return numbersOf(schema.meta?.type, columns).map(({ labels, values }) => ({ labels, times, values }));
  });
}

const numbers = (values: readonly unknown[]) => values.filter((value) => typeof value === 'number');
