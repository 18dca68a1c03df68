/**
 * The bundles: `tsx build/bundler.ts frontend|translator [--watch] [--out FOLDER] [--bom]`.
 *
 * - `frontend`: dist/module.js as Grafana loads it (AMD, Grafana's shared modules outside), its lazy chunks, rules.mjs, and
 *   the files that a plugin folder holds beside it, the licences of what it is made of among them.
 * - `translator`: pkg/translator/translator.js, the same translator for the backend's JavaScript engine.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { rspack, type RspackOptions, type Stats } from '@rspack/core';
import packageJson from '../package.json' with { type: 'json' };
import pluginJson from '../plugin.json' with { type: 'json' };
import { bundled, goItself, linked, notices, type Shipped } from './notices';
import { toPage } from './page';
import { project, sourceState } from './project.mjs';
import { withWholeAddresses } from './readme';
import { sharedModules } from './sharedModules';

const root = path.dirname(import.meta.dirname);

/** Folder of the finished plugin. */
export const distDir = path.join(root, 'dist');
/** The committed bundle that the backend embeds. */
export const translatorFile = path.join(root, 'pkg', 'translator', 'translator.js');

function compileWithSwc(target: string) {
  return {
    test: /\.tsx?$/,
    exclude: /node_modules/,
    loader: 'builtin:swc-loader',
    options: {
      jsc: {
        parser: { syntax: 'typescript', tsx: true },
        target,
        transform: { react: { runtime: 'automatic', development: false } },
      },
    },
    type: 'javascript/auto',
  };
}

/** The pictures that plugin.json names. */
const screenshots = pluginJson.info.screenshots.map((shot) => path.basename(shot.path));

/**
 * plugin.json as it is shipped. Version and day are those of the source and not of the clock, so that one state of the source
 * makes one file; without a repository the day is today's.
 */
export function metadata(mode: 'production' | 'development'): string {
  const { seconds, hash } = sourceState();
  const time = seconds === undefined ? Date.now() : seconds * 1000;
  const build = { time, repo: project.repository, ...(hash === undefined ? {} : { hash }) };
  const info = {
    ...pluginJson.info,
    version: packageJson.version,
    updated: new Date(time).toISOString().slice(0, 10),
    build,
  };
  return `${JSON.stringify({ ...pluginJson, buildMode: mode, info }, undefined, 2)}\n`;
}

/** The README as it is shipped, with the addresses of this version's files. */
const readme = (text: Buffer) =>
  withWholeAddresses(text.toString('utf8'), project.repository, `v${packageJson.version}`);

/** The front end's configuration; `outDir` is the plugin folder. */
export function frontendConfig(outDir: string, mode: 'production' | 'development'): RspackOptions {
  const fromRoot = (pattern: { from: string; to?: string; [option: string]: unknown }) => ({
    context: root,
    ...pattern,
  });
  return {
    name: 'frontend',
    mode,
    // Names in source maps are told from here, as in all of Grafana's plugins: who compares them with the source looks in src.
    context: path.join(root, 'src'),
    target: ['web', 'es2020'],
    entry: { module: ['./publicPath.ts', './module.ts'] },
    devtool: 'source-map',
    // Named exactly: a prefix such as /^@grafana\/ui/ would also leave sub-paths outside that Grafana does not share.
    externals: [{ 'amd-module': 'module' }, ...sharedModules],
    output: {
      path: outDir,
      filename: '[name].js',
      chunkFilename: '[name].[contenthash:8].js',
      library: { type: 'amd' },
      publicPath: 'auto',
      uniqueName: project.id,
      // Chunks of an earlier build would be packed and shipped; the backend's binaries (named by their whole path here) are not ours.
      clean: { keep: /gpx_/ },
    },
    resolve: { extensions: ['.tsx', '.ts', '.mjs', '.js'] },
    module: {
      rules: [
        compileWithSwc('es2020'),
        // Its one entrance names all its parts; what a chunk doesn't use, such as the grammar of PromQL, stays out of it.
        { include: path.join(root, 'src', 'translator'), sideEffects: false },
        { test: /\.svg$/, type: 'asset/resource' },
      ],
    },
    plugins: [
      new rspack.CopyRspackPlugin({
        patterns: [
          { from: 'plugin.json', transform: () => metadata(mode) },
          { from: 'README.md', transform: readme },
          { from: 'CHANGELOG.md' },
          { from: 'LICENSE' },
          // The rules' runbook links lead here, and from there to the status codes.
          { from: 'docs/alerting.md', to: 'docs/alerting.html', transform: toPage },
          { from: 'docs/metrics.md', to: 'docs/metrics.html', transform: toPage },
          // Offered in the data source's Dashboards tab; plugin.json names them.
          { from: 'provisioning/dashboards/baseten', to: 'dashboards' },
          { from: 'src/img', to: 'img' },
          // Shown in the catalog; plugin.json names them.
          ...screenshots.map((name) => ({ from: `docs/screenshots/${name}`, to: `img/screenshots/${name}` })),
          // Where Grafana looks for the languages that plugin.json names.
          { from: '*/*.json', context: path.join(root, 'locales'), to: 'locales' },
        ].map(fromRoot),
      }),
    ],
    performance: false,
    optimization: { splitChunks: { chunks: 'async' }, chunkIds: 'named' },
  };
}

