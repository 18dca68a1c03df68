/**
 * Times the built backend from its start, by a host that starts it as Grafana does, to its first answer, and weighs it when
 * it is at rest. Prints both as Go's benchmarks do.
 */
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from '../build/steps.mjs';
import { startGateway } from '../demo/servers/gateway';

const ROUNDS = 5;
const REST = 3_000;

await build({ only: ['frontend', 'backend', 'gateway'], log: console.error });

/** A server that has one series, so that nothing but the backend takes time. */
const server = createServer((_, response) => {
  response.setHeader('Content-Type', 'application/json');
  const sample = { metric: { model_name: 'm' }, value: [Date.now() / 1000, '1'] };
  response.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result: [sample] } }));
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port }: AddressInfo = Object(server.address());

const host = await startGateway({ flags: ['--url', `http://127.0.0.1:${port}`], silent: true });

/** The backend's process, the only one that the host has started. */
function backend(): { pid: number; bytes: number } | undefined {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,rss=,stat='], { encoding: 'utf8' }).trim().split('\n');
  const fields = lines.map((line) => line.trim().split(/\s+/));
  const own = fields.find(([, parent, , state]) => Number(parent) === host.pid && !state?.startsWith('Z'));
  return own && { pid: Number(own[0]), bytes: Number(own[2]) * 1024 };
}

async function ask(): Promise<void> {
  const query = { refId: 'A', metric: 'baseten_replicas_active', queryType: 'instant' };
  const now = Date.now();
  const response = await fetch(`${host.url}/api/ds/query`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ from: String(now - 3_600_000), to: String(now), queries: [query] }),
  });
  const text = await response.text();
  if (!response.ok || !text.includes('"frames"')) {
    throw new Error(`The backend answered ${response.status}: ${text}`);
  }
}

try {
  await ask();
  for (let round = 0; round < ROUNDS; round++) {
    const running = backend();
    if (running) {
      process.kill(running.pid, 'SIGKILL');
    }
    while (backend()) {
      await sleep(20);
    }
    // The host has to see its end before it starts another.
    await sleep(200);
    const start = performance.now();
    await ask();
    const nanoseconds = (performance.now() - start) * 1e6;
    await sleep(REST);
    console.log(`BenchmarkStart 1 ${nanoseconds.toFixed(0)} ns/op ${backend()?.bytes} resident-B`);
  }
} finally {
  await host.stop();
  server.close();
}
