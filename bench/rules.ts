/**
 * What all alert rules cost a Prometheus, in CPU seconds a minute, for a fleet that is well: `npm run bench:rules`. It asks a
 * real server for the condition of each rule of the shipped Prometheus file, as often as its group does, and reads the CPU time
 * that the server says it has used.
 *
 *   npm run bench:rules -- --models 1000 --replicas 10
 *
 * `--data FOLDER` keeps the history there for the next run, `--rows 71` prints every rule.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { build } from '../build/steps.mjs';
import { backfill, startPrometheus } from '../demo/servers/start';

interface RuleFile {
  groups: Array<{ name: string; interval: string; rules: Array<{ alert: string; expr: string }> }>;
}

const { values } = parseArgs({
  options: {
    models: { type: 'string', default: '1000' },
    replicas: { type: 'string', default: '10' },
    data: { type: 'string' },
    rows: { type: 'string', default: '15' },
  },
});
const models = Number(values.models);
const replicas = Number(values.replicas);
const ROUNDS = 3;

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
/** A Monday; any would do. */
const END = Date.parse('2026-03-09T12:00:00Z');
const BOUNDS = ['0.05', '0.1', '0.25', '0.5', '1', '2.5', '5', '10', '20', '30', '60', '120', '300', '600', '+Inf'];
const CODES = { '200': 120, '500': 0.05, '499': 1 };

/** Rules that look back over hours need the whole fleet of them; those over days a part of the fleet, whose cost is scaled. */
const PAST = [
  { groups: ['baseten-pages', 'baseten-latency', 'baseten-tickets'], hours: 7, models, dayBefore: true },
  { groups: ['baseten-hours', 'baseten-days'], hours: 74, models: Math.ceil(models / 10), dayBefore: false },
];

/** A model that is well: requests by code, their times in buckets, and for each replica CPU and restarts. */
function* lines(count: number, hours: number, dayBefore: boolean): Generator<string> {
  const until = (end: number) => Array.from({ length: hours * 60 }, (_, i) => end - (hours * 60 - 1 - i) * MINUTE);
  // What is compared with the same hours of yesterday reads nothing in between.
  const timestamps = [...(dayBefore ? until(END - DAY) : []), ...until(END)];
  const [begin = END] = timestamps;
  const counters = (pace: number, start: number) =>
    timestamps.map((time) => Math.floor(start + (pace * (time - begin)) / MINUTE));
  for (let m = 0; m < count; m++) {
    const own = {
      model_id: `id${m}`,
      model_name: `team-${m % 40}/model ${m}`,
      deployment_id: `d${m}`,
      environment: 'production',
    };
    const line = (name: string, labels: Record<string, string>, samples: number[]) =>
      `${JSON.stringify({ metric: { __name__: name, ...own, ...labels }, values: samples, timestamps })}\n`;
    for (const [status_code, pace] of Object.entries(CODES)) {
      const labels = { status_code, is_async: 'false' };
      const time = 'baseten_end_to_end_response_time_seconds';
      const all = counters(pace, 1000 + m);
      yield line('baseten_inference_requests_total', labels, all);
      yield line(`${time}_count`, labels, all);
      yield line(`${time}_sum`, labels, counters(pace * 2, 2000));
      for (const [i, le] of BOUNDS.entries()) {
        yield line(`${time}_bucket`, { ...labels, le }, counters(pace * Math.min(1, (i + 1) / 8), 1000));
      }
    }
    yield line(
      'baseten_replicas_active',
      {},
      timestamps.map(() => replicas)
    );
    yield line(
      'baseten_replicas_starting',
      {},
      timestamps.map(() => 0)
    );
    yield line(
      'baseten_concurrent_requests',
      {},
      timestamps.map((_, i) => 3 + (i % 3))
    );
    for (let r = 0; r < replicas; r++) {
      yield line('baseten_container_cpu_usage_seconds_total', { replica: `r${r}` }, counters(30, 500));
      yield line(
        'baseten_container_restarts_total',
        { replica: `r${r}` },
        timestamps.map(() => 1)
      );
    }
  }
}

