/** What src takes from Grafana is there in the oldest one that plugin.json allows. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { exportsFile, judge, LENT, oldestGrafana } from './oldest';

const { version, exported }: { version: string; exported: Record<string, string[]> } = JSON.parse(
  readFileSync(exportsFile, 'utf8')
);
const src = path.join(import.meta.dirname, '../src');

/** What files of src import from a package as values, each with where; types are gone when the plugin runs. */
function imported(files: Array<[name: string, text: string]>): Array<{ from: string; name: string; file: string }> {
  return files.flatMap(([file, text]) =>
    ts
      .createSourceFile(file, text, ts.ScriptTarget.Latest)
      .statements.filter(ts.isImportDeclaration)
      .flatMap(({ importClause, moduleSpecifier }) => {
        const from = ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : '';
        const names = importClause?.namedBindings;
        if (importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword || !names || !LENT.includes(from)) {
          return [];
        }
        return ts.isNamedImports(names)
          ? names.elements
              .filter((element) => !element.isTypeOnly)
              .map((element) => ({ from, name: (element.propertyName ?? element.name).text, file }))
          : [{ from, name: '*', file }];
      })
  );
}

function lacking(files: Array<[name: string, text: string]>): string[] {
  return imported(files)
    .filter(({ from, name }) => !exported[from]?.includes(name))
    .map(({ from, name, file }) => `${file}: ${from} of Grafana ${version} has no ${name}`);
}

describe('the oldest Grafana', () => {
  it('is the one whose exports are kept (npm run typecheck:oldest writes them)', () => {
    expect(version).toBe(oldestGrafana());
  });

  it('has everything that src takes from it', () => {
    const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$|^testing/.test(name))
      .map((name): [string, string] => [name, readFileSync(path.join(src, name), 'utf8')]);
    expect(imported(files).length).toBeGreaterThan(100);
    expect(lacking(files)).toEqual([]);
  });

  it('lacks what came later, and what is taken as a type is not asked for', () => {
    expect(
      lacking([
        ['a.ts', "import { Combobox, type Later, NoSuchThing as Other } from '@grafana/ui';\nimport { x } from './y';"],
      ])
    ).toEqual([`a.ts: @grafana/ui of Grafana ${version} has no NoSuchThing`]);
    expect(lacking([['b.ts', "import * as ui from '@grafana/ui';"]])).toHaveLength(1);
  });
});

describe('complaints of its types', () => {
  const allowed = [{ file: 'src/a.ts', says: 'no such thing', why: 'it is never called' }];

  it('are faults unless they are allowed with a reason', () => {
    const known = { file: 'src/a.ts', text: 'There is no such thing.' };
    expect(judge([known], allowed)).toEqual([]);
    expect(judge([known, { file: 'src/b.ts', text: 'There is no such thing.' }], allowed)).toEqual([
      'src/b.ts: There is no such thing.',
    ]);
  });

  it('that are gone are allowed no longer', () => {
    expect(judge([], allowed)).toEqual(["build/oldest.ts allows what isn't there any more: src/a.ts: no such thing"]);
  });
});

it('one lower bound is what can be checked', () => {
  expect(oldestGrafana('>=12.3.0-0')).toBe('12.3.0');
  expect(() => oldestGrafana('>=12.3.0 <14')).toThrow('allowed: one lower bound');
});