/** The rules' generator as one file for Node, rules.mjs in the plugin folder, with the shipped objectives beside it. */
export function rulesConfig(outDir: string): RspackOptions {
  return {
    name: 'rules',
    mode: 'none',
    context: root,
    target: 'node20',
    entry: { rules: './provision/rulesCli.ts' },
    devtool: false,
    // The file says itself where its neighbours are.
    node: { __dirname: false, __filename: false },
    output: { path: outDir, filename: '[name].mjs', module: true, chunkFormat: 'module', library: { type: 'module' } },
    resolve: { extensions: ['.ts', '.mjs', '.js'] },
    module: {
      rules: [compileWithSwc('es2022')],
      parser: { javascript: { importMeta: false, dynamicImportMode: 'eager' } },
    },
    plugins: [
      new rspack.CopyRspackPlugin({ patterns: [{ from: 'provision/objectives.yaml', to: 'objectives.yaml' }] }),
    ],
    performance: false,
  };
}

/** The translator's configuration; `outFile` is the one file it writes. Not minified, so that a stack trace can be read. */
export function translatorConfig(outFile: string): RspackOptions {
  return {
    name: 'translator',
    mode: 'none',
    context: root,
    // The entry sets its global itself: a library name here would overwrite it with the module's empty exports.
    // goja runs the syntax of ES2022 but for some regular expressions, which lint rules keep out, and `??`, `?.` and object
    // spread are faster there than what they are rewritten to for older engines.
    target: ['es2022'],
    entry: { translator: './src/translator/hosts/goja.ts' },
    devtool: false,
    output: {
      path: path.dirname(outFile),
      filename: path.basename(outFile),
      iife: true,
      globalObject: 'this',
      chunkFormat: false,
      chunkLoading: false,
    },
    resolve: { extensions: ['.ts', '.js', '.json'] },
    module: { rules: [compileWithSwc('es2022')] },
    plugins: [
      // To goja `undefined` is a name that it looks up in the global object each time.
      new rspack.DefinePlugin({ undefined: 'void 0' }),
      new rspack.BannerPlugin({
        banner: '// Code generated by `npm run build:translator` from src/translator/hosts/goja.ts. DO NOT EDIT.',
        raw: true,
      }),
    ],
    performance: false,
    optimization: { minimize: false, moduleIds: 'named', concatenateModules: true, usedExports: true },
  };
}

/** Builds once. Rejects with the bundler's own words where it found errors. */
export function build(config: RspackOptions): Promise<Stats> {
  return new Promise((resolve, reject) => {
    const compiler = rspack(config);
    compiler.run((error, stats) => {
      compiler.close(() => {
        if (error || !stats) {
          reject(error ?? new Error('the bundler gave no result'));
        } else if (stats.hasErrors()) {
          reject(new Error(stats.toString({ preset: 'errors-only', colors: false })));
        } else {
          resolve(stats);
        }
      });
    });
  });
}

function watch(config: RspackOptions): void {
  rspack(config).watch({}, (error, stats) => {
    console.log(error ? error.message : stats?.toString({ preset: 'errors-warnings', colors: true }) || 'built');
  });
}

/** Its library is loaded for a package alone: the demo and the tests build the front end too. */
async function partsForMachines(parts: Shipped[]): Promise<string> {
  const { billOfMaterials } = await import('./sbom.mjs');
  const { id, author } = project;
  return billOfMaterials({ id, author, version: packageJson.version, seconds: sourceState().seconds ?? 0, parts });
}

async function main(args: string[]): Promise<void> {
  const watching = args.includes('--watch');
  const outDir = args.includes('--out') ? path.resolve(args[args.indexOf('--out') + 1] ?? '') : distDir;
  const configs: Record<string, () => RspackOptions> = {
    frontend: () => frontendConfig(outDir, watching ? 'development' : 'production'),
    translator: () => translatorConfig(translatorFile),
  };
  const make = configs[args[0] ?? ''];
  if (!make) {
    throw new Error(`say which bundle to build: ${Object.keys(configs).join(' or ')}`);
  }
  const config = make();
  await mkdir(config.output?.path ?? outDir, { recursive: true });
  if (watching) {
    watch(config);
    return;
  }
  const stats = await build(config);
  if (args[0] === 'frontend') {
    // The rules' generator lies in the same folder, which the front end's build empties first. It bundles nothing that the
    // front end doesn't.
    await build(rulesConfig(outDir));
    const shipped = [...bundled(stats), ...linked(root, './pkg'), goItself()];
    await writeFile(path.join(outDir, 'NOTICES.txt'), notices(shipped));
    if (args.includes('--bom')) {
      await writeFile(path.join(outDir, 'sbom.cdx.json'), await partsForMachines(shipped));
    }
  }
  console.log(stats.toString({ preset: 'normal', colors: false, modules: false }));
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
