/**
 * Nothing in the documents that doesn't work: each block of code is read by what reads such a text in use, or run. A block that
 * nobody tries fails, with its place; so does a row below that finds no block any more.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import packageJson from '../package.json' with { type: 'json' };
import { parseObjectives, schema } from '../src/objectives';
import { fieldNames, isRecord, translate } from '../src/translator';
import { blocksOf, type Block } from './blocks';
import { build, rulesConfig } from './bundler';
import { project } from './project.mjs';
import { linkedFiles } from './readme';

const root = path.dirname(import.meta.dirname);
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const folder = mkdtempSync(path.join(tmpdir(), 'blocks-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const listed = spawnSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], { cwd: root, encoding: 'utf8' });
const documents = listed.stdout
  .split('\n')
  // Test data is other people's text.
  .filter((file) => file !== '' && !file.includes('/testdata/') && existsSync(path.join(root, file)))
  .map((file) => ({ file, text: read(file), blocks: blocksOf(file, read(file)) }));
const blocks = documents.flatMap((document) => document.blocks);

/** Runs shell as a person does, and wants it to end well and to complain about nothing. */
function shell(body: string, cwd: string): string {
  const { status, stdout, stderr } = spawnSync('bash', ['-euo', 'pipefail'], { input: body, cwd, encoding: 'utf8' });
  expect({ status, stderr }, body).toEqual({ status: 0, stderr: '' });
  return stdout;
}

/** What a workflow runs on each change: too long for here, and tried there in a checkout that has nothing but the source. */
function runBy(workflow: string) {
  return ({ body }: Block) => {
    const { jobs }: { jobs: Record<string, { steps: Array<{ run?: string }> }> } = parse(
      read(`.github/workflows/${workflow}`)
    );
    const lines = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run = '' }) => run.split('\n')));
    const asked = body.trim().split('\n');
    expect(lines.map((line) => line.trim().replace(/ (?:> |&$).*/, ''))).toEqual(expect.arrayContaining(asked));
  };
}

/** The query of a panel or a rule: each of its fields is one, and it has a translation without an error. */
function isQuery(query: unknown) {
  if (!isRecord(query)) {
    throw new Error('a query is an object');
  }
  // refId and datasource are Grafana's own.
  expect([...fieldNames, 'refId', 'datasource']).toEqual(expect.arrayContaining(Object.keys(query)));
  return translate(query);
}

/** The texts of which the notifications' test, with Alertmanager's own reader, takes the blocks behind them. */
const routed = [...read('tests/semantics/notifications/notifications_test.go').matchAll(/fragment\(t, "(.+?)"\)/g)].map(
  ([, text]) => text ?? ''
);

interface Row {
  /** The document, or none for any. */
  file?: string;
  language: string;
  /** What the block begins with or has in it. */
  has?: string | RegExp;
  /** No document need have one. */
  isRare?: boolean;
  try: (block: Block) => void | Promise<void>;
}

