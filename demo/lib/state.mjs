// What a run writes down about itself, so that the next one can clear up after a crash.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandOf, signalGroup } from '../../build/run.mjs';

const file = (dir) => join(dir, 'run.json');

/** Reads the record of the last run; undefined when there is none that can be read. */
function read(dir) {
  try {
    return JSON.parse(readFileSync(file(dir), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Tells whether a process still is the one that was written down: pids are used again. */
const isStill = ({ pid, command }) => command !== undefined && commandOf(pid) === command;

/**
 * The sentence that says that the demo runs already; undefined when it doesn't.
 * @param {string} dir the run's folder
 */
export function runningComplaint(dir) {
  const record = read(dir);
  if (record === undefined || !isStill(record.owner) || record.owner.pid === process.pid) {
    return undefined;
  }
  const where = record.url === undefined ? 'and is still starting' : `at ${record.url}`;
  return `The demo runs already ${where} (process ${record.owner.pid}): stop that one first, with Ctrl-C in its terminal.`;
}

/** Ends what a crashed run left behind and forgets its data. Gives the names of the processes that it ended. */
export async function clearUp(dir) {
  const left = (read(dir)?.services ?? []).filter(isStill);
  left.forEach(({ pid }) => signalGroup(pid, 'SIGTERM'));
  for (let tries = 0; left.some(isStill); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    if (tries > 30) {
      left.filter(isStill).forEach(({ pid }) => signalGroup(pid, 'SIGKILL'));
    }
  }
  // The history has to end now, so the data of an earlier run, and the lock in it, are of no use.
  rmSync(join(dir, 'prometheus'), { recursive: true, force: true });
  forget(dir);
  return left.map(({ name }) => name);
}

/** Writes down who runs and what it started. */
export function remember(dir, services, url) {
  mkdirSync(dir, { recursive: true });
  const owner = { pid: process.pid, command: commandOf(process.pid) };
  const started = services.map(({ name, pid }) => ({ name, pid, command: commandOf(pid) }));
  writeFileSync(file(dir), JSON.stringify({ owner, url, services: started }, null, 2));
}

/** Removes the record when all is stopped. */
export function forget(dir) {
  if (existsSync(file(dir))) {
    rmSync(file(dir));
  }
}
