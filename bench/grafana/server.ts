/** A Grafana to measure in: one that runs (`GRAFANA_URL`), or one that is started (`GRAFANA_HOME`, or `grafana` on the PATH). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { project } from '../../build/project.mjs';

const dist = join(import.meta.dirname, '..', '..', 'dist');
/** A first start makes the database. */
const STARTS_WITHIN = 240_000;

export interface Grafana {
  url: string;
  stop: () => Promise<void>;
}

export async function openGrafana(env = process.env): Promise<Grafana> {
  if (env['GRAFANA_URL']) {
    return { url: env['GRAFANA_URL'].replace(/\/$/, ''), stop: () => Promise.resolve() };
  }
  const home = env['GRAFANA_HOME'];
  const folders = home ? [join(home, 'bin')] : (env['PATH'] ?? '').split(delimiter);
  const program = folders.map((folder) => join(folder, 'grafana')).find((path) => existsSync(path));
  if (program === undefined) {
    throw new Error('There is no Grafana: set GRAFANA_URL to one that runs, or GRAFANA_HOME to the folder of one.');
  }
  const homepath = [home, '/usr/share/grafana'].find((path) => path && existsSync(join(path, 'conf', 'defaults.ini')));
  return start(program, homepath ? ['--homepath', homepath] : []);
}

async function start(program: string, args: string[]): Promise<Grafana> {
  const data = mkdtempSync(join(tmpdir(), 'baseten-bench-grafana-'));
  const plugins = join(data, 'plugins');
  mkdirSync(plugins);
  symlinkSync(dist, join(plugins, project.id), 'junction');
  const port = await freePort();
  const child = spawn(program, ['server', ...args], {
    stdio: 'ignore',
    env: {
      ...process.env,
      GF_SERVER_HTTP_ADDR: '127.0.0.1',
      GF_SERVER_HTTP_PORT: String(port),
      GF_PATHS_DATA: data,
      GF_PATHS_LOGS: join(data, 'logs'),
      GF_PATHS_PLUGINS: plugins,
      GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS: project.id,
      GF_AUTH_ANONYMOUS_ENABLED: 'true',
      GF_AUTH_ANONYMOUS_ORG_ROLE: 'Admin',
      GF_ANALYTICS_REPORTING_ENABLED: 'false',
      GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
      GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
      GF_PLUGINS_PREINSTALL_DISABLED: 'true',
      GF_LOG_LEVEL: 'error',
    },
  });
  const ended = once(child, 'close');
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(data, { recursive: true, force: true });
  };
  const last = Date.now() + STARTS_WITHIN;
  while (!(await isReady(url))) {
    if (child.exitCode !== null || Date.now() > last) {
      await stop();
      throw new Error(`Grafana did not start within ${STARTS_WITHIN / 1000} s; ${program} says why.`);
    }
    await sleep(500);
  }
  return { url, stop };
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/api/health`)).ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return address && typeof address === 'object' ? address.port : 0;
}

/** Asks Grafana's API; throws with its words where it refuses. */
export async function call(url: string, method: string, path: string, body?: unknown): Promise<string> {
  const { username, password, origin } = new URL(url);
  const sign = username ? { Authorization: `Basic ${btoa(`${username}:${password}`)}` } : undefined;
  const response = await fetch(new URL(path, origin), {
    method,
    headers: { 'Content-Type': 'application/json', ...sign },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
  }
  return text;
}
