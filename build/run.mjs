// Running commands and long-lived processes, so that none is left behind.
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

const running = new Set();

/** Runs a command to its end. Gives its exit code and all that it printed; with `show` it is seen as it comes, too. */
export function run(command, args, { cwd = root, env = {}, show = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && command === 'npm',
    });
    running.add(child);
    let output = '';
    for (const from of ['stdout', 'stderr']) {
      child[from].on('data', (chunk) => {
        output += chunk;
        if (show) {
          process[from].write(chunk);
        }
      });
    }
    child.on('error', (error) => {
      running.delete(child);
      resolve({ code: 127, output: `${command} could not be started: ${error.message}` });
    });
    child.on('close', (code) => {
      running.delete(child);
      resolve({ code: code ?? 1, output });
    });
  });
}

/** Ends the commands that are still running. */
export function stopCommands() {
  for (const child of running) {
    child.kill('SIGTERM');
  }
}

/**
 * A process that runs until it is stopped. It gets a process group of its own, so that Ctrl-C in the terminal reaches
 * only the starter, which then stops the processes in their order.
 */
export class Service {
  /**
   * @param {{name: string, command: string, args: string[], log: string, env?: object, cwd?: string, keepOutput?: boolean}} options
   *   `log` is the file that its errors go to, and what else it prints where `keepOutput` says so; `ready` can't read it then
   */
  constructor({ name, command, args, log, env = {}, cwd = root, keepOutput = false }) {
    this.name = name;
    this.command = [command, ...args].join(' ');
    this.logFile = log;
    mkdirSync(dirname(log), { recursive: true });
    const file = openSync(log, 'w');
    this.child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['pipe', keepOutput ? file : 'pipe', file],
      detached: process.platform !== 'win32',
    });
    closeSync(file);
    this.child.stdin.on('error', () => {});
    this.lines = keepOutput ? undefined : createInterface({ input: this.child.stdout });
    this.stopping = false;
    this.ended = new Promise((resolve) => {
      this.child.on('error', (error) => resolve(error.message));
      this.child.on('close', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
    });
  }

  get pid() {
    return this.child.pid;
  }

  /** The last lines of its log. */
  lastOutput() {
    return readFileSync(this.logFile, 'utf8').trim().split('\n').slice(-8).join('\n');
  }

  /** Waits for a line of JSON on its standard output, which says that it is ready and where. */
  ready(timeout = 30000) {
    const line = new Promise((resolve) => {
      this.lines.on('line', (text) => {
        if (text.startsWith('{')) {
          resolve(JSON.parse(text));
        }
      });
    });
    return this.within(line, timeout);
  }

  /** Waits until a URL answers 200. */
  answers(url, timeout = 60000) {
    const poll = async () => {
      for (;;) {
        try {
          if ((await fetch(url)).ok) {
            return;
          }
        } catch {
          // Not listening yet.
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
        if (this.stopping) {
          return;
        }
      }
    };
    return this.within(poll(), timeout);
  }

  async within(promise, timeout) {
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`${this.name} was not ready after ${timeout / 1000} s.\n${this.lastOutput()}`)),
        timeout
      );
    });
    const early = this.ended.then((how) => {
      throw new Error(`${this.name} ended before it was ready (${how}).\n${this.lastOutput()}`);
    });
    early.catch(() => {});
    try {
      return await Promise.race([promise, late, early]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Stops it: asks first, and after five seconds no longer asks. */
  async stop() {
    this.stopping = true;
    this.child.stdin.destroy();
    this.signal('SIGTERM');
    const timer = setTimeout(() => this.signal('SIGKILL'), 5000);
    await this.ended;
    clearTimeout(timer);
  }

  signal(name) {
    signalGroup(this.pid, name);
  }
}

/** Sends a signal to a process group; a group that is gone is no error. */
export function signalGroup(pid, name) {
  if (pid === undefined) {
    return;
  }
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, name);
  } catch {
    // Gone already.
  }
}

/** Command line of a process, or undefined when it doesn't run. */
export function commandOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() || undefined;
  } catch {
    const { stdout, status } = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return status === 0 && stdout.trim() !== '' ? stdout.trim() : undefined;
  }
}

/** A port on the loopback interface that nobody listens on. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Tells whether somebody listens on a loopback port, or it can't be taken for another reason. */
export function isTaken(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(true));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(false)));
  });
}
