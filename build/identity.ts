/**
 * Carries what project.json says (id, name, publisher, addresses) into every file that names it: `npm run identity`. What the
 * files say now stands in plugin.json and SECURITY.md. Then formats what has changed and makes the generated files anew.
 *
 *   npm run identity -- --check        says whether it was done
 *   npm run identity -- --published    says whether the addresses are real: a release asks for it
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { executableOf, isPlaceholder, readProject, type Project } from './project.mjs';

// The licence names who wrote it, whoever publishes it.
const SKIPPED = new Set([
  'LICENSE',
  '.git',
  '.cache',
  'node_modules',
  'dist',
  'coverage',
  'test-results',
  'project.json',
]);
const CONTACT = /^Report a vulnerability in private at <([^>]+)>/m;

/** Each field that project.json has to have, and what it may be. */
const FIELDS: { [name in keyof Omit<Project, 'executable'>]: { allowed: RegExp; words: string } } = {
  id: { allowed: /^[a-z0-9]+(?:-[a-z0-9]+)+-datasource$/, words: 'publisher-name-datasource, in lower case' },
  name: { allowed: /^\S.{1,60}\S$/, words: 'the name that people see' },
  author: { allowed: /^\S.*\S$/, words: 'who publishes it' },
  repository: { allowed: /^https:\/\/[^\s/]+\/\S*[^\s/]$/, words: 'an https address without a slash at its end' },
  security: { allowed: /^(?:https:\/\/\S+|[^\s@<>]+@[^\s@<>]+)$/, words: 'an https address or a mail address' },
};

/** What is wrong in project.json, a sentence each. */
export function complaints(project: Project): string[] {
  const entries = Object.entries(FIELDS).map(([name, rule]) => ({ ...rule, value: String(read(project, name)), name }));
  return entries
    .filter(({ allowed, value }) => !allowed.test(value))
    .map(({ name, value, words }) => `project.json: ${name} is ${JSON.stringify(value)}; allowed: ${words}.`);
}

function read(fields: object, name: string): unknown {
  return new Map<string, unknown>(Object.entries(fields)).get(name);
}

/** The text at the end of a path of names; '' where there is none. */
function textAt(value: unknown, ...names: string[]): string {
  const found = names.reduce<unknown>(
    (at, name) => (typeof at === 'object' && at !== null ? read(at, name) : undefined),
    value
  );
  return typeof found === 'string' ? found : '';
}

/** What the files say now. */
export function current(root: string): Project {
  const plugin: unknown = JSON.parse(readFileSync(path.join(root, 'plugin.json'), 'utf8'));
  const [, security = ''] = CONTACT.exec(readFileSync(path.join(root, 'SECURITY.md'), 'utf8')) ?? [];
  // The first link is the repository; `npm test` holds their order.
  const repository = textAt(plugin, 'info', 'links', '0', 'url');
  if (security === '' || repository === '') {
    throw new Error('SECURITY.md has no contact in its first sentence, or plugin.json no link to the repository.');
  }
  const [id, name, executable] = ['id', 'name', 'executable'].map((field) => textAt(plugin, field));
  return {
    id: id ?? '',
    name: name ?? '',
    executable: executable ?? '',
    author: textAt(plugin, 'info', 'author', 'name'),
    repository,
    security,
  };
}

/** Files that people wrote or that are committed, as paths below the root. */
function* textFiles(root: string, below = ''): Generator<string> {
  for (const entry of readdirSync(path.join(root, below), { withFileTypes: true })) {
    const name = path.join(below, entry.name);
    if (SKIPPED.has(entry.name)) {
      continue;
    }
    if (entry.isDirectory()) {
      yield* textFiles(root, name);
    } else if (entry.isFile() && !/\.(?:png|ico|woff2?)$/.test(entry.name)) {
      yield name;
    }
  }
}

