/**
 * `npm run load [-- --minutes 10] [--note]`: the plugin's backend, built with the race detector, answers 200 questions at once
 * of a real Prometheus, while settings change and Prometheus restarts. Every answer is right, or says clearly that the
 * server is away; afterwards the process holds no more than before. `--note` writes the figures to bench/LOAD.md.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { build, pluginBinary } from '../../build/steps.mjs';
import { startGateway, type Gateway } from '../../demo/servers/gateway';
import { backfill, startPrometheus, type RunningServer } from '../../demo/servers/start';
import { lines } from '../integration/past';
import { askPlugin, askPrometheus, saveLoaded, valuesOf } from './ask';
import { cases, difference, ranges, type Values } from './cases';

const root = path.join(import.meta.dirname, '../..');
const AT_ONCE = 200;
const SETTINGS_EVERY = 5_000;
const RESTART_EVERY = 40_000;
const PROGRESS_EVERY = 20_000;
/** Idle connections end after 90 s. */
const LONGEST_SETTLING = 150_000;

interface Usage {
  pid: number;
  goroutines: number;
  heapBytes: number;
}

const { values: options } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, note: { type: 'boolean', default: false } },
});
const minutes = Number(options.minutes);
if (!(minutes > 0 && minutes <= 120)) {
  console.error(`minutes is ${options.minutes}; it is a number above 0, at most 120.`);
  process.exit(1);
}

const folder = mkdtempSync(path.join(tmpdir(), 'baseten-load-'));
const addressFile = path.join(folder, 'address');

/** The gateway with a plugin that is built with the race detector; races go into files beside it. */
async function startRacing(): Promise<Gateway> {
  const args = ['build', '-race', '-o', path.join(folder, pluginBinary), './tests/load/plugin'];
  if (spawnSync('go', args, { cwd: root, stdio: 'inherit' }).status !== 0) {
    throw new Error('The plugin could not be built with the race detector, which needs a C compiler.');
  }
  copyFileSync(path.join(root, 'plugin.json'), path.join(folder, 'plugin.json'));
  const env = { LOAD_ADDRESS_FILE: addressFile, GORACE: `log_path=${path.join(folder, 'race')}` };
  return startGateway({ dist: folder, flags: ['--log', 'error'], env, silent: true });
}

async function usage(): Promise<Usage & { files: number }> {
  const told: Usage = await (await fetch(readFileSync(addressFile, 'utf8'))).json();
  return { ...told, files: readdirSync(`/proc/${told.pid}/fd`).length };
}

