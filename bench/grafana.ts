/**
 * `npm run bench:grafana [-- --rounds 9 --only rule --note]`: this data source and Grafana's own Prometheus data source, asked in turns in a
 * real Grafana about the same Prometheus. Needs GRAFANA_URL or GRAFANA_HOME, and the latter for the rows of rules. `--only` takes the
 * rows whose name holds a text; `--note` writes bench/GRAFANA.md. What is asked stands in bench/grafana/rows.ts.
 */
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { cpus, loadavg, platform, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { project } from '../build/project.mjs';
import { build } from '../build/steps.mjs';
import { backfill, startPrometheus } from '../demo/servers/start';
import { timeRule } from './grafana/rules';
import { call, openGrafana } from './grafana/server';
import { DAY, history, rows, type Row } from './grafana/rows';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    only: { type: 'string', default: '' },
    note: { type: 'boolean', default: false },
  },
});
const rounds = Number(options.rounds);
if (!(Number.isInteger(rounds) && rounds > 0)) {
  console.error(`rounds is ${options.rounds}; it is a whole number above 0.`);
  process.exit(1);
}

interface Source {
  uid: string;
  type: string;
  /** The query as this data source saves it. */
  query: (row: Row) => object;
}

const own: Source = {
  uid: 'bench-baseten',
  type: project.id,
  query: ({ expr, kind }) => ({
    editorMode: 'code',
    expr,
    queryType: kind === 'range' ? 'range' : 'instant',
    ...(kind === 'table' ? { format: 'table' } : {}),
    // What the browser adds; a rule's file never has it.
    ...(kind === 'rule' ? {} : { numbersAs: 'rows' }),
  }),
};
const core: Source = {
  uid: 'bench-core',
  type: 'prometheus',
  query: ({ expr, kind }) => ({
    editorMode: 'code',
    expr,
    range: kind === 'range',
    instant: kind !== 'range',
    format: kind === 'table' ? 'table' : 'time_series',
  }),
};

const end = Math.floor(Date.now() / 60_000) * 60_000;
const folder = 'bench-folder';

function modelOf(source: Source, row: Row) {
  return {
    refId: 'A',
    datasource: { uid: source.uid, type: source.type },
    intervalMs: 60_000,
    maxDataPoints: 2000,
    ...source.query(row),
  };
}

function ask(url: string, source: Source, row: Row): Promise<string> {
  const from = String(end - (DAY - 1) * 60_000);
  return call(url, 'POST', '/api/ds/query', { from, to: String(end), queries: [modelOf(source, row)] });
}

interface Frame {
  schema: { fields: Array<{ type?: string }>; meta?: { custom?: { packedRows?: number } } };
  data: { values: unknown[][] };
}

/** Fails where a source answers with other series than there are: nothing is as fast as no data. */
async function check(url: string, source: Source, row: Row): Promise<void> {
  const found = seriesOf(JSON.parse(await ask(url, source, row)));
  if (found !== row.series) {
    throw new Error(`${row.what}: ${source.uid} answered with ${found} series, and there are ${row.series}.`);
  }
}

