/** Starts real servers with a given past, for tests and the replay, and stops them again. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../build/run.mjs';
import { program } from '../../build/steps.mjs';

export interface RunningServer {
  /** Base URL of the Prometheus HTTP API. */
  url: string;
  pid: number;
  /** Ends the process, and removes its data unless the folder was given. May be called twice. */
  stop: () => Promise<void>;
}

export interface StartOptions {
  /** Data folder; a temporary one, removed by `stop`, when missing. */
  dataDir?: string;
  /** 0 takes a free port. */
  port?: number;
  /** Further command-line flags. */
  flags?: string[];
  /** Further variables of its environment. */
  env?: Record<string, string>;
}

/** For servers that live for a minute and evaluate all the time: a twentieth of it went into collecting garbage. */
export const seldomCollected = { GOGC: '400' };

export interface PrometheusOptions extends StartOptions {
  /** Text of prometheus.yml. Without it nothing is scraped. */
  config?: string;
}

const running = new Set<ChildProcess>();
let watched = false;

/** No server outlives this process, however it ends. */
function watch(child: ChildProcess): void {
  running.add(child);
  child.once('close', () => running.delete(child));
  if (!watched) {
    watched = true;
    process.once('exit', () => running.forEach((other) => other.kill('SIGKILL')));
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => {
        running.forEach((other) => other.kill('SIGTERM'));
        process.kill(process.pid, signal);
      });
    }
  }
}

/**
 * Writes history into a data folder that no Prometheus uses at the moment.
 * @param lines what the simulator gives, in pieces
 * @param step seconds between samples: a longer pause is marked as stale
 * @param block length of a block; long ones make queries over many days fast
 */
export async function backfill(
  dataDir: string,
  lines: Iterable<string>,
  { step = 60, block = '2h' }: { step?: number; block?: string } = {}
): Promise<void> {
  const child = spawn(program('backfill'), ['-data', dataDir, '-step', `${step}s`, '-block', block], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  watch(child);
  const words = collect(child);
  const ended = once(child, 'close');
  // A writer that fails closes the pipe; what it said is reported below.
  child.stdin.on('error', () => {});
  for (const text of lines) {
    if (!child.stdin.write(text)) {
      await Promise.race([once(child.stdin, 'drain'), ended]);
    }
    if (child.exitCode !== null) {
      break;
    }
  }
  child.stdin.end();
  const [code] = await ended;
  if (code !== 0) {
    throw new Error(`The history could not be written:\n${words()}`);
  }
}

/** Starts Prometheus and waits until it answers queries. */
export async function startPrometheus(options: PrometheusOptions = {}): Promise<RunningServer> {
  const { dataDir, remove } = dataFolder(options, 'prometheus');
  const port = options.port || (await freePort());
  mkdirSync(dataDir, { recursive: true });
  const config = join(dataDir, 'prometheus.yml');
  writeFileSync(config, options.config ?? 'global:\n  scrape_interval: 60s\n');
  return start('Prometheus', 'prometheus', port, '/-/ready', remove, options.env, [
    `--config.file=${config}`,
    `--storage.tsdb.path=${dataDir}`,
    // The past of a test may be any time.
    '--storage.tsdb.retention.time=100y',
    `--web.listen-address=127.0.0.1:${port}`,
    '--log.level=warn',
    ...(options.flags ?? []),
  ]);
}

/** Starts VictoriaMetrics (single node) and waits until it answers queries. */
export async function startVictoriaMetrics(options: StartOptions = {}): Promise<RunningServer> {
  const { dataDir, remove } = dataFolder(options, 'victoriametrics');
  const port = options.port || (await freePort());
  return start('VictoriaMetrics', 'victoriametrics', port, '/health', remove, options.env, [
    `-storageDataPath=${dataDir}`,
    `-httpListenAddr=127.0.0.1:${port}`,
    '-retentionPeriod=100y',
    '-loggerLevel=WARN',
    ...(options.flags ?? []),
  ]);
}

/** Imports the same lines into VictoriaMetrics and waits until they can be queried. */
export async function importLines(url: string, lines: Iterable<string>): Promise<void> {
  for (const body of lines) {
    const response = await fetch(`${url}/api/v1/import`, { method: 'POST', body });
    if (!response.ok) {
      throw new Error(`VictoriaMetrics refused the history: ${response.status} ${await response.text()}`);
    }
  }
  await fetch(`${url}/internal/force_flush`);
}

async function start(
  title: string,
  name: string,
  port: number,
  readyPath: string,
  remove: () => void,
  env: Record<string, string> | undefined,
  args: string[]
): Promise<RunningServer> {
  const child = spawn(program(name), args, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
  watch(child);
  const words = collect(child);
  let ended: string | undefined;
  const end = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      ended = `could not be started: ${error.message}. Is it built (npm run build:demo ${name})?`;
      resolve();
    });
    child.once('close', (code, signal) => {
      ended ??= `ended (${signal ?? code})`;
      resolve();
    });
  });
  const stop = async () => {
    if (ended === undefined) {
      child.kill('SIGTERM');
      const timeout = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await end;
      clearTimeout(timeout);
    }
    remove();
  };
  const url = `http://127.0.0.1:${port}`;
  for (const deadline = Date.now() + 60_000; ;) {
    if (ended !== undefined || Date.now() > deadline) {
      await stop();
      throw new Error(`${title} ${ended ?? 'was not ready after a minute'}:\n${words()}`);
    }
    const response = await fetch(url + readyPath).catch(() => undefined);
    if (response?.ok) {
      return { url, pid: child.pid ?? 0, stop };
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The last of what a process says on standard error. */
function collect(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-4000);
  });
  return () => text.trim();
}

function dataFolder({ dataDir }: StartOptions, name: string): { dataDir: string; remove: () => void } {
  if (dataDir !== undefined) {
    return { dataDir, remove: () => {} };
  }
  const made = mkdtempSync(join(tmpdir(), `baseten-${name}-`));
  return { dataDir: made, remove: () => rmSync(made, { recursive: true, force: true }) };
}
