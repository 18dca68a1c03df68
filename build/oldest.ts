/**
 * Checks src against the packages of the oldest Grafana that plugin.json allows, since tests run with newer ones:
 * `npm run typecheck:oldest` installs them in .cache/oldest and lets TypeScript read src with them and with their React. Then it
 * writes what they export into build/oldest.json, by which `npm test` finds without a network what that Grafana would hand
 * to the plugin as `undefined`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import pluginJson from '../plugin.json' with { type: 'json' };
import { root } from './run.mjs';

/** What Grafana lends of its own packages. Types of the others come with the plugin, as they are bundled. */
export const LENT = ['@grafana/data', '@grafana/runtime', '@grafana/ui'];

/** Where the names of {@link LENT} are kept. */
export const exportsFile = path.join(root, 'build', 'oldest.json');

/** The oldest Grafana that plugin.json allows, such as `12.3.0`. */
export function oldestGrafana(range: string = pluginJson.dependencies.grafanaDependency): string {
  const [, version] = /^>=(\d+\.\d+\.\d+)(?:-0)?$/.exec(range) ?? [];
  if (version === undefined) {
    throw new Error(`grafanaDependency in plugin.json is ${range}; allowed: one lower bound, such as ">=12.3.0-0".`);
  }
  return version;
}

/** What the oldest Grafana lacks and src names all the same, with the reason why it may. */
const MAY_LACK: ReadonlyArray<{ file: string; says: string; why: string }> = [
  {
    file: 'src/datasource.ts',
    says: "no exported member 'DataSourceGetRecommendedDrilldownsOptions'",
    why: 'a type of a method that Grafana 13 calls',
  },
  {
    file: 'src/datasource.ts',
    says: 'This member cannot have an',
    why: 'getRecommendedDrilldowns: 12.3 never calls it',
  },
  { file: 'src/drilldowns.ts', says: "no exported member 'DrilldownRecommendation'", why: 'a type of the same' },
  {
    file: 'src/picker/MultiPicker.tsx',
    says: "Property 'customValueDescription' does not exist",
    why: '12.3 says "Use custom value" beside typed text',
  },
];

/** A complaint of TypeScript: where, and what it says. */
export interface Complaint {
  file: string;
  text: string;
}

/** What is wrong: complaints that nobody allowed, and allowed ones that nobody makes any more. */
export function judge(complaints: readonly Complaint[], allowed = MAY_LACK): string[] {
  const fits = (complaint: Complaint, row: (typeof MAY_LACK)[number]) =>
    complaint.file.startsWith(row.file) && complaint.text.includes(row.says);
  const unknown = complaints.filter((complaint) => !allowed.some((row) => fits(complaint, row)));
  const stale = allowed.filter((row) => !complaints.some((complaint) => fits(complaint, row)));
  return [
    ...unknown.map(({ file, text }) => `${file}: ${text}`),
    ...stale.map(({ file, says }) => `build/oldest.ts allows what isn't there any more: ${file}: ${says}`),
  ];
}

function install(folder: string, version: string) {
  mkdirSync(folder, { recursive: true });
  const packages = {
    ...Object.fromEntries(LENT.map((name) => [name, version])),
    // Grafana 12 runs React 18.
    '@types/react': '18',
    '@types/react-dom': '18',
  };
  // @grafana/ui takes this one from a repository. No type of it is read here.
  const overrides = { 'react-data-grid': '7.0.0-beta.47' };
  writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({ private: true, dependencies: packages, overrides })
  );
  const { status } = spawnSync(
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--legacy-peer-deps'],
    {
      cwd: folder,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    }
  );
  if (status !== 0) {
    throw new Error(`The packages of Grafana ${version} could not be installed in ${folder}.`);
  }
}

/** src without its tests, as the packages in a folder describe what it uses. */
function read(folder: string): ts.Program {
  const parsed = ts.getParsedCommandLineOfConfigFile(
    path.join(root, 'tsconfig.json'),
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined }
  );
  const { options = {}, fileNames = [] } = parsed ?? {};
  const installed = path.join(folder, 'node_modules');
  const paths = Object.fromEntries(LENT.map((name) => [name, [path.join(installed, name)]]));
  const reacts = { react: ['react'], 'react-dom': ['react-dom'], 'react/jsx-runtime': ['react/jsx-runtime'] };
  for (const [name, [file = '']] of Object.entries(reacts)) {
    paths[name] = [path.join(installed, '@types', file)];
  }
  const inSrc = fileNames.filter((name) => {
    const place = path.relative(root, name);
    return place.startsWith('src') && !/\.test\.tsx?$|^src.testing/.test(place);
  });
  return ts.createProgram(inSrc, { ...options, noEmit: true, paths });
}

function complaintsOf(program: ts.Program): Complaint[] {
  return ts.getPreEmitDiagnostics(program).map((diagnostic) => ({
    file: diagnostic.file ? path.relative(root, diagnostic.file.fileName).replaceAll(path.sep, '/') : '',
    text: ts.flattenDiagnosticMessageText(diagnostic.messageText, ' '),
  }));
}

/** Names of what a package exports that is there when the plugin runs: no types. */
function valuesOf(program: ts.Program, folder: string, name: string): string[] {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(path.join(folder, 'node_modules', name, 'dist', 'types', 'index.d.ts'));
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) {
    throw new Error(`No types of ${name} were found below ${folder}.`);
  }
  return checker
    .getExportsOfModule(module)
    .filter((symbol) => {
      const real = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      return (real.flags & ts.SymbolFlags.Value) !== 0;
    })
    .map((symbol) => symbol.name)
    .sort();
}

function main() {
  const version = oldestGrafana();
  const folder = path.join(root, '.cache', 'oldest');
  install(folder, version);
  const program = read(folder);
  const wrong = judge(complaintsOf(program));
  const exported = Object.fromEntries(LENT.map((name) => [name, valuesOf(program, folder, name)]));
  const text = `${JSON.stringify({ version, exported }, undefined, 2)}\n`;
  const isKept = readFileSync(exportsFile, { encoding: 'utf8', flag: 'a+' }) === text;
  writeFileSync(exportsFile, text);
  if (!isKept) {
    wrong.push('build/oldest.json was stale and is written anew: commit it.');
  }
  console.log(wrong.length === 0 ? `src fits Grafana ${version}.` : wrong.join('\n'));
  process.exitCode = wrong.length === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main();
}