/** One text in another's place, all of them in one pass: a new name may hold an old one. */
function replacer(from: Project, to: Project): (text: string) => string {
  const pairs = [
    [from.security, to.security],
    [from.repository, to.repository],
    [from.executable, to.executable],
    [from.id, to.id],
    [from.author, to.author],
    [from.name, to.name],
  ].filter(([old, next]) => old !== next);
  const table = new Map(pairs.map(([old = '', next = '']) => [old, next]));
  if (table.size === 0) {
    return (text) => text;
  }
  // The longer first: an address holds the id. What stays as it is has to be seen too, or a part of it would be replaced.
  const all = [from.security, from.repository, from.executable, from.id, from.author, from.name];
  const escaped = [...new Set(all)]
    .sort((a, b) => b.length - a.length)
    .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(escaped.join('|'), 'g');
  return (text) => text.replace(pattern, (found) => table.get(found) ?? found);
}

/**
 * Carries it through the files below a root, their names included.
 * @returns the files that it changed, by their new names
 */
export function carry(root: string, to: Project): string[] {
  const replace = replacer(current(root), to);
  const changed: string[] = [];
  for (const file of [...textFiles(root)]) {
    const text = readFileSync(path.join(root, file), 'utf8');
    const next = replace(text);
    const name = path.join(path.dirname(file), replace(path.basename(file)));
    if (next === text && name === file) {
      continue;
    }
    writeFileSync(path.join(root, file), next);
    renameSync(path.join(root, file), path.join(root, name));
    changed.push(name);
  }
  return changed;
}

/** Fields of which project.json and the files say different things. */
export function differences(root: string, to = readProject(root)): string[] {
  const now = current(root);
  return Object.keys(FIELDS).filter((name) => read(now, name) !== read(to, name));
}

/** Why this can't be published as it is, a sentence each; none where it can. */
export function unpublished(to: Project, env: Record<string, string | undefined>): string[] {
  const address = `${env['GITHUB_SERVER_URL']}/${env['GITHUB_REPOSITORY']}`;
  return [
    ...(['repository', 'security'] as const)
      .filter((name) => isPlaceholder(to[name]))
      .map((name) => `project.json: ${name} is ${to[name]}, an address that stands for none.`),
    ...(env['GITHUB_REPOSITORY'] !== undefined && address !== to.repository
      ? [`project.json: repository is ${to.repository}, and this is ${address}.`]
      : []),
  ];
}

function main(args: string[]): number {
  const root = path.dirname(import.meta.dirname);
  const to = readProject(root);
  const wrong = complaints(to);
  if (args.includes('--published')) {
    wrong.push(...unpublished(to, process.env));
  }
  if (args.includes('--check') || args.includes('--published')) {
    wrong.push(
      ...differences(root, to).map((name) => `${name} of project.json is not in the files: run npm run identity.`)
    );
  }
  if (wrong.length > 0) {
    console.error(wrong.join('\n'));
    return 1;
  }
  if (args.length > 0) {
    return 0;
  }
  const changed = carry(root, to);
  console.log(`${changed.length} files changed; the backend's program is ${executableOf(to.id)}.`);
  if (changed.length === 0) {
    return 0;
  }
  const go = changed.filter((file) => file.endsWith('.go'));
  const rest = changed.filter((file) => !file.endsWith('.go'));
  const node = [process.execPath, '--import', 'tsx'] as const;
  const commands: readonly (readonly string[])[] = [
    ['gofmt', '-w', ...go],
    [
      process.execPath,
      'node_modules/oxfmt/bin/oxfmt',
      '--config=.prettierrc.json',
      '--no-error-on-unmatched-pattern',
      ...rest,
    ],
    [...node, 'build/bundler.ts', 'translator'],
    [...node, 'provision/generate.ts'],
    [...node, 'build/i18n.ts'],
  ];
  for (const [command = '', ...parameters] of commands) {
    const { status } = spawnSync(command, parameters, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0) {
      console.error(`${command} ${parameters.slice(0, 3).join(' ')} failed; its own words stand above.`);
      return 1;
    }
  }
  return 0;
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.exitCode = main(process.argv.slice(2));
}
