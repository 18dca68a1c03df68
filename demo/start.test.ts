import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandOf } from '../build/run.mjs';
import { clearUp, remember, runningComplaint } from './lib/state.mjs';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'baseten-demo-'));
});

afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

/** Runs `npm start`'s program; it must give up before it builds anything. */
function start(args: string[], { env = {}, node = [] }: { env?: Record<string, string>; node?: string[] } = {}) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...node, path.join(import.meta.dirname, 'start.mjs'), ...args],
    { encoding: 'utf8', env: { ...process.env, BASETEN_DEMO_DIR: dir, ...env }, timeout: 15_000 }
  );
  return { status, stdout, sentence: stderr.trimEnd() };
}

/** One sentence, on one line, and nothing built. */
function expectRefusal(result: ReturnType<typeof start>, words: RegExp) {
  expect(result.sentence).toMatch(words);
  expect(result.sentence).not.toContain('\n');
  expect(result.stdout).toBe('');
  expect(result.status).toBe(1);
}

describe('npm start refuses with one sentence', () => {
  it('where a port is in use, and says which options choose another', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address ? String(address.port) : '';
    try {
      expectRefusal(
        start(['--port', port, '--prometheus-port', '0', '--simulator-port', '0']),
        new RegExp(`^Port ${port}, meant for the page, is in use: .*--port or BASETEN_DEMO_PORT`)
      );
      expectRefusal(
        start(['--port', '0', '--simulator-port', '0'], { env: { BASETEN_DEMO_PROMETHEUS_PORT: port } }),
        new RegExp(`^Port ${port}, meant for Prometheus, is in use: .*BASETEN_DEMO_PROMETHEUS_PORT`)
      );
    } finally {
      server.close();
    }
  });

  it('without Go', () => {
    expectRefusal(start([], { env: { PATH: dir } }), /^Go was not found: install Go 1\.26/);
  });

  it('with an older Go', () => {
    const fake = path.join(dir, 'go');
    writeFileSync(fake, '#!/bin/sh\necho go version go1.21.3 linux/amd64\n', { mode: 0o755 });
    expectRefusal(start([], { env: { PATH: `${dir}:/bin:/usr/bin` } }), /go1\.21\.3.* too old: install Go 1\.26/);
  });

  it.each(['18.19.1', '20.18.3', '21.7.0', '22.11.0'])('on Node %s', (version) => {
    const fake = path.join(dir, 'old-node.mjs');
    writeFileSync(
      fake,
      `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`
    );
    expectRefusal(
      start([], { node: ['--import', fake] }),
      new RegExp(`^Node ${version.replaceAll('.', '\\.')} is too old: install Node 20\\.19`)
    );
  });

  it('where a port is no port', () => {
    expectRefusal(start(['--port', 'many']), /^--port is many: give a port from 0/);
    expectRefusal(start(['--port']), /^--port is empty: give a port from 0/);
    expectRefusal(start([], { env: { BASETEN_DEMO_PORT: '70000' } }), /^BASETEN_DEMO_PORT is 70000: give a port/);
  });

  it('where an option is not known', () => {
    expectRefusal(start(['--prot', '3000']), /^There is no option --prot; the options are --grafana, --calm, --port/);
  });

  it('where --grafana finds none', () => {
    const ports = ['--port', '0', '--prometheus-port', '0', '--simulator-port', '0'];
    const env = { GRAFANA_HOME: path.join(dir, 'nowhere') };
    expectRefusal(start(['--grafana', ...ports], { env }), /^No Grafana was found: set GRAFANA_HOME/);
  });

  it('where it runs already', () => {
    remember(dir, [], 'http://127.0.0.1:3030');
    expectRefusal(start([]), new RegExp(`runs already at http://127\\.0\\.0\\.1:3030 \\(process ${process.pid}\\)`));
  });
});

describe('after a crash', () => {
  /** A process that ends only when it is told to, in a group of its own as the demo's are. */
  async function leftBehind() {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
    await once(child, 'spawn');
    // The command line can be read once the program has replaced the copy of this one.
    while (!commandOf(child.pid ?? 0)?.includes('setInterval')) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return child;
  }

  /** As if the starter had been killed: its pid is that of no process. */
  function recordWithoutOwner(services: { name: string; pid: number; command: string }[]) {
    writeFileSync(
      path.join(dir, 'run.json'),
      JSON.stringify({ owner: { pid: 2 ** 22 + 1, command: 'node demo/start.mjs' }, services })
    );
  }

  it('ends the processes that were left behind and removes their data', async () => {
    const child = await leftBehind();
    const pid = child.pid ?? 0;
    const ended = once(child, 'exit');
    recordWithoutOwner([{ name: 'Prometheus', pid, command: commandOf(pid) ?? '' }]);
    mkdirSync(path.join(dir, 'prometheus', 'data'), { recursive: true });
    writeFileSync(path.join(dir, 'prometheus', 'data', 'lock'), '');

    expect(runningComplaint(dir)).toBeUndefined();
    expect(await clearUp(dir)).toEqual(['Prometheus']);

    await ended;
    expect(commandOf(pid)).toBeUndefined();
    expect(existsSync(path.join(dir, 'prometheus'))).toBe(false);
    expect(existsSync(path.join(dir, 'run.json'))).toBe(false);
  });

  it('leaves a process alone that only has the same number', async () => {
    const child = await leftBehind();
    try {
      recordWithoutOwner([{ name: 'Prometheus', pid: child.pid ?? 0, command: '/somewhere/prometheus --flag' }]);
      expect(await clearUp(dir)).toEqual([]);
      expect(child.exitCode).toBeNull();
      expect(commandOf(child.pid ?? 0)).toContain('setInterval');
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('starts where the record of the last run is torn', async () => {
    writeFileSync(path.join(dir, 'run.json'), '{"owner": {"pi');
    expect(runningComplaint(dir)).toBeUndefined();
    expect(await clearUp(dir)).toEqual([]);
  });
});
