/** Starts what stands in for Grafana, which runs the plugin's backend, and stops it again. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { program } from '../lib/builds.mjs';

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

/** Starts the gateway on a free port and waits until it and the plugin are ready. */
export async function startGateway(options: GatewayOptions = {}): Promise<Gateway> {
  const dist = options.dist ?? join(import.meta.dirname, '..', '..', 'dist');
  const flags = ['--port', '0', '--dist', dist, '--exit-with-stdin', ...(options.flags ?? [])];
  const child = spawn(program('gateway'), flags, {
    stdio: ['pipe', 'pipe', options.silent ? 'ignore' : 'inherit'],
    env: { ...process.env, ...options.env },
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const ready = await new Promise<{ url: string; pid: number }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`The gateway ended (${code}) before it was ready.`)));
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
