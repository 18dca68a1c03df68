/** Who imports whom among the project's own files: what the tests on circles ask. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** File to the files that it imports, all as paths from the project's folder, with slashes. */
export type Imports = Map<string, string[]>;

const endings = ['', '.ts', '.tsx', '.mts', '.mjs', '/index.ts', '/index.tsx'];
const isScript = (name: string) => /\.[mc]?[jt]sx?$/.test(name) && !/\.d\.[mc]?ts$/.test(name);

function scriptsUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      return entry.name === 'node_modules' ? [] : scriptsUnder(file);
    }
    return isScript(entry.name) ? [file] : [];
  });
}

/**
 * Reads the imports of every script in the folders: those of types, those of dynamic `import()` and re-exports too, since
 * each of them ties a file to another one. Packages and files that are no scripts are left out.
 */
export function readImports(root: string, folders: string[]): Imports {
  const files = folders.flatMap((folder) => scriptsUnder(path.join(root, folder)));
  const relative = (file: string) => path.relative(root, file).split(path.sep).join('/');
  return new Map(
    files.map((file) => {
      const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true);
      const targets = importedFiles
        .filter(({ fileName }) => fileName.startsWith('.'))
        .map(({ fileName }) => path.join(path.dirname(file), fileName))
        .map((target) => endings.map((ending) => target + ending).find((at) => isScript(at) && existsSync(at)))
        .filter((target) => target !== undefined);
      return [relative(file), [...new Set(targets.map(relative))]];
    })
  );
}

/**
 * The circles: each a list of files that import one another in this order, the last one the first. Of files that are tied
 * together in several ways, the shortest way round from the first by name is shown.
 */
export function circles(imports: Imports): string[][] {
  const found: string[][] = [];
  const told = new Set<string>();
  for (const start of [...imports.keys()].sort()) {
    const way = told.has(start) ? undefined : shortestWayRound(imports, start);
    if (way) {
      way.forEach((file) => told.add(file));
      found.push(way);
    }
  }
  return found;
}

function shortestWayRound(imports: Imports, start: string): string[] | undefined {
  const cameFrom = new Map<string, string>();
  const waiting = [start];
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    for (const next of imports.get(file) ?? []) {
      if (next === start) {
        const way = [file];
        while (way[0] !== undefined && way[0] !== start) {
          way.unshift(cameFrom.get(way[0]) ?? start);
        }
        return [...way, start];
      }
      if (!cameFrom.has(next)) {
        cameFrom.set(next, file);
        waiting.push(next);
      }
    }
  }
  return undefined;
}
