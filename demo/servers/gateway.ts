/** Starts what stands in for Grafana, which runs the plugin's backend, and stops it again. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { program } from '../../build/steps.mjs';

export interface Gateway {
  /** Base URL of Grafana's paths. */
  url: string;
  pid: number;
  stop: () => Promise<void>;
}

export interface GatewayOptions {
  /** Folder of the built plugin. */
  dist?: string;
  /** Further command-line flags. */
  flags?: string[];
  env?: Record<string, string>;
  /** Nobody wants to read what the plugin logs. */
  silent?: boolean;
}

/** How much of the gateway's last words is kept for an error. */
const MOST_SAID = 2_000;

/** Starts the gateway on a free port and waits until it and the plugin are ready. */
export async function startGateway(options: GatewayOptions = {}): Promise<Gateway> {
  const dist = options.dist ?? join(import.meta.dirname, '..', '..', 'dist');
  const flags = ['--port', '0', '--dist', dist, '--exit-with-stdin', ...(options.flags ?? [])];
  const child = spawn(program('gateway'), flags, {
    stdio: 'pipe',
    env: { ...process.env, ...options.env },
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-MOST_SAID);
    if (!options.silent) {
      process.stderr.write(chunk);
    }
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const ready = await new Promise<{ url: string; pid: number }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`The gateway ended (${code}) before it was ready. ${said}`)));
    createInterface({ input: child.stdout }).on('line', (line) => resolve(JSON.parse(line)));
  });
  return {
    ...ready,
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

/** What a data source is saved with; without a name it has that of its uid. */
export interface SourceSettings {
  url: string;
  name?: string;
  isDefault?: boolean;
  jsonData?: object;
}

/** Saves a data source, as somebody does in its settings. @throws an Error with the gateway's words where it refuses */
export async function saveSource(gateway: string, uid: string, settings: SourceSettings): Promise<void> {
  const response = await fetch(`${gateway}/api/datasources/uid/${uid}`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: uid, ...settings }),
  });
  if (!response.ok) {
    throw new Error(`The data source ${uid} could not be saved: ${response.status} ${await response.text()}`);
  }
}