/** Series of an answer: rows of a table, otherwise fields of numbers. */
function seriesOf(answer: unknown): number {
  const { results }: { results?: Record<string, { frames?: Frame[] }> } = Object(answer);
  const frames = results?.['A']?.frames ?? [];
  const [first] = frames;
  const packed = first?.schema.meta?.custom?.packedRows;
  if (packed !== undefined) {
    return packed;
  }
  const longest = Math.max(0, ...(first?.data.values ?? []).map((column) => column.length));
  const hasTexts = first?.schema.fields.some(({ type }) => type === 'string') ?? false;
  return hasTexts
    ? longest
    : frames.reduce((sum, { schema }) => sum + schema.fields.filter(({ type }) => type === 'number').length, 0);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const median = (list: number[]) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? NaN;
const mean = (list: number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
const number = (value: number) => (value < 10 ? value.toFixed(1) : value.toFixed(0));

interface Times {
  core: number[];
  own: number[];
}

/** What the server alone takes, which no data source can save: the same question, its answer read and thrown away. */
async function timeServer(url: string, { expr, kind }: Row): Promise<number> {
  const ask: Record<string, string> =
    kind === 'range'
      ? { query: expr, start: String(end / 1000 - (DAY - 1) * 60), end: String(end / 1000), step: '60' }
      : { query: expr, time: String(end / 1000) };
  const path = kind === 'range' ? 'query_range' : 'query';
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    times.push(
      await timed(async () => {
        const parameters = new URLSearchParams(ask).toString();
        // As this data source asks on a loopback interface.
        const headers = { 'Accept-Encoding': 'identity' };
        await (await fetch(`${url}/api/v1/${path}?${parameters}`, { headers })).arrayBuffer();
      })
    );
  }
  return median(times);
}

/** Times of both, in turns. */
async function measure(url: string, row: Row): Promise<Times> {
  await check(url, own, row);
  await check(url, core, row);
  const times: Times = { core: [], own: [] };
  for (let round = -1; round < rounds; round++) {
    for (const who of round % 2 === 0 ? (['core', 'own'] as const) : (['own', 'core'] as const)) {
      const time = await timed(() => ask(url, who === 'own' ? own : core, row));
      // The first turn warms up.
      if (round >= 0) {
        times[who].push(time);
      }
    }
  }
  return times;
}

/** Times that Grafana took to evaluate a rule: each source's alone, twice, in the turns core, own, own, core. */
async function measureRule(url: string, log: string, row: Row): Promise<Times> {
  const each = Math.ceil(rounds / 2);
  console.error(`${row.what}: four times ${each + 1} evaluations, one in ten seconds`);
  const times: Times = { core: [], own: [] };
  for (const [turn, who] of (['core', 'own', 'own', 'core'] as const).entries()) {
    const source = who === 'own' ? own : core;
    // Its lines of the log are found by the uid.
    const uid = `${source.uid}-${rows.indexOf(row)}-${turn}`;
    const rule = { uid, datasource: source.uid, model: modelOf(source, row) };
    times[who].push(...(await timeRule({ url, log }, folder, rule, row.series, each)));
  }
  return times;
}

/** A Grafana that somebody built himself says another version than that of its source. */
async function versionOf(url: string): Promise<string> {
  const source = join(process.env['GRAFANA_HOME'] ?? '', 'package.json');
  const text = existsSync(source) ? readFileSync(source, 'utf8') : await call(url, 'GET', '/api/health');
  const told: { version?: string } = JSON.parse(text);
  return told.version ?? '';
}

await build({ only: ['frontend', 'backend', 'prometheus', 'backfill'], log: console.error });
const dataDir = mkdtempSync(join(tmpdir(), 'baseten-bench-'));
const undo: Array<() => Promise<unknown>> = [() => rm(dataDir, { recursive: true, force: true })];
try {
  console.error('Writing history and starting the servers.');
  await backfill(dataDir, history(end), { block: '24h' });
  const prometheus = await startPrometheus({ dataDir });
  undo.push(prometheus.stop);
  const grafana = await openGrafana();
  undo.push(grafana.stop);
  const { url } = grafana;
  for (const { uid, type } of [own, core]) {
    await call(url, 'POST', '/api/datasources', { uid, name: uid, type, access: 'proxy', url: prometheus.url });
    undo.push(() => call(url, 'DELETE', `/api/datasources/uid/${uid}`));
  }
  await call(url, 'POST', '/api/folders', { uid: folder, title: folder });
  undo.push(() => call(url, 'DELETE', `/api/folders/${folder}`));
  const version = await versionOf(url);

  const lines: string[] = [];
  for (const row of rows.filter(({ what }) => what.includes(options.only))) {
    if (row.kind === 'rule' && grafana.log === undefined) {
      lines.push(`| ${row.what} | | | | stands in the log of a Grafana of GRAFANA_HOME | ${row.goal.toFixed(2)} | |`);
      continue;
    }
    const times = await (row.kind === 'rule' && grafana.log !== undefined
      ? measureRule(url, grafana.log, row)
      : measure(url, row));
    const server = await timeServer(prometheus.url, row);
    const middle = row.kind === 'rule' ? mean : median;
    const [theirs, ours] = [middle(times.core), middle(times.own)];
    // Of two requests in turn a busy moment spoils both, so that their ratio counts. Evaluations of rules have no partner.
    const faster =
      row.kind === 'rule' ? theirs / ours : median(times.core.map((time, i) => time / (times.own[i] ?? NaN)));
    const met = faster >= row.goal ? 'yes' : 'no';
    lines.push(
      `| ${row.what} | ${number(server)} | ${number(theirs)} | ${number(ours)} | ${faster.toFixed(2)} | ${row.goal.toFixed(2)} | ${met} |`
    );
    console.error(lines.at(-1));
  }
  const text = `# Results of \`npm run bench:grafana\`

The whole way in a real Grafana ${version}: \`/api/ds/query\`, and the evaluation of a rule with a threshold, as its scheduler
logs it, of this data source and of Grafana's own for Prometheus. Both ask the same Prometheus, in turns; medians of ${rounds} turns, the ratio that of each turn.
Of a rule it is the mean: some evaluations collect the garbage of those before. Each source's rule is evaluated alone. The core
data source runs inside of Grafana's process; this one behind gRPC, and its numbers become fields in the browser, which takes some
15 ms for 10,000 series and is not in here. What Prometheus alone takes, to answer and to hand its answer over, is in both; so is the
JSON that Grafana writes for the browser. Other work on the machine shows in the times, less in the ratios.

- Machine: ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${platform()} ${release()}; load ${loadavg()[0]?.toFixed(1)}
- ${new Date().toISOString().slice(0, 10)}

| in Grafana | Prometheus alone ms | core ms | ours ms | ours is faster by | goal | met |
| --- | --- | --- | --- | --- | --- | --- |
${lines.join('\n')}
`;
  console.log(text);
  if (options.note) {
    writeFileSync(join(import.meta.dirname, 'GRAFANA.md'), text);
  }
} finally {
  for (const step of undo.reverse()) {
    await step().catch((error: unknown) => console.error(error));
  }
}
