/**
 * `npm run bench:grafana [-- --rounds 9 --note]`: this data source and Grafana's own Prometheus data source, asked in turns in a
 * real Grafana about the same Prometheus. Needs GRAFANA_URL or GRAFANA_HOME. `--note` writes bench/GRAFANA.md. What is asked
 * stands in bench/grafana/rows.ts.
 */
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { cpus, loadavg, platform, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { project } from '../build/project.mjs';
import { build } from '../build/steps.mjs';
import { backfill, startPrometheus } from '../demo/servers/start';
import { call, openGrafana } from './grafana/server';
import { DAY, history, rows, type Row } from './grafana/rows';

const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '9' }, note: { type: 'boolean', default: false } },
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
    ...(kind === 'instant' ? { numbersAs: 'rows' } : {}),
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

/** A threshold that nothing reaches: what is timed is the evaluation, not the list of alerts. */
const UNREACHED = 1e12;

function ask(url: string, source: Source, row: Row, threshold = UNREACHED): Promise<string> {
  const model = {
    refId: 'A',
    datasource: { uid: source.uid, type: source.type },
    intervalMs: 60_000,
    maxDataPoints: 2000,
    ...source.query(row),
  };
  if (row.kind !== 'rule') {
    const from = String(end - (DAY - 1) * 60_000);
    return call(url, 'POST', '/api/ds/query', { from, to: String(end), queries: [model] });
  }
  const condition = {
    refId: 'C',
    type: 'threshold',
    expression: 'A',
    conditions: [{ evaluator: { type: 'gt', params: [threshold] } }],
  };
  return call(url, 'POST', '/api/v1/rule/test/grafana', {
    folderUid: folder,
    folderTitle: folder,
    ruleGroup: 'bench',
    rule: {
      for: '0s',
      grafana_alert: {
        title: 'bench',
        condition: 'C',
        no_data_state: 'OK',
        exec_err_state: 'Error',
        data: [
          { refId: 'A', datasourceUid: source.uid, relativeTimeRange: { from: 600, to: 0 }, model },
          { refId: 'C', datasourceUid: '__expr__', relativeTimeRange: { from: 600, to: 0 }, model: condition },
        ],
      },
    },
  });
}

interface Frame {
  schema: { fields: Array<{ type?: string }> };
  data: { values: unknown[][] };
}

/** Fails where a source answers with other series than there are: nothing is as fast as no data. */
async function check(url: string, source: Source, row: Row): Promise<void> {
  const answer: unknown = JSON.parse(await ask(url, source, row, -UNREACHED));
  const found = row.kind === 'rule' ? (Array.isArray(answer) ? answer.length : 0) : seriesOf(answer);
  if (found !== row.series) {
    throw new Error(`${row.what}: ${source.uid} answered with ${found} series, and there are ${row.series}.`);
  }
}

/** Series of an answer: rows of a table, otherwise fields of numbers. */
function seriesOf(answer: unknown): number {
  const { results }: { results?: Record<string, { frames?: Frame[] }> } = Object(answer);
  const frames = results?.['A']?.frames ?? [];
  const [first] = frames;
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
const number = (value: number) => (value < 10 ? value.toFixed(1) : value.toFixed(0));

/** Times of both, in turns; the ratio is the median of the ratios of each turn, which a busy moment spoils for both. */
async function measure(url: string, row: Row) {
  await check(url, own, row);
  await check(url, core, row);
  const times = { core: new Array<number>(), own: new Array<number>() };
  for (let round = -1; round < rounds; round++) {
    const turn = { core: 0, own: 0 };
    for (const who of round % 2 === 0 ? (['core', 'own'] as const) : (['own', 'core'] as const)) {
      turn[who] = await timed(() => ask(url, who === 'own' ? own : core, row));
    }
    // The first turn warms up.
    if (round >= 0) {
      times.core.push(turn.core);
      times.own.push(turn.own);
    }
  }
  const faster = median(times.core.map((time, i) => time / (times.own[i] ?? NaN)));
  return { core: median(times.core), own: median(times.own), faster };
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
  const { url, stop } = await openGrafana();
  undo.push(stop);
  for (const { uid, type } of [own, core]) {
    await call(url, 'POST', '/api/datasources', { uid, name: uid, type, access: 'proxy', url: prometheus.url });
    undo.push(() => call(url, 'DELETE', `/api/datasources/uid/${uid}`));
  }
  await call(url, 'POST', '/api/folders', { uid: folder, title: folder });
  undo.push(() => call(url, 'DELETE', `/api/folders/${folder}`));
  const version = await versionOf(url);

  const lines: string[] = [];
  for (const row of rows) {
    const { core: theirs, own: ours, faster } = await measure(url, row);
    const met = faster >= row.goal ? 'yes' : 'no';
    lines.push(
      `| ${row.what} | ${number(theirs)} | ${number(ours)} | ${faster.toFixed(2)} | ${row.goal.toFixed(2)} | ${met} |`
    );
    console.error(lines.at(-1));
  }
  const text = `# Results of \`npm run bench:grafana\`

The whole way in a real Grafana ${version}: \`/api/ds/query\`, and the evaluation of a rule with a threshold, of this data source and
of Grafana's own for Prometheus. Both ask the same Prometheus, in turns; medians of ${rounds} turns, the ratio that of each turn. The core
data source runs inside of Grafana's process; this one behind gRPC, and its numbers become fields in the browser, which takes some
15 ms for 10,000 series and is not in here. Other work on the machine shows in the times, less in the ratios.

- Machine: ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${platform()} ${release()}; load ${loadavg()[0]?.toFixed(1)}
- ${new Date().toISOString().slice(0, 10)}

| in Grafana | core ms | ours ms | ours is faster by | goal | met |
| --- | --- | --- | --- | --- | --- |
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
