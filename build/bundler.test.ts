/** What the two bundles promise to those who load them. Each is built anew in a temporary folder. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type StatsChunk } from '@rspack/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, frontendConfig, rulesConfig, translatorConfig, translatorFile } from './bundler';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'baseten-bundle-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/**
 * What Grafana 12.3 hands to plugins, written down from its own table of shared dependencies and not from our build.
 * `module` is answered by its loader, SystemJS.
 */
const grafana = new Set([
  'module',
  ...['@emotion/css', '@emotion/react', '@grafana/data', '@grafana/runtime', '@grafana/ui'],
  ...['react', 'react-dom', 'react/jsx-runtime', 'react/jsx-dev-runtime', 'react-redux', 'react-inlinesvg'],
  ...['react-router', 'react-router-dom', 'redux', 'rxjs', 'rxjs/operators', 'lodash', 'moment', 'd3', 'i18next'],
  ...['jquery', 'prismjs', 'slate', 'slate-react', 'slate-plain-serializer'],
]);

describe('the front end', () => {
  let files: Map<string, string>;
  let chunks: StatsChunk[];
  beforeAll(async () => {
    const outDir = path.join(dir, 'dist');
    const stats = await build(frontendConfig(outDir, 'production'));
    chunks =
      stats.toJson({ all: false, chunks: true, chunkOrigins: true, chunkRelations: true, ids: true }).chunks ?? [];
    const names = await readdir(outDir);
    const read = async (name: string): Promise<[string, string]> => [
      name,
      await readFile(path.join(outDir, name), 'utf8'),
    ];
    files = new Map(await Promise.all(names.filter((name) => /\.(?:js|json|md|map)$/.test(name)).map(read)));
  });
  const scripts = () => [...files].filter(([name]) => name.endsWith('.js')).map(([, text]) => text);

  it('is an AMD module that asks only for what Grafana 12.3 shares', () => {
    const [, list] = /^define\((\[[^\]]*\]),/.exec(files.get('module.js') ?? '') ?? [];
    const asked: string[] = JSON.parse(list ?? '[]');
    expect(asked).toEqual(expect.arrayContaining(['@grafana/data', '@grafana/runtime', 'module', 'react/jsx-runtime']));
    expect(asked.filter((name) => !grafana.has(name))).toEqual([]);
    // Chunks come after the module, too late to ask for more.
    expect(scripts().filter((text) => text.startsWith('define('))).toHaveLength(1);
  });

  it('holds no React of its own, nor its internals', () => {
    for (const mark of ['__SECRET_INTERNALS', '__CLIENT_INTERNALS', 'react.transitional.element', 'react.production']) {
      expect(scripts().filter((text) => text.includes(mark))).toEqual([]);
    }
  });

  it('finds its chunks wherever Grafana is served from', () => {
    // An address from the root would miss a Grafana under a sub-path.
    expect(scripts().filter((text) => /["'`]\/public\/plugins\//.test(text))).toEqual([]);
    expect(files.get('module.js')).toMatch(/\.uri/);
  });

  it('leaves the grammar of PromQL to those who read or write PromQL', () => {
    const hold = [...files].filter(([, text]) => text.includes('StepInvariantExpr')).map(([name]) => name);
    expect(hold).toContainEqual(expect.stringContaining('lezer-promql'));
    expect(hold).not.toContain('module.js');
  });

  /** Bytes of gzip of the scripts that come with an import, without those that another one has brought before. */
  function weight(request: string, before?: string): number {
    const comesWith = (chunk: StatsChunk, asked?: string) => chunk.origins?.some((origin) => origin.request === asked);
    const names = chunks
      .filter((chunk) => comesWith(chunk, request) && !(before && comesWith(chunk, before)))
      .flatMap((chunk) => chunk.files ?? []);
    expect(names.length).toBeGreaterThan(0);
    return names
      .filter((name) => name.endsWith('.js'))
      .reduce((sum, name) => sum + gzipSync(files.get(name) ?? '').length, 0);
  }

  it('stays small, in bytes of gzip: what all load, the catalog with the first query, then the builder, then code', () => {
    expect(gzipSync(files.get('module.js') ?? '').length).toBeLessThan(20_000);
    expect(weight('./facts')).toBeLessThan(35_000);
    expect(weight('./QueryEditor', './facts')).toBeLessThan(60_000);
    expect(weight('./code/PromQLField')).toBeLessThan(210_000);
  });

  it('leaves the rows of the catalog to the chunk that the first query waits for', () => {
    const hold = [...files]
      .filter(([name, text]) => name.endsWith('.js') && text.includes('sustained_error_ratio'))
      .map(([name]) => name);
    expect(hold.length).toBeGreaterThan(0);
    expect(hold).not.toContain('module.js');
  });

  // As Grafana's validator compares them: below src, without the bundler's own and other people's packages.
  it('has source maps whose sources are the files of src', async () => {
    const maps = [...files].filter(([name]) => name.endsWith('.js.map'));
    expect(maps.map(([name]) => name)).toContain('module.js.map');
    const differ: string[] = [];
    let compared = 0;
    for (const [name, text] of maps) {
      const map: { sources: string[]; sourcesContent: string[] } = JSON.parse(text);
      expect(map.sourcesContent, name).toHaveLength(map.sources.length);
      for (const [index, source] of map.sources.entries()) {
        const file = source.replace(/^webpack:\/\/baseten-metrics-datasource\/*/, '').replace(/\?.*$/, '');
        if (/^(?:external |webpack\/|\.\.\/node_modules)|\.(?:json|svg|css)$/.test(file)) {
          continue;
        }
        compared += 1;
        const inSource = await readFile(path.join(import.meta.dirname, '../src', file), 'utf8').catch(() => undefined);
        if (inSource !== map.sourcesContent[index]) {
          differ.push(`${name}: ${source}`);
        }
      }
    }
    expect(differ, 'the context of the bundler is src, and no loader changes the text of a source').toEqual([]);
    expect(compared).toBeGreaterThan(100);
  });

  it('says its version and day, and leaves no manifest of another build', () => {
    const { info } = JSON.parse(files.get('plugin.json') ?? '{}');
    expect(info.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(info.updated).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect([...files.keys()]).not.toContain('MANIFEST.txt');
  });
});

describe('the translator for the backend', () => {
  it('is the one that is committed', async () => {
    const outFile = path.join(dir, 'translator.js');
    await build(translatorConfig(outFile));
    const [fresh, committed] = await Promise.all([readFile(outFile, 'utf8'), readFile(translatorFile, 'utf8')]);
    expect(
      committed === fresh,
      'pkg/translator/translator.js is stale: run `npm run build:translator` and commit it'
    ).toBe(true);
  });

  it('is built the same every time', async () => {
    const outFiles = ['a.js', 'b.js'].map((name) => path.join(dir, name));
    for (const outFile of outFiles) {
      await build(translatorConfig(outFile));
    }
    const [first, second] = await Promise.all(outFiles.map((file) => readFile(file, 'utf8')));
    expect(first).toBe(second);
  });
});

it('the rules of a document are made by one file that needs nothing beside it but Node', async () => {
  const outDir = path.join(dir, 'rules');
  await build(rulesConfig(outDir));
  const document = path.join(dir, 'own.yaml');
  await writeFile(document, 'version: 1\nsets:\n  - name: Mine\n    models: [m]\n    availability: 0.9\n');
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [path.join(outDir, 'rules.mjs'), ...args], { cwd: dir, encoding: 'utf8' });
  expect(run('--objectives', document, '--out', 'written')).toMatchObject({ status: 0, stderr: '' });
  const written = await readFile(path.join(dir, 'written', 'baseten-rules.yaml'), 'utf8');
  expect(written).toContain('High error ratio (Mine)');
  // What the shipped objectives name is not in it.
  expect(written).not.toContain('voice-agent');

  await writeFile(document, 'version: 1\ndefaults:\n  availability: 99.9\n');
  const refused = run('--objectives', document, '--out', 'written');
  expect(refused.status).toBe(1);
  expect(refused.stderr).toContain('defaults.availability is 99.9; allowed: a number above 0 and below 1.');
  expect(refused.stderr).not.toContain('    at ');
});
