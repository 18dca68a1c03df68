/**
 * `npm run bench:week`: how long the Alerts tab takes to preview all rules over seven days, in Chromium. Writes bench/WEEK.md.
 *
 * - The demo's 8 models over a week of history with all of the demo's incidents each day, asked of a real Prometheus.
 * - 200 models, for the number of requests and the page's memory. Nobody here has a server with a week of them, so their answers are
 *   made up where the page asks: as long, and as wide, as real ones, with an hour of trouble a day for each model, so that no
 *   rule can leave a query out.
 *
 *   npm run bench:week -- --only real | made
 */
import { writeFileSync } from 'node:fs';
import { cpus, loadavg, release, tmpdir } from 'node:os';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type CDPSession, type Page } from '@playwright/test';
import { build } from '../build/steps.mjs';
import { demoScenario, simulate } from '../demo/simulator';
import { saveSource, startGateway } from '../demo/servers/gateway';
import { backfill, startPrometheus } from '../demo/servers/start';
import { chromiumFlags, findChromium } from '../build/chromium.mjs';
import { fleetAnswers } from './fleet';

const root = path.join(import.meta.dirname, '..');
const { values: options } = parseArgs({ options: { only: { type: 'string' } } });
const HOUR = 3_600_000;
/** Seven days, the hours before them that make states right, and the longest window of a rule that pages. */
const HOURS = 7 * 24 + 3 + 6;
/** So much heap is looked at each time that garbage was collected. */
const LOOK_MS = 1500;
/** How often it is told how far the preview is. */
const SAY_MS = 20_000;

interface Run {
  fleet: string;
  estimate: number;
  requests: number;
  /** Seconds. */
  first: number;
  short: number;
  all: number;
  /** MB of JavaScript's heap after garbage was collected: before, and the most in between. */
  heapBefore: number;
  heapMost: number;
  load: string;
}

const cpuSeconds = (pid: number): number => {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    // Not on every system.
    return NaN;
  }
};

async function heapOf(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize } = await session.send('Runtime.getHeapUsage');
  return (usedSize + backingStorageSize) / 2 ** 20;
}

/** Opens the tab, previews all rules, and looks at what it shows. */
async function preview(page: Page, url: string, fleet: string): Promise<Run> {
  await page.route('**/public/fonts/**', (route) => route.fulfill({ status: 204 }));
  await page.goto(new URL('/alerts', url).toString());
  const week = page.getByRole('region', { name: 'Before they ring' });
  // The other side has a line of its own below it.
  const status = week.getByRole('status').first();
  await week.getByRole('button', { name: 'Preview all rules' }).click();
  const start = week.getByRole('button', { name: 'Show the last 7 days' });
  await start.waitFor();
  const number = (text: string, pattern: RegExp) => Number(pattern.exec(text)?.[1]?.replaceAll(/\D/g, '') ?? NaN);
  const estimate = number(await status.innerText(), /^At most ([\d,.]+) requests/);
  const session = await page.context().newCDPSession(page);
  const heapBefore = await heapOf(session);
  const begin = performance.now();
  const seconds = () => (performance.now() - begin) / 1000;
  await start.click();
  let [first, short, heapMost, looked, said] = [NaN, NaN, 0, performance.now(), performance.now()];
  for (;;) {
    const text = await status.innerText();
    if (Number.isNaN(first) && /, [1-9]\d*% of it/.test(text)) {
      first = seconds();
    }
    if (Number.isNaN(short) && text.includes(', 100% of it')) {
      short = seconds();
    }
    const done = /^Asked for in ([\d,.]+) requests/.test(text);
    if (done || performance.now() - looked > LOOK_MS) {
      heapMost = Math.max(heapMost, await heapOf(session));
      looked = performance.now();
      if (looked - said > SAY_MS) {
        said = looked;
        console.error(`${Math.round(seconds())} s: ${text}; heap at most ${Math.round(heapMost)} MB`);
      }
    }
    if (done) {
      const all = seconds();
      return {
        fleet,
        estimate,
        requests: number(text, /^Asked for in ([\d,.]+) requests/),
        first,
        short: Number.isNaN(short) ? all : short,
        all,
        heapBefore,
        heapMost,
        load: loadavg()
          .map((each) => each.toFixed(1))
          .join(' '),
      };
    }
    await page.waitForTimeout(100);
  }
}

