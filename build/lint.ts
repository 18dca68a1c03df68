/** What `npm run lint` asks TypeScript itself, as oxlint doesn't know it: build/nominal.ts and build/deprecated.ts. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { type SourceFile } from 'typescript-native/unstable/ast';
import { API, type Project } from 'typescript-native/unstable/sync';
import { addNames, inheritedUses } from './deprecated';
import { hasClasses, mistaken, withPrivateMembers } from './nominal';
import { root } from './run.mjs';

/** What is wrong in the projects of these tsconfig.json, below a folder. */
export function complaints(folder: string, configs: readonly string[]): string[] {
  const deprecated = new Set<string>();
  const api = new API({ cwd: folder, fs: { readFile: (file) => shown(file, deprecated) } });
  try {
    const exempt = relaxed(folder);
    return configs.flatMap((config) => {
      const file = path.join(folder, config);
      const project = api.updateSnapshot({ openProjects: [file] }).getProject(file);
      if (project === undefined) {
        throw new Error(`${file} could not be read.`);
      }
      const say = (name: string, line: number, text: string) => `${path.relative(folder, name)}:${line}: ${text}`;
      const { program, rootFiles } = project;
      const strict = rootFiles.filter((name) => /\.tsx?$/.test(name) && !exempt.has(name));
      return [
        ...mistaken(program).map(({ file: name = file, position, text }) =>
          say(name, lineOf(program.getSourceFile(name)?.text ?? '', position), text)
        ),
        ...strict.flatMap((name) => {
          const source = program.getSourceFile(name);
          return source ? deprecations(project, source, deprecated).map(([line, text]) => say(name, line, text)) : [];
        }),
      ];
    });
  } finally {
    api.close();
  }
}

/** What TypeScript is shown of a file; undefined where that is the file itself. */
function shown(file: string, deprecated: Set<string>): string | undefined {
  if (!/\.[cm]?tsx?$/.test(file)) {
    return undefined;
  }
  const text = readFileSync(file, 'utf8');
  addNames(deprecated, text);
  return hasClasses(file, text) ? withPrivateMembers(file, text) : undefined;
}

/** Files that may use what is deprecated. */
function relaxed(folder: string): Set<string> {
  const config: unknown = ts.readConfigFile(path.join(folder, '.oxlintrc.json'), ts.sys.readFile).config;
  const globs = list(field(config, 'overrides'))
    .filter((each) => field(field(each, 'rules'), 'typescript/no-deprecated') === 'off')
    .flatMap((each) => list(field(each, 'files')))
    .map(String);
  // Without any, TypeScript would list all files.
  return new Set(globs.length > 0 ? ts.sys.readDirectory(folder, undefined, ['node_modules'], globs) : []);
}

function field(some: unknown, name: string): unknown {
  return typeof some === 'object' && some !== null ? Reflect.get(some, name) : undefined;
}

const list = (some: unknown): unknown[] => (Array.isArray(some) ? some : []);

/** A comment that lets the next line use what is deprecated by what is above it alone, which oxlint's comments can't. */
const LET = /^\s*\/\/ deprecated above: \S/;

/** Where a file uses what is deprecated by what is above it alone, or has a comment that lets nothing do so. */
function deprecations(project: Project, file: SourceFile, deprecated: ReadonlySet<string>): Array<[number, string]> {
  const uses = inheritedUses(project, file, deprecated).map((node): [number, string] => {
    const start = node.getStart(file);
    return [lineOf(file.text, start), `${file.text.slice(start, node.end)} is deprecated, as what it comes from is.`];
  });
  const found = new Set(uses.map(([line]) => line));
  const lets = file.text.split('\n').flatMap((text, i) => (LET.test(text) ? [i + 2] : []));
  const idle = lets.filter((line) => !found.has(line));
  return [
    ...uses.filter(([line]) => !lets.includes(line)),
    ...idle.map((line): [number, string] => [line - 1, 'Unused comment: the next line uses nothing deprecated above.']),
  ];
}

const lineOf = (text: string, position: number) => text.slice(0, position).split('\n').length;

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const found = complaints(root, ['tsconfig.json', 'tests/grafana/tsconfig.json']);
  for (const line of found) {
    console.error(line);
  }
  process.exitCode = found.length === 0 ? 0 : 1;
}
