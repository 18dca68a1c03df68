/** A Grafana to measure in: one that runs (`GRAFANA_URL`), or one that is started (`GRAFANA_HOME`, or `grafana` on the PATH). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../build/run.mjs';
import { environmentOf, locateGrafana } from '../../demo/lib/grafana.mjs';

/** Lets Grafana write its log to a file, with each evaluation of a rule and how long it took. */
const LOGS_EVALUATIONS = { GF_LOG_MODE: 'file', GF_LOG_FILTERS: 'ngalert.scheduler:debug' };

/** A first start makes the database. */
const STARTS_WITHIN = 240_000;

export interface Grafana {
  url: string;
  /** Its log, where it was started here. */
  log?: string;
  stop: () => Promise<void>;
}

export async function openGrafana(env = process.env): Promise<Grafana> {
  if (env['GRAFANA_URL']) {
    return { url: env['GRAFANA_URL'].replace(/\/$/, ''), stop: () => Promise.resolve() };
  }
  const installed = locateGrafana(env);
  if (installed === undefined) {
    throw new Error('There is no Grafana: set GRAFANA_URL to one that runs, or GRAFANA_HOME to the folder of one.');
  }
  return start(installed);
}

async function start({ program, args }: { program: string; args: string[] }): Promise<Grafana> {
  const data = mkdtempSync(join(tmpdir(), 'baseten-bench-grafana-'));
  const port = await freePort();
  const child = spawn(program, args, {
    stdio: 'ignore',
    env: { ...process.env, ...environmentOf({ port, data }), GF_LOG_LEVEL: 'error', ...LOGS_EVALUATIONS },
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
  return { url, log: join(data, 'logs', 'grafana.log'), stop };
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/api/health`)).ok;
  } catch {
    return false;
  }
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