async function inChromium<T>(work: (page: Page) => Promise<T>): Promise<T> {
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags });
  try {
    return await work(await browser.newPage({ viewport: { width: 1400, height: 1000 } }));
  } finally {
    await browser.close();
  }
}

async function withPage<T>(dataDir: string, work: (url: string, prometheusPid: number) => Promise<T>): Promise<T> {
  const prometheus = await startPrometheus({ dataDir });
  const gateway = await startGateway({
    flags: ['--url', prometheus.url, '--page', path.join(root, '.cache/host'), '--log', 'error'],
  });
  try {
    await saveSource(gateway.url, 'baseten-metrics', { name: 'Baseten', url: prometheus.url, isDefault: true });
    return await work(gateway.url, prometheus.pid);
  } finally {
    await gateway.stop();
    await prometheus.stop();
  }
}

async function real(): Promise<{ run: Run; cpu: number }> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'baseten-week-'));
  try {
    const to = Math.floor(Date.now() / 60_000) * 60_000;
    const from = to - HOURS * HOUR;
    const scrapeLabels = { job: 'baseten', instance: 'simulator' };
    console.error(`${HOURS} hours of history …`);
    const { lines } = simulate({ seed: 'demo', from, to, scenario: demoScenario(from), scrapeLabels });
    await backfill(dataDir, lines, { block: '24h' });
    return await withPage(dataDir, (url, pid) =>
      inChromium(async (page) => {
        const before = cpuSeconds(pid);
        const run = await preview(page, url, '8 models of the demo, a real Prometheus');
        return { run, cpu: cpuSeconds(pid) - before };
      })
    );
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function made(models: number): Promise<Run> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'baseten-week-'));
  try {
    return await withPage(dataDir, (url) =>
      inChromium(async (page) => {
        await fleetAnswers(page, models);
        return preview(page, url, `${models} models, answers made up`);
      })
    );
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

await build();
const measured = options.only === 'made' ? undefined : await real();
const runs = [...(measured ? [measured.run] : []), ...(options.only === 'real' ? [] : [await made(200)])];
const row = (run: Run) =>
  `| ${[
    run.fleet,
    run.estimate.toLocaleString('en'),
    run.requests.toLocaleString('en'),
    ...[run.first, run.short, run.all].map((each) => `${each.toFixed(1)} s`),
    `${run.heapBefore.toFixed(0)} MB`,
    `${run.heapMost.toFixed(0)} MB`,
    run.load,
  ].join(' | ')} |`;
const text = `# Results of \`npm run bench:week\`

The Alerts tab previews all rules of the default objectives over seven days, in Chromium on the demo's page, with the built plugin.

- **first**: until the first result is told of; the goal is 2 s. **short**: until all rules that look back an hour at most are done;
  the goal is 20 s. **all**: until the others are too. They include what looking costs: the heap is collected every ${LOOK_MS / 1000} s.
- **heap**: JavaScript's heap and its buffers after garbage was collected, before the preview and at its most.
- **load**: of the machine over 1, 5 and 15 minutes at the end; above ${cpus().length} others had a part of it.
- 200 models: nobody here has a server with a week of them, so their answers are made up where the page asks, as long and as wide as real
  ones. The times are those of the page and of making up answers, and say nothing of a server.

| fleet | requests at most | requests | first | short | all | heap before | heap at most | load |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
${runs.map(row).join('\n')}

${measured && !Number.isNaN(measured.cpu) ? `- CPU of the Prometheus: ${measured.cpu.toFixed(1)} s for the 8 models.\n` : ''}- Machine: ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Linux ${release()}
- Node ${process.version}, ${new Date().toISOString().slice(0, 10)}
`;
if (options.only === undefined) {
  writeFileSync(path.join(import.meta.dirname, 'WEEK.md'), text);
}
console.log(text);