async function run(): Promise<boolean> {
  const stops: Array<() => Promise<void> | void> = [() => rmSync(folder, { recursive: true, force: true })];
  const problems: string[] = [];
  const tally = { right: 0, away: 0, wrong: 0, settings: 0, restarts: 0, slowest: 0 };
  try {
    await build({ only: ['translator', 'gateway', 'backfill', 'prometheus'] });
    const dataDir = path.join(folder, 'data');
    await backfill(dataDir, lines(false));
    let prometheus: RunningServer = await startPrometheus({ dataDir });
    stops.push(() => prometheus.stop());
    const port = Number(new URL(prometheus.url).port);
    const expected = new Map<string, Values>();
    for (const [c, asked] of cases.entries()) {
      for (const [r, { from, to }] of ranges.entries()) {
        const values = await askPrometheus(prometheus.url, asked, from, to);
        if (values.size === 0) {
          throw new Error(`${asked.promql} has no value, which would test nothing.`);
        }
        expected.set(`${c}/${r}`, values);
      }
    }
    const gateway = await startRacing();
    stops.push(gateway.stop);
    await saveLoaded(gateway.url, prometheus.url, {});
    const first = ranges[0] ?? { from: 0, to: 0 };
    for (const asked of cases) {
      await askPlugin(gateway.url, asked, first.from, first.to);
    }
    const before = await usage();
    console.log(`before: ${before.goroutines} goroutines, ${before.files} files, ${megabytes(before.heapBytes)} MB`);

    const until = Date.now() + minutes * 60_000;
    let away = false;
    const note = (text: string) => {
      tally.wrong++;
      if (problems.length < 20) {
        problems.push(text);
        console.log(`wrong: ${text}`);
      }
    };
    const asker = async () => {
      while (Date.now() < until) {
        const c = Math.floor(Math.random() * cases.length);
        const r = Math.floor(Math.random() * ranges.length);
        const asked = cases[c];
        const range = ranges[r];
        if (asked === undefined || range === undefined) {
          return;
        }
        const restarts = tally.restarts;
        const mayFail = away;
        const began = Date.now();
        const answer = await askPlugin(gateway.url, asked, range.from, range.to);
        tally.slowest = Math.max(tally.slowest, Date.now() - began);
        if (answer.error === undefined) {
          const wrong = difference(valuesOf(answer.frames ?? [], range.to), expected.get(`${c}/${r}`) ?? new Map());
          if (wrong === null) {
            tally.right++;
          } else {
            note(`${asked.promql}: ${wrong}`);
          }
          continue;
        }
        const during = mayFail || away || tally.restarts !== restarts;
        // While it stops, Prometheus itself answers that its blocks are closing.
        const stopping = answer.status === 422 && answer.error.includes('block is closing');
        const clear = stopping || ([502, 503, 504].includes(answer.status) && /server/i.test(answer.error));
        if (during && clear && (answer.errorSource ?? 'downstream') === 'downstream') {
          tally.away++;
          // As a panel does, it asks again later.
          await sleep(200);
        } else {
          note(
            `${answer.status} ${answer.errorSource ?? ''} ${answer.error}${during ? '' : ' (the server was there)'}`
          );
        }
      }
    };
    const settings = async () => {
      while (Date.now() < until) {
        await sleep(SETTINGS_EVERY);
        const odd = tally.settings++ % 2 === 1;
        const changed = {
          httpMethod: odd ? 'POST' : 'GET',
          maxConcurrentQueries: odd ? 20 : 10,
          queryTimeout: odd ? '60s' : '50s',
        };
        await saveLoaded(gateway.url, prometheus.url, changed);
      }
    };
    const restarts = async () => {
      while (Date.now() + RESTART_EVERY < until) {
        await sleep(RESTART_EVERY);
        away = true;
        await prometheus.stop();
        await sleep(1000);
        prometheus = await startPrometheus({ dataDir, port });
        tally.restarts++;
        away = false;
      }
    };
    const progress = async () => {
      while (Date.now() < until) {
        await sleep(Math.min(PROGRESS_EVERY, Math.max(0, until - Date.now())));
        const left = Math.max(0, Math.round((until - Date.now()) / 1000));
        console.log(
          `${tally.right} right, ${tally.away} while the server was away, ${tally.wrong} wrong; ${left} s to go`
        );
      }
      console.log('waiting until idle connections have ended …');
    };
    await Promise.all([...Array.from({ length: AT_ONCE }, asker), settings(), restarts(), progress()]);

    const peak = await usage();
    const limit = Date.now() + LONGEST_SETTLING;
    let after = peak;
    const more = () => after.goroutines > before.goroutines + 4 || after.files > before.files + 2 || heavier();
    const heavier = () => after.heapBytes > before.heapBytes + (16 << 20);
    while (more() && Date.now() < limit) {
      await sleep(2000);
      after = await usage();
    }
    if (after.pid !== before.pid) {
      note('the plugin ended and was started again');
    }
    if (more()) {
      note('the process holds more than before');
    }
    await gateway.stop();
    const races = readdirSync(folder).filter((name) => name.startsWith('race.'));
    races.forEach((name) => note(`race: ${readFileSync(path.join(folder, name), 'utf8').slice(0, 4000)}`));
    const rows: string[][] = [
      ['right answers', String(tally.right)],
      ['clear errors while Prometheus was away', String(tally.away)],
      ['anything else', String(tally.wrong)],
      ['changes of the settings', String(tally.settings)],
      ['restarts of Prometheus', String(tally.restarts)],
      ['slowest answer', `${(tally.slowest / 1000).toFixed(1)} s`],
      ['data races', String(races.length)],
      ['goroutines before, at the end, afterwards', [before, peak, after].map((u) => u.goroutines).join(', ')],
      ['open files before, at the end, afterwards', [before, peak, after].map((u) => u.files).join(', ')],
      ['MB in use before, at the end, afterwards', [before, peak, after].map((u) => megabytes(u.heapBytes)).join(', ')],
    ];
    rows.forEach((row) => console.log(row.join(': ')));
    if (options.note) {
      writeFileSync(path.join(root, 'bench/LOAD.md'), report(rows));
    }
    return tally.wrong === 0 && tally.right > 0;
  } finally {
    for (const stop of stops.reverse()) {
      await stop();
    }
  }
}

function megabytes(bytes: number): string {
  return (bytes / (1 << 20)).toFixed(1);
}

function report(rows: string[][]): string {
  return `# Results of \`npm run load\`

${AT_ONCE} questions at once for ${minutes} minutes, from panels and rules, to the backend built with the race detector, in front of a real
Prometheus with five hours of known data. Each answer is compared with what Prometheus said to the PromQL by hand.

- Machine: ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${process.platform} ${process.arch}
- ${new Date().toISOString().slice(0, 10)}

| what | measured |
| --- | --- |
${rows.map((row) => `| ${row.join(' | ')} |`).join('\n')}
`;
}

run().then(
  (good) => process.exit(good ? 0 : 1),
  (error: unknown) => {
    // What failed in a connection stands in the cause.
    console.error(error);
    process.exit(1);
  }
);
