/** Licences of all that a plugin folder ships and that others wrote: packages within the front end, Go modules within the backend. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Stats } from '@rspack/core';

/** A package or module, its licence by name where it tells one, and the texts that have to go with it. */
export interface Shipped {
  /** Where it is published, by its word in package URLs. */
  kind: 'npm' | 'golang';
  name: string;
  version: string;
  license: string;
  texts: string[];
}

const LEGAL = /^(licen[cs]e|copying|notice|patents|attrib)([._-].*)?$/i;

/** Texts of a folder that a licence asks to keep. Folders inside may hold those of parts that were copied. */
export function legalTexts(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && LEGAL.test(entry.name))
    .map(({ name }) => readFileSync(path.join(folder, name), 'utf8').trim())
    .filter((text) => text !== '');
}

/** Folders of the packages that the bundler's modules come from, each once. */
export function packageFolders(modules: string[]): string[] {
  const folders = modules.flatMap((name) => {
    const [, folder] = /^(?:.*[|!])?(\/.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(name.replaceAll('\\', '/')) ?? [];
    return folder === undefined ? [] : [folder];
  });
  return [...new Set(folders)].sort();
}

function readPackage(folder: string): Shipped {
  const read: unknown = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const fields = new Map<string, unknown>(typeof read === 'object' && read !== null ? Object.entries(read) : []);
  const text = (name: string) => {
    const value = fields.get(name);
    return typeof value === 'string' ? value : '';
  };
  return {
    kind: 'npm',
    name: text('name') || path.basename(folder),
    version: text('version'),
    license: text('license'),
    texts: legalTexts(folder),
  };
}

interface StatsModule {
  identifier?: string;
  modules?: StatsModule[];
}

function identifiers(modules: StatsModule[]): string[] {
  return modules.flatMap(({ identifier, modules: inner }) => [identifier ?? '', ...identifiers(inner ?? [])]);
}

/** The packages that a bundle holds. */
export function bundled(stats: Stats): Shipped[] {
  const { modules } = stats.toJson({
    all: false,
    modules: true,
    nestedModules: true,
    modulesSpace: Infinity,
    nestedModulesSpace: Infinity,
  });
  return packageFolders(identifiers(modules ?? [])).map(readPackage);
}

/** Systems that a release has binaries for; what is linked differs a little between them. */
const SYSTEMS = ['linux', 'darwin', 'windows'];

/** The folders from a module's own down to that of a package in it. A folder between them may be a copy of somebody else's work. */
export function foldersWithin(module: string, folder: string): string[] {
  const parts = path.relative(module, folder).split(path.sep);
  return [module, ...parts.map((_, index) => path.join(module, ...parts.slice(0, index + 1)))];
}

/**
 * The modules that a Go program is linked of, without the project's own. Only packages that are linked count: what else lies
 * in a module isn't shipped.
 */
export function linked(root: string, folder: string): Shipped[] {
  const format =
    '{{if .Module}}{{if not .Module.Main}}{{with .Module}}{{.Path}}\t{{.Version}}\t{{.Dir}}{{end}}\t{{.Dir}}{{end}}{{end}}';
  const lines = SYSTEMS.flatMap((system) => {
    const env = { ...process.env, GOOS: system, CGO_ENABLED: '0' };
    const options = { cwd: root, env, encoding: 'utf8', maxBuffer: 1 << 26 } as const;
    return execFileSync('go', ['list', '-deps', '-f', format, folder], options).split('\n');
  });
  const modules = new Map<string, { version: string; folders: Set<string> }>();
  for (const line of [...new Set(lines.filter((text) => text !== ''))].sort()) {
    const [name = '', version = '', module = '', dir = ''] = line.split('\t');
    const found = modules.get(name) ?? { version, folders: new Set() };
    modules.set(name, found);
    foldersWithin(module, dir).forEach((inside) => found.folders.add(inside));
  }
  return [...modules].map(([name, { version, folders }]) => {
    const texts = [...folders].filter((dir) => existsSync(dir)).flatMap(legalTexts);
    return { kind: 'golang', name, version, license: '', texts: [...new Set(texts)] };
  });
}

/** Go's own standard library is part of each binary too. */
export function goItself(): Shipped {
  const root = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
  const version = execFileSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' }).trim();
  return { kind: 'golang', name: 'std', version, license: 'BSD-3-Clause', texts: legalTexts(root) };
}

/**
 * The file of notices. A text that several share is printed once, below the names of all of them.
 * Throws where one tells neither a licence nor a text: nobody may ship that.
 */
export function notices(shipped: Shipped[]): string {
  const unknown = shipped.filter(({ license, texts }) => license === '' && texts.length === 0);
  if (unknown.length > 0) {
    throw new Error(`no licence was found of ${unknown.map(({ name }) => name).join(', ')}`);
  }
  const byText = new Map<string, string[]>();
  for (const { name, version, license, texts } of shipped) {
    const title = [name, version, license === '' ? '' : `(${license})`].filter((part) => part !== '').join(' ');
    const text = texts.join('\n\n');
    byText.set(text, [...(byText.get(text) ?? []), title]);
  }
  const parts = [...byText].map(([text, titles]) => `${titles.join('\n')}\n\n${text}`.trim());
  const head = 'This plugin contains the following software, each under its own licence.';
  return `${[head, ...parts].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
