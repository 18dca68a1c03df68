// Grafana's packages as the tests load them. They come as a good thousand ES modules, some of which import style sheets and
// JSON, which Node alone does not load; vitest would rewrite each of them, for every worker and for every file that shares
// none. Here they are put together once, each package with its own entry and all of them with one copy of what they share, and
// Node loads the result as it is.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = path.dirname(import.meta.dirname);

/** What src and its tests import, and Node doesn't load as it is or takes another build of. */
const PACKAGES = [
  '@grafana/data',
  '@grafana/i18n',
  '@grafana/plugin-ui',
  '@grafana/runtime',
  '@grafana/runtime/unstable',
  '@grafana/schema',
  '@grafana/ui',
  '@prometheus-io/codemirror-promql',
];

/**
 * What belongs to that or is Grafana's and imported by a test: a second copy would know nothing of the first, as of the language
 * that was chosen.
 */
const FAMILIES = ['@codemirror/', '@emotion/', '@lezer/', 'i18next', 'react-i18next', 'scheduler', 'style-mod'];

/** Left to Node: what the project imports itself, so that there is one copy of it. */
function sharedOnes() {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const own = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !PACKAGES.includes(name));
  return (specifier) =>
    own.some((name) => specifier === name || specifier.startsWith(`${name}/`)) ||
    FAMILIES.some((family) => specifier.startsWith(family));
}

const fileOf = (specifier) => specifier.replaceAll(/[@/]/g, '_');

async function write(folder) {
  const bundle = await rolldown({
    cwd: root,
    input: Object.fromEntries(PACKAGES.map((specifier) => [fileOf(specifier), specifier])),
    external: sharedOnes(),
    platform: 'node',
    // The ES modules, as in the plugin's own bundle, whatever else a package names for Node.
    resolve: { mainFields: ['module', 'main'] },
    moduleTypes: { '.css': 'empty' },
    // plugin-compat looks for what later versions of Grafana's runtime have.
    shimMissingExports: true,
    logLevel: 'silent',
  });
  const names = { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' };
  const { output } = await bundle.write({ dir: folder, format: 'esm', ...names });
  await bundle.close();
  const modules = output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
  writeFileSync(path.join(folder, 'modules.json'), JSON.stringify(modules));
}

/** Aliases of the packages, which are put together first if this file or what is installed has changed. */
export async function testPackages() {
  const key = createHash('sha256');
  for (const file of [fileURLToPath(import.meta.url), path.join(root, 'package-lock.json')]) {
    key.update(readFileSync(file));
  }
  const parent = path.join(root, '.cache', 'packages');
  const folder = path.join(parent, key.digest('hex').slice(0, 16));
  if (!existsSync(folder)) {
    mkdirSync(parent, { recursive: true });
    const fresh = mkdtempSync(path.join(parent, 'new-'));
    await write(fresh);
    try {
      renameSync(fresh, folder);
    } catch {
      // Another run was faster.
      rmSync(fresh, { recursive: true });
    }
  }
  return PACKAGES.map((specifier) => ({
    find: new RegExp(`^${specifier}$`),
    replacement: path.join(folder, `${fileOf(specifier)}.mjs`),
  }));
}
