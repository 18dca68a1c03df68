// What the checks need on a machine: Node and Go are the user's, the rest is installed here. No dependencies, since it
// runs before `npm ci`.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium } from './chromium.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Complains about a Node that the packages don't run on; undefined when it fits. */
export function nodeComplaint(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const fits = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
  return fits ? undefined : `Node ${version} is too old: install Node 20.19 or later in that line, or 22.12 or later.`;
}

/** Complains about a missing or old Go; undefined when it fits. */
export function goComplaint() {
  let text;
  try {
    text = execFileSync('go', ['version'], { encoding: 'utf8', cwd: '/' });
  } catch {
    return 'Go was not found: install Go 1.26 or later from https://go.dev/dl/ and put it on the PATH.';
  }
  const [, major, minor] = /go(\d+)\.(\d+)/.exec(text) ?? [];
  return Number(major) > 1 || Number(minor) >= 26 ? undefined : `${text.trim()} is too old: install Go 1.26 or later.`;
}

/** Ends the process with one sentence when Node or Go doesn't fit. */
export function requireTools() {
  const complaint = nodeComplaint() ?? goComplaint();
  if (complaint !== undefined) {
    console.error(complaint);
    process.exit(1);
  }
}

/**
 * Whether npm has installed what a lock file says, by the list that it keeps of what it installed: no other package, and none
 * is missing but those for other systems.
 */
export function isInstalled(lock, installed) {
  const same = (path) => lock[path]?.integrity === installed[path]?.integrity;
  // An unreadable lock file has none: npm then says what is wrong with it.
  const needed = Object.keys(lock).filter((path) => path !== '' && (path in installed || lock[path].optional !== true));
  return (
    needed.length > 0 &&
    needed.every((path) => path in installed && same(path)) &&
    Object.keys(installed).every((path) => path in lock)
  );
}

/** The packages of a lock file of the project, by their folder; none where it can't be read. */
export function packagesOf(...path) {
  try {
    return JSON.parse(readFileSync(join(root, ...path), 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}

/** Runs `npm ci` unless the packages of this very lock file are installed, by whomever. */
export async function ensureDependencies(run) {
  if (isInstalled(packagesOf('package-lock.json'), packagesOf('node_modules', '.package-lock.json'))) {
    return;
  }
  console.log('Installing the npm packages …');
  const ci = (...more) => run('npm', ['ci', '--no-audit', '--no-fund', ...more]);
  // What npm has kept of a package is taken as it is, which spares a question to the registry for each. Where that is too old to
  // know the version that is asked for, npm fails instead of looking once more.
  let { code } = await ci('--prefer-offline', '--loglevel=silent');
  if (code !== 0) {
    ({ code } = await ci('--loglevel=error'));
  }
  if (code !== 0) {
    throw new Error(`npm ci failed with exit code ${code}; its own words stand above.`);
  }
}

async function playwrightChromium() {
  const { chromium } = await import('@playwright/test');
  const path = chromium.executablePath();
  return existsSync(path) ? path : undefined;
}

/**
 * Path of a Chromium: one that is there, else Debian's package (as root), the one without a window where there is one, else
 * Playwright's own download.
 */
export async function ensureChromium(run) {
  const found = findChromium() ?? (await playwrightChromium());
  if (found !== undefined) {
    return found;
  }
  console.log('Installing Chromium …');
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    await run('apt-get', ['update', '-qq']);
    for (const name of ['chromium-headless-shell', 'chromium']) {
      if (findChromium() === undefined) {
        await run('apt-get', ['install', '-y', '-qq', name], { env: { DEBIAN_FRONTEND: 'noninteractive' } });
      }
    }
  } else {
    await run('npx', ['playwright', 'install', 'chromium']);
  }
  const installed = findChromium() ?? (await playwrightChromium());
  if (installed === undefined) {
    throw new Error(
      'No Chromium was found or could be installed: install one and set PLAYWRIGHT_CHROMIUM to the path of its executable.'
    );
  }
  return installed;
}

/**
 * Path of an nginx: one that is there, else the one in Debian's package, unpacked beside the other programs of the tests: it is
 * started by them alone, so nothing is installed that the system would start.
 */
export async function ensureNginx(run) {
  const folder = join(root, '.cache', 'nginx');
  const own = join(folder, 'root', 'usr', 'sbin', 'nginx');
  const known = [process.env.NGINX, '/usr/sbin/nginx', '/usr/local/bin/nginx', '/opt/homebrew/bin/nginx', own];
  const found = known.find((path) => path !== undefined && path !== '' && existsSync(path));
  if (found !== undefined) {
    return found;
  }
  if (existsSync('/usr/bin/apt-get')) {
    console.log('Fetching nginx …');
    mkdirSync(folder, { recursive: true });
    const download = () => run('apt-get', ['download', '-qq', 'nginx'], { cwd: folder });
    // Reading what packages there are takes longer than fetching one, and most machines have done it before.
    if ((await download()).code !== 0 && process.getuid?.() === 0) {
      await run('apt-get', ['update', '-qq']);
      await download();
    }
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.deb'))) {
      await run('dpkg', ['-x', join(folder, file), join(folder, 'root')]);
    }
  }
  if (!existsSync(own)) {
    throw new Error(
      'No nginx was found or could be fetched: install one and set NGINX to the path of its executable. The step "attacks" needs it.'
    );
  }
  return own;
}