const rows: Row[] = [
  { file: 'README.md', language: 'sh', has: /^npm start$/m, try: runBy('ci.yml') },
  { file: 'README.md', language: 'sh', has: /^npm test$/m, try: runBy('ci.yml') },
  { file: 'docs/review.md', language: 'sh', has: /^npm run package$/m, try: runBy('package.yml') },
  {
    file: 'README.md',
    language: 'ini',
    try: ({ body }) => expect(body).toBe(`[plugins]\nallow_loading_unsigned_plugins = ${project.id}\n`),
  },
  {
    file: 'CONTRIBUTING.md',
    language: 'sh',
    has: 'npm run -s promql',
    try: (block) => {
      const [printed] = blocks.slice(blocks.indexOf(block) + 1);
      expect(printed).toMatchObject({ file: block.file, language: 'promql' });
      expect(shell(block.body, root)).toBe(printed?.body);
    },
  },
  // What the block above it prints.
  { file: 'CONTRIBUTING.md', language: 'promql', try: () => undefined },
  {
    file: 'CONTRIBUTING.md',
    language: 'sh',
    has: 'sign-plugin',
    try: ({ body }) => {
      // It needs a token of grafana.com. The release does the same, in the same version and folder.
      const release = read('.github/workflows/release.yml');
      const [signs = '', packs = ''] = body.trim().split('\n');
      const [, version = 'none'] = /npx (@grafana\/sign-plugin@\S+) /.exec(signs) ?? [];
      expect(release).toContain(`npx --yes ${version} --distDir `);
      expect(signs).toContain(` --distDir .cache/release/${project.id} --rootUrls https://`);
      expect(release).toContain(packs);
    },
  },
  {
    file: 'CONTRIBUTING.md',
    language: 'sh',
    has: /^npm run identity$/m,
    try: runBy('package.yml'),
  },
  {
    file: 'docs/alerting.md',
    language: 'yaml',
    try: ({ body }) => {
      const after = read('docs/alerting.md').split(body)[0] ?? '';
      const [lead = ''] = after
        .split('\n')
        .reverse()
        .filter((line) => line.startsWith('**'));
      expect(
        routed.some((text) => lead.startsWith(text)),
        `no test of tests/semantics/notifications reads it`
      ).toBe(true);
    },
  },
  {
    file: 'docs/objectives.md',
    language: 'yaml',
    try: ({ body }) => {
      const { document, notices } = parseObjectives(body);
      expect({ notices, sets: document.sets.length }).toEqual({ notices: [], sets: 2 });
    },
  },
  {
    file: 'docs/objectives.md',
    language: 'json',
    has: '"$schema"',
    try: ({ body }) => expect(JSON.parse(body)).toEqual(schema()),
  },
  {
    file: 'docs/objectives.md',
    language: 'sh',
    has: 'node rules.mjs',
    try: async (block) => {
      // In a plugin's folder, with the document that the page shows.
      const [shown] = blocks.filter(({ file, language }) => file === block.file && language === 'yaml');
      const plugin = path.join(folder, 'plugin');
      await build(rulesConfig(plugin));
      writeFileSync(path.join(plugin, 'objectives.yaml'), shown?.body ?? '');
      shell(block.body, plugin);
      const written = path.join(plugin, 'provisioning/alerting');
      expect(readdirSync(written).sort()).toEqual(['baseten-alerts.yaml', 'baseten-rules.yaml']);
      expect(readFileSync(path.join(written, 'baseten-rules.yaml'), 'utf8')).toContain('(Nightly batch)');
    },
  },
  {
    file: 'docs/query-reference.md',
    language: 'json',
    try: ({ body }) => {
      expect(isQuery(JSON.parse(body)).expr).toBe(
        'histogram_quantile(0.95, sum by (model_name, le) (rate(baseten_end_to_end_response_time_seconds_bucket' +
          '{model_name=~"Llama 3\\\\.1 70B|Whisper",environment=~"production|"}[$__rate_interval])))'
      );
    },
  },
  {
    file: 'docs/query-reference.md',
    language: 'yaml',
    has: /^model:/,
    try: ({ body }) => {
      const { model }: { model: unknown } = parse(body);
      expect(isQuery(model).expr).toContain('[5m]');
      // Without it Grafana's Duplicate of the rule fails.
      expect(model).toMatchObject({ datasource: { type: project.id } });
    },
  },
  {
    file: 'docs/upgrading.md',
    language: 'sh',
    has: /^sed /,
    try: ({ body }) => {
      const cwd = path.join(folder, 'upgraded');
      cpSync(path.join(root, 'provisioning'), path.join(cwd, 'provisioning'), { recursive: true });
      shell(body, cwd);
      const { stdout } = spawnSync('grep', ['-rlE', `type: ${project.id}|"type": "${project.id}"`, '.'], {
        cwd,
        encoding: 'utf8',
      });
      expect(stdout).toBe('');
      for (const file of ['datasources/baseten.yaml', 'alerting/baseten-rules.yaml', 'dashboards/baseten/model.json']) {
        const text = readFileSync(path.join(cwd, 'provisioning', file), 'utf8');
        expect(text).toContain('your-own-datasource');
        expect(parseAllDocuments(text).flatMap(({ errors }) => errors)).toEqual([]);
      }
    },
  },
  {
    file: 'docs/architecture.md',
    language: 'diff',
    try: ({ body }) => {
      const args = ['list', '-m', '-f', '{{.Dir}}', 'github.com/grafana/grafana-plugin-sdk-go'];
      const sdk = spawnSync('go', args, { cwd: root, encoding: 'utf8' }).stdout.trim();
      const file = readFileSync(path.join(sdk, 'data/arrow_column_builders.go'), 'utf8');
      const lines = body.trimEnd().split('\n');
      const before = lines.filter((line) => line.startsWith(' ')).map((line) => `${line.slice(1)}\n`);
      expect(file).toContain(before.join(''));
      for (const line of lines.filter((added) => added.startsWith('+'))) {
        expect(file, 'the SDK has it by now: take it out of the document').not.toContain(line.slice(1));
      }
    },
  },
  // What a run printed, on a machine that is named beside it.
  { file: 'bench/RESULTS.md', language: '', has: /^Benchmark/, try: () => undefined },
  // It is there as long as a survivor has no reason.
  { file: 'tests/mutation/RESULTS-translator.md', language: '', has: /^src\//, isRare: true, try: () => undefined },
];

const fits = ({ file, language, has = '' }: Row, block: Block) =>
  (file === undefined || file === block.file) &&
  language === block.language &&
  (typeof has === 'string' ? block.body.includes(has) : has.test(block.body));

describe('a block of code', () => {
  it.each(blocks.map((block) => [`${block.file}:${block.line} ${block.language}`, block] as const))(
    '%s',
    async (_, block) => {
      const found = rows.filter((row) => fits(row, block));
      expect(found.length, `${block.file}:${block.line}: say in build/docs.test.ts how this block is tried`).toBe(1);
      mkdirSync(folder, { recursive: true });
      await found[0]?.try(block);
    },
    120_000
  );

  it('is there for each row', () => {
    expect(rows.filter((row) => !row.isRare && !blocks.some((block) => fits(row, block)))).toEqual([]);
  });

  it('has a language, or is what a run printed', () => {
    const plain = blocks.filter(({ language }) => language === '').map(({ file }) => path.basename(file));
    expect(plain.filter((name) => !name.startsWith('RESULTS'))).toEqual([]);
  });
});

describe('the blocks of a document', () => {
  it('are found in lists, with either fence, and within longer fences', () => {
    const text = '1. a\n\n   ```ini\n   [a]\n     b\n   ```\n\n~~~sh\nx\n~~~\n\n````\n```\n````\n';
    expect(blocksOf('a.md', text).map(({ line, language, body }) => [line, language, body])).toEqual([
      [3, 'ini', '[a]\n  b\n'],
      [8, 'sh', 'x\n'],
      [12, '', '```\n'],
    ]);
  });

  it('have an end', () => {
    expect(() => blocksOf('a.md', 'a\n```sh\nb\n')).toThrow('a.md:2: the block has no end');
  });
});

describe.each(documents)('$file', ({ file, text }) => {
  it('links to files that are there', () => {
    const at = path.join(root, path.dirname(file));
    expect(linkedFiles(text).filter((target) => !existsSync(path.join(at, target)))).toEqual([]);
  });

  it('names scripts that there are', () => {
    const scripts = [...text.matchAll(/npm run (?:-s )?([a-z][\w:-]*)/g)].map(([, script]) => script);
    expect(Object.keys(packageJson.scripts)).toEqual(expect.arrayContaining(scripts));
  });
});
