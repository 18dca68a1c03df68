// Who publishes the plugin, and under which name: project.json. Plain JavaScript without dependencies, since the demo's steps
// read it before `npm ci`.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';

/** File name of the backend's program for an id, without system and processor. */
export const executableOf = (id) => `gpx_${id.replace(/-datasource$/, '').replaceAll('-', '_')}`;

/** What project.json says; `executable` follows from the id. */
export function readProject(folder = root) {
  const read = JSON.parse(readFileSync(join(folder, 'project.json'), 'utf8'));
  return { ...read, executable: executableOf(read.id) };
}

export const project = readProject();

/** An address of RFC 2606's reserved names: nobody has said yet where the project is published. */
export const isPlaceholder = (address) => /^https:\/\/(?:[^/]+\.)?example\.(?:com|org|net)\//.test(address);

const git = (folder, ...args) =>
  execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

/**
 * The state of the source that a build is made of. Its time is that of the last commit and not the clock's, so that two builds
 * of one state are the same bytes; SOURCE_DATE_EPOCH (seconds) says it where there is no repository. The hash is left out
 * where the files are not those of the commit.
 * @returns {{seconds?: number, hash?: string}}
 */
export function sourceState(folder = root, env = process.env) {
  const said = env.SOURCE_DATE_EPOCH;
  if (said !== undefined && !/^\d+$/.test(said)) {
    throw new Error(`SOURCE_DATE_EPOCH is ${said}; allowed: a number of seconds since 1970.`);
  }
  try {
    const seconds = Number(said ?? git(folder, 'log', '-1', '--format=%ct'));
    const clean = git(folder, 'status', '--porcelain') === '';
    return { seconds, ...(clean ? { hash: git(folder, 'rev-parse', 'HEAD') } : {}) };
  } catch {
    return said === undefined ? {} : { seconds: Number(said) };
  }
}

/** The Go that a package is built with: the toolchain line of go.mod, whatever is installed. */
export function toolchain(folder = root) {
  const [, version] = /^toolchain\s+(go\S+)/m.exec(readFileSync(join(folder, 'go.mod'), 'utf8')) ?? [];
  if (version === undefined) {
    throw new Error('go.mod has no toolchain line, which says the Go that a package is built with.');
  }
  return version;
}