async function cpuSeconds(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const [, seconds] = /^process_cpu_seconds_total (\S+)$/m.exec(text) ?? [];
  if (seconds === undefined) {
    throw new Error(`${url}/metrics has no process_cpu_seconds_total.`);
  }
  return Number(seconds);
}

interface Answer {
  data: { stats: { samples: { totalQueryableSamples: number } } };
}

/** How many samples the server read for it. */
async function evaluate(url: string, expr: string): Promise<number> {
  const response = await fetch(`${url}/api/v1/query`, {
    method: 'POST',
    body: new URLSearchParams({ query: expr, time: String(END / 1000), stats: 'all' }),
  });
  if (!response.ok) {
    throw new Error(`${response.status} ${await response.text()}`);
  }
  const { data }: Answer = await response.json();
  return data.stats.samples.totalQueryableSamples;
}

const known = new Set(PAST.flatMap(({ groups }) => groups));
const file: RuleFile = parse(
  readFileSync(path.join(import.meta.dirname, '../provisioning/prometheus/baseten-alerts.yaml'), 'utf8')
);
const forgotten = file.groups.filter(({ name }) => !known.has(name)).map(({ name }) => name);
if (forgotten.length > 0) {
  throw new Error(`No past is named here for ${forgotten.join(', ')}: a row of PAST.`);
}
await build({ only: ['backfill', 'prometheus'], log: console.error });
const rows: Array<{ alert: string; perMinute: number; samples: number }> = [];
for (const { groups, hours, models: count, dayBefore } of PAST) {
  const dataDir =
    values.data === undefined
      ? mkdtempSync(path.join(tmpdir(), 'baseten-rules-'))
      : path.join(values.data, `${count}x${replicas}-${hours}h${dayBefore ? '-twice' : ''}`);
  try {
    if (values.data === undefined || !existsSync(dataDir)) {
      console.error(`${count} models with ${replicas} replicas each, ${hours} hours …`);
      await backfill(dataDir, lines(count, hours, dayBefore), { block: '24h' });
    }
    const server = await startPrometheus({ dataDir });
    try {
      for (const { name, interval, rules } of file.groups.filter((group) => groups.includes(group.name))) {
        const minutes = parseInt(interval, 10) * (interval.endsWith('h') ? 60 : 1);
        for (const { alert, expr } of rules) {
          // What is read first has to be loaded once: a server that evaluates each minute has it.
          const samples = await evaluate(server.url, expr);
          const before = await cpuSeconds(server.url);
          for (let round = 0; round < ROUNDS; round++) {
            await evaluate(server.url, expr);
          }
          const spent = ((await cpuSeconds(server.url)) - before) / ROUNDS;
          const scale = models / count / minutes;
          rows.push({ alert: `${name}: ${alert}`, perMinute: spent * scale, samples: samples * scale });
        }
      }
    } finally {
      await server.stop();
    }
  } finally {
    if (values.data === undefined) {
      rmSync(dataDir, { recursive: true, force: true });
    }
  }
}
rows.sort((a, b) => b.perMinute - a.perMinute);
rows
  .slice(0, Number(values.rows))
  .forEach(({ alert, perMinute, samples }) =>
    console.log(`${perMinute.toFixed(3)} s  ${(samples / 1e6).toFixed(2).padStart(6)} M samples  ${alert}`)
  );
const sum = (of: (row: (typeof rows)[number]) => number) => rows.reduce((all, row) => all + of(row), 0);
console.log(
  `${rows.length} rules: ${sum(({ perMinute }) => perMinute).toFixed(2)} CPU seconds and ${(sum(({ samples }) => samples) / 1e6).toFixed(1)} M samples a minute for ${models} models × ${replicas} replicas`
);
