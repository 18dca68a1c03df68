// What the demo, the integration tests and the end-to-end tests are built from, and which of it is out of date.
// Plain JavaScript without dependencies, since it runs before `npm ci`.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { project } from './project.mjs';
import { root, run } from './run.mjs';

const go = { linux: 'linux', darwin: 'darwin', win32: 'windows' };
const arch = { x64: 'amd64', arm64: 'arm64' };
const exe = process.platform === 'win32' ? '.exe' : '';

/** Path of a program that the demo builds for itself. */
export const program = (name) => join(root, '.cache', 'bin', name + exe);

/** File name under which Grafana looks for the plugin's binary on this machine. */
export const pluginBinary = `${project.executable}_${go[process.platform] ?? process.platform}_${
  arch[process.arch] ?? process.arch
}${exe}`;

const tsx = (file, ...args) => [process.execPath, ['--import', 'tsx', file, ...args]];
// Without cgo the plugin also runs where there is no glibc, such as in Grafana's image; and with the same flags for all
// of them the compiler does the packages that they share only once.
const goEnv = { CGO_ENABLED: '0' };
const goBuild = (output, folder, ...args) => ['go', ['build', '-o', output, ...args, folder]];

/**
 * The steps. `inputs` are files and folders whose content decides whether a step is fresh, `output` is what it makes,
 * `after` the steps it needs; `npm` says that the packages have to be there; `optional` ones are built only when named.
 */
export const steps = [
  {
    id: 'translator',
    title: 'translator for the back end',
    npm: true,
    inputs: ['src/translator', 'build/bundler.ts', 'package-lock.json'],
    output: 'pkg/translator/translator.js',
    command: tsx('build/bundler.ts', 'translator'),
  },
  {
    id: 'frontend',
    title: 'front end of the plugin',
    npm: true,
    inputs: [
      'src',
      'locales',
      'plugin.json',
      'project.json',
      'package.json',
      'README.md',
      'CHANGELOG.md',
      'docs/alerting.md',
      'docs/metrics.md',
      'docs/screenshots',
      'provisioning/dashboards',
      'provision',
      'build/project.mjs',
      'build/page.ts',
      'build/readme.ts',
      'build/sharedModules.ts',
      'build/bundler.ts',
      'build/notices.ts',
      'go.mod',
      'package-lock.json',
    ],
    output: 'dist/module.js',
    command: tsx('build/bundler.ts', 'frontend'),
  },
  {
    id: 'page',
    title: 'demo page',
    npm: true,
    inputs: ['demo/host/page', 'demo/host/rspack.ts', 'demo/lib', 'src/backtest', 'package-lock.json'],
    output: '.cache/host/main.js',
    command: tsx('demo/host/rspack.ts'),
  },
  {
    id: 'backend',
    title: 'back end of the plugin',
    after: ['translator'],
    inputs: ['pkg', 'go.mod', 'go.sum'],
    output: `dist/${pluginBinary}`,
    command: goBuild(`dist/${pluginBinary}`, './pkg'),
  },
  {
    id: 'gateway',
    title: 'gateway, which stands in for the Grafana server',
    inputs: ['demo/host/gateway', 'go.mod', 'go.sum'],
    output: relative(root, program('gateway')),
    command: goBuild(program('gateway'), './demo/host/gateway'),
  },
  {
    id: 'backfill',
    title: 'writer of the history',
    inputs: ['demo/servers/backfill', 'demo/servers/go.mod', 'demo/servers/go.sum'],
    output: relative(root, program('backfill')),
    command: goBuild(program('backfill'), './backfill', '-tags', 'remove_all_sd'),
    cwd: 'demo/servers',
  },
  {
    id: 'prometheus',
    title: 'Prometheus (some minutes the first time)',
    inputs: ['demo/servers/go.mod', 'demo/servers/go.sum'],
    output: relative(root, program('prometheus')),
    command: goBuild(
      program('prometheus'),
      'github.com/prometheus/prometheus/cmd/prometheus',
      '-tags',
      'remove_all_sd'
    ),
    cwd: 'demo/servers',
  },
  {
    id: 'victoriametrics',
    title: 'VictoriaMetrics (a minute the first time)',
    // The integration tests need it, the demo doesn't.
    optional: true,
    inputs: ['demo/servers/victoriametrics'],
    output: relative(root, program('victoriametrics')),
    command: goBuild(program('victoriametrics'), 'github.com/VictoriaMetrics/VictoriaMetrics/app/victoria-metrics'),
    // Its C library for compression has a Go counterpart, which needs no C compiler.
    env: { CGO_ENABLED: '0' },
    cwd: 'demo/servers/victoriametrics',
  },
];

