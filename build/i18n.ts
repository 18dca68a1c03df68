/**
 * The English texts of the source, `t('key', 'text')`, as the file of a language: `npm run i18n` writes
 * locales/en-US, and a test holds the other languages against it.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { calculationRows, catalog, codeRows, labelTitles } from '../src/translator';
import { recipes } from '../src/editor/recipes/recipes';
import { project } from './project.mjs';

const root = path.dirname(import.meta.dirname);

/** Key to text; the parts of a key nest. */
export interface Texts {
  [part: string]: string | Texts;
}

/** The file of a language. */
export function localeFile(language: string): string {
  return path.join(root, 'locales', language, `${project.id}.json`);
}

function put(texts: Texts, key: string, text: string, place: string): void {
  const parts = key.split('.');
  const last = parts.pop() ?? '';
  let branch = texts;
  for (const part of parts) {
    const next = (branch[part] ??= {});
    if (typeof next === 'string') {
      throw new Error(`${place}: the key ${key} goes on behind ${part}, which is a text`);
    }
    branch = next;
  }
  if (branch[last] !== undefined && branch[last] !== text) {
    throw new Error(`${place}: the key ${key} has another text elsewhere`);
  }
  branch[last] = text;
}

function sorted(texts: Texts): Texts {
  const pairs = Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(pairs.map(([key, value]) => [key, typeof value === 'string' ? value : sorted(value)]));
}

function putTables(texts: Texts): void {
  const groups = new Set(catalog.map(({ group }) => group));
  groups.forEach((group) => put(texts, `catalog.group.${group}`, group, 'catalog'));
  for (const [kind, rows] of [
    ['metric', catalog],
    ['calculation', calculationRows],
  ] as const) {
    for (const { id, title, description } of rows) {
      put(texts, `catalog.${kind}.${id}.title`, title, 'catalog');
      put(texts, `catalog.${kind}.${id}.description`, description, 'catalog');
    }
  }
  for (const [label, title] of labelTitles) {
    put(texts, `catalog.label.${label}`, title, 'catalog');
  }
  for (const { code, meaning } of codeRows) {
    put(texts, `catalog.code.${code}`, meaning, 'codes');
  }
  for (const { id, question, answer } of recipes) {
    put(texts, `recipe.${id}.question`, question, 'recipes');
    put(texts, `recipe.${id}.answer`, answer, 'recipes');
  }
}

/** Every text of the tables and of src, sorted by key. @throws an Error with the place where a key or a text is no literal, or a key has two texts */
export function extract(): Texts {
  const texts: Texts = {};
  const files = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' });
  for (const name of files.filter((found) => /\.tsx?$/.test(found) && !found.includes('.test.'))) {
    const file = path.join('src', name);
    const source = ts.createSourceFile(file, readFileSync(path.join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 't') {
        const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
        const [key, text] = node.arguments;
        if (!key || !text || !ts.isStringLiteralLike(key) || !ts.isStringLiteralLike(text)) {
          throw new Error(`${file}:${line}: key and text of t() are no literals`);
        }
        put(texts, key.text, text.text, `${file}:${line}`);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  putTables(texts);
  return sorted(texts);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(localeFile('en-US'), `${JSON.stringify(extract(), null, 2)}\n`);
}
