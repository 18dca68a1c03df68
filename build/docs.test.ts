/** Blocks of the documents: JSON and YAML that can be read, shell that can be parsed, commands and files that there are. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import packageJson from '../package.json' with { type: 'json' };
import { linkedFiles } from './readme';

const root = path.dirname(import.meta.dirname);
const documents = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md'],
  ...readdirSync(path.join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
].map((name) => [name, readFileSync(path.join(root, name), 'utf8')] as const);

function blocks(text: string, language: string): string[] {
  return [...text.matchAll(/^( *)```(\w*)\n([\s\S]*?)^ *```$/gm)]
    .filter(([, , name]) => name === language)
    .map(([, indent = '', , body = '']) => body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''));
}

describe.each(documents)('%s', (name, text) => {
  it('has JSON and YAML that can be read', () => {
    for (const block of blocks(text, 'json')) {
      expect(() => void JSON.parse(block), block).not.toThrow();
    }
    for (const block of blocks(text, 'yaml')) {
      for (const document of parseAllDocuments(block)) {
        expect(document.errors, block).toEqual([]);
      }
    }
  });

  it('has shell that a shell takes, with scripts that there are', () => {
    for (const block of blocks(text, 'sh')) {
      const { status, stderr } = spawnSync('bash', ['-n'], { input: block, encoding: 'utf8' });
      expect({ status, stderr }, block).toEqual({ status: 0, stderr: '' });
      const scripts = [...block.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, script]) => script);
      expect(Object.keys(packageJson.scripts)).toEqual(expect.arrayContaining(scripts));
    }
  });

  it('links to files that are there', () => {
    const folder = path.join(root, path.dirname(name));
    expect(linkedFiles(text).filter((file) => !existsSync(path.join(folder, file)))).toEqual([]);
  });
});