/** Fingerprint of a step: its command and the content of every input. */
export function fingerprint(step) {
  const hash = createHash('sha256').update(JSON.stringify(step.command[1]));
  for (const file of step.inputs.flatMap((input) => filesUnder(join(root, input)))) {
    hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function filesUnder(path) {
  if (!existsSync(path)) {
    return [];
  }
  if (statSync(path).isFile()) {
    return [path];
  }
  return readdirSync(path)
    .filter((name) => !name.startsWith('.') && name !== 'node_modules')
    .sort()
    .flatMap((name) => filesUnder(join(path, name)));
}

const stamp = (step) => join(root, '.cache', 'stamps', step.id);

function isFresh(step) {
  return (
    existsSync(join(root, step.output)) &&
    existsSync(stamp(step)) &&
    readFileSync(stamp(step), 'utf8') === fingerprint(step)
  );
}

/**
 * Builds what is out of date, two steps at a time, and prints a line for each.
 * @param {{only?: string[], log?: (line: string) => void, install?: () => Promise<void>}} options `only` names steps
 *   (what they need is built too); `install` fetches the npm packages, which Go's steps need not wait for
 * @throws an Error that names the step and ends with what the compiler said
 */
export async function build({ only, log = console.log, install = async () => {} } = {}) {
  const wanted = steps.filter((step) => (only === undefined ? !step.optional : only.includes(step.id)));
  for (const step of [...wanted]) {
    for (const needed of step.after ?? []) {
      if (!wanted.some(({ id }) => id === needed)) {
        wanted.unshift(steps.find(({ id }) => id === needed));
      }
    }
  }
  const installed = install();
  // A rejection is reported by the step that waits for it, and must not end the process before.
  installed.catch(() => {});
  const done = new Map();
  const lanes = [wanted.filter((step) => step.npm), wanted.filter((step) => !step.npm).sort(byNeeds)];
  const promise = new Map();
  for (const step of wanted) {
    promise.set(step.id, new Promise((resolve, reject) => done.set(step.id, { resolve, reject })));
    promise.get(step.id).catch(() => {});
  }
  await Promise.all(
    lanes.map(async (lane) => {
      for (const step of lane) {
        try {
          if (step.npm) {
            await installed;
          }
          await Promise.all((step.after ?? []).map((id) => promise.get(id)));
          await buildStep(step, log);
          done.get(step.id).resolve();
        } catch (error) {
          done.get(step.id).reject(error);
          throw error;
        }
      }
    })
  );
}

/** What waits for another lane comes last, so that it doesn't hold up what could be built meanwhile. */
function byNeeds(a, b) {
  return (a.after?.length ?? 0) - (b.after?.length ?? 0);
}

async function buildStep(step, log) {
  if (isFresh(step)) {
    return;
  }
  const print = fingerprint(step);
  log(`  building the ${step.title} …`);
  const started = Date.now();
  mkdirSync(join(root, '.cache', 'bin'), { recursive: true });
  mkdirSync(join(root, '.cache', 'stamps'), { recursive: true });
  const [command, args] = step.command;
  const { code, output } = await run(command, args, { cwd: join(root, step.cwd ?? '.'), env: goEnv });
  if (code !== 0) {
    throw new Error(`Building the ${step.title} failed:\n${output.trim()}`);
  }
  writeFileSync(stamp(step), print);
  log(`  built the ${step.title} (${seconds(started)} s)`);
}

/** Seconds since a time, for a progress line. */
export function seconds(since) {
  return ((Date.now() - since) / 1000).toFixed(1);
}
