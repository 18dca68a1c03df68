import { existsSync } from 'node:fs';
import path from 'node:path';
import { ESLint, Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { doors, walls, wallsRule } from './walls.mjs';

const root = path.dirname(import.meta.dirname);

/** What lint says of one import in a file that stands at this place. */
function lint(file: string, text: string): string[] {
  const parser = tseslint.parser;
  const config: Linter.Config[] = [
    {
      files: ['**/*.{ts,tsx,mjs}'],
      languageOptions: { parser },
      plugins: { project: { rules: { walls: wallsRule } } },
    },
    { files: ['**/*.{ts,tsx,mjs}'], rules: { 'project/walls': 'error' } },
  ];
  const messages = new Linter({ cwd: root }).verify(text, config, path.join(root, file));
  return messages.map(({ message }) => message);
}

it.each(walls.map(([place]) => place))('%s lets nothing in that its row does not name', (place) => {
  const folder = existsSync(path.join(root, place));
  const file = folder ? `${place}/anything.ts` : `${place}.ts`;
  expect(lint(file, "import { left } from 'left-pad';")).toHaveLength(1);
  expect(lint(file, "import type { Page } from '@playwright/tests';")).toHaveLength(1);
  const up = '../'.repeat(file.split('/').length - 1) || './';
  expect(lint(file, `import { x } from '${up}tests/elsewhere';`)[0]).toContain(`${place} may import itself`);
});

it.each(doors)('%s is entered by its index alone, by tests too', (door) => {
  for (const file of ['src/editor/a.ts', 'src/a.test.ts', 'tests/integration/a.test.ts', 'provision/a.ts']) {
    const up = '../'.repeat(file.split('/').length - 1);
    expect(lint(file, `import { x } from '${up}${door}/inside';`)).toHaveLength(1);
    expect(lint(file, `import type { X } from '${up}${door}/inside/types';`)).toHaveLength(1);
    expect(lint(file, `export * from '${up}${door}/inside';`)).toHaveLength(1);
    expect(lint(file, `const x = import('${up}${door}/inside');`)).toHaveLength(1);
    expect(lint(file, `type X = import('${up}${door}/inside').X;`)).toHaveLength(1);
  }
  expect(lint('tests/integration/a.test.ts', `import { x } from '../../${door}';`)).toEqual([]);
});

describe('walls that a review found open', () => {
  it.each([
    ['the contract imports nothing of the project', 'src/translator/contract/a.ts', '../promql/escape'],
    ['the translator knows no editor', 'src/translator/resolve.ts', '../editor/readable'],
    ['the translator knows no Grafana', 'src/translator/reading/a.ts', '@grafana/data'],
    ['the oracle does not ask the translator', 'src/translator/corpus/oracle/a.ts', '../../translate'],
    ['the data source knows no editor', 'src/datasource.ts', './editor/QueryEditor'],
    ['what comes and goes as PromQL knows no editor', 'src/exchange/a.ts', '../editor/readable'],
    ['an editor does not know the data source by its class', 'src/editor/context.ts', '../datasource'],
    ['the entry loads editors late', 'src/module.ts', './editor/QueryEditor'],
    ['the simulator stands alone', 'demo/simulator/main.ts', '../../src/translator'],
    ['a build needs no test', 'build/a.mjs', '../tests/counts.mjs'],
  ])('%s', (_, file, source) => {
    expect(lint(file, `import { x } from '${source}';`)).toHaveLength(1);
  });

  it('but what is allowed passes', () => {
    expect(lint('src/translator/promql/a.ts', "import { x } from '../contract/matcher';")).toEqual([]);
    expect(lint('src/editor/fields/a.tsx', "import { x } from '../../translator';")).toEqual([]);
    expect(lint('src/editor/a.tsx', "import { useState } from 'react'; import { x } from './code/field';")).toEqual([]);
  });
});

it("is a part of the project's lint, for tests as for everything else", async () => {
  const eslint = new ESLint({ cwd: root });
  for (const file of ['src/datasource.ts', 'src/editor/readable.test.ts', 'build/steps.mjs', 'tests/e2e/stack.ts']) {
    const { rules } = await eslint.calculateConfigForFile(path.join(root, file));
    expect(rules?.['project/walls'], file).toEqual([2]);
  }
});

it('names only places that there are', () => {
  const there = (place: string) =>
    ['', '.ts', '.tsx', '.mjs', '.json'].some((end) => existsSync(path.join(root, place + end)));
  const places = walls.flatMap(([place, allowed]) => [
    place,
    ...allowed.filter((entry) => /^(?:src|demo|build)\//.test(entry)),
  ]);
  expect(places.filter((place) => !there(place))).toEqual([]);
});
