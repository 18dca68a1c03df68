import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { foldersWithin, goItself, legalTexts, linked, notices, packageFolders } from './notices';

const root = path.dirname(import.meta.dirname);

describe('packages of a bundle', () => {
  it('are read off the modules, each once', () => {
    expect(
      packageFolders([
        'builtin:swc-loader??x!/p/src/module.ts',
        '/p/node_modules/yaml/browser/index.js',
        'javascript/esm|/p/node_modules/yaml/browser/dist/a.js',
        '/p/node_modules/@codemirror/view/dist/index.js|abc',
        '/p/node_modules/a/node_modules/b/index.js',
        'external "react"',
      ])
    ).toEqual(['/p/node_modules/@codemirror/view', '/p/node_modules/a/node_modules/b', '/p/node_modules/yaml']);
  });
});

describe('texts', () => {
  it('are licences and notices by any usual name', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'legal-'));
    for (const name of [
      'LICENSE',
      'licence.md',
      'NOTICE.txt',
      'LICENSE-MIT',
      'COPYING',
      'LICENSE_LUCENE',
      'ATTRIB',
      'README.md',
      'licensing.js',
    ]) {
      writeFileSync(path.join(folder, name), name);
    }
    expect(legalTexts(folder).sort()).toEqual([
      'ATTRIB',
      'COPYING',
      'LICENSE',
      'LICENSE-MIT',
      'LICENSE_LUCENE',
      'NOTICE.txt',
      'licence.md',
    ]);
  });
});

describe('folders of a package', () => {
  it('are those from its module down to its own', () => {
    expect(foldersWithin('/m', '/m/zstd/internal/xxhash')).toEqual([
      '/m',
      '/m/zstd',
      '/m/zstd/internal',
      '/m/zstd/internal/xxhash',
    ]);
    expect([...new Set(foldersWithin('/m', '/m'))]).toEqual(['/m']);
  });
});

describe('the file', () => {
  it('has the modules of the backend, each with a text', () => {
    const modules = linked(root, './pkg');
    const names = modules.map(({ name }) => name);
    for (const name of [
      'github.com/dop251/goja',
      'github.com/grafana/grafana-plugin-sdk-go',
      'github.com/prometheus/prometheus',
    ]) {
      expect(names).toContain(name);
    }
    expect(names).not.toContain('baseten-metrics-datasource');
    const text = notices([...modules, goItself()]);
    expect(text).toContain('Dmitry Panov');
    expect(text).toContain('The Go Authors');
    // Parts that a module copied from elsewhere lie in folders with a licence of their own: xxhash in compress.
    expect(text).toContain('Caleb Spare');
  }, 60_000);

  it('prints a text once that several share', () => {
    const text = notices([
      { kind: 'npm', name: 'a', version: '1', license: 'MIT', texts: ['the text'] },
      { kind: 'npm', name: 'b', version: '2', license: '', texts: ['the text'] },
    ]);
    expect(text).toContain('a 1 (MIT)\nb 2\n\nthe text');
    expect(text.split('the text')).toHaveLength(2);
  });

  it('is not made where a licence is unknown', () => {
    expect(() => notices([{ kind: 'npm', name: 'x', version: '1', license: '', texts: [] }])).toThrow(
      'no licence was found of x'
    );
  });
});
