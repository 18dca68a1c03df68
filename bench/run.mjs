// `npm run bench`: the Go benchmarks, a translation in Node's engine and the start of the built backend, with ratios to the
// peer (client_golang's decoder and one frame a series) and to the bound (a loop over the bytes) of the same run. Writes
// bench/RESULTS.md.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { goals, medians } from './results.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

function output(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  if (error || status !== 0) {
    throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? stderr + stdout}`);
  }
  return stdout;
}

const code = (text) => '```\n' + text.trim() + '\n```';
const args = [
  'test',
  '-run',
  'xxx',
  '-bench',
  'Decode|Path|Real|Series|Unpack|Translate',
  '-benchmem',
  '-benchtime',
  '300ms',
];
console.log('Measuring. On a machine that does other work the times mean little, the ratios somewhat more.');
const go = output('go', [...args, '-count', '3', './pkg/...']);
const node = ['translate', 'start'].map((name) => output('node', ['--import', 'tsx', `bench/${name}.ts`]));
const lines = [go, ...node].flatMap((text) => text.split('\n')).filter((line) => line.startsWith('Benchmark'));
const measured = medians(lines);
const version = (name) => readFileSync(join(root, 'go.mod'), 'utf8').match(new RegExp(`${name} (\\S+)`))?.[1] ?? '?';

const rows = goals(measured).map(
  ({ what, goal, value, met }) => `| ${what} | ${goal} | ${value} | ${met ? 'yes' : 'no'} |`
);
const text = `# Results of \`npm run bench\`

Medians of three counts; peer and bound in the same run. Other work on the machine shows in the times.

- Machine: ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${platform()} ${arch()} ${release()}
- ${output('go', ['version']).trim()}, Node ${process.version}
- grafana-plugin-sdk-go ${version('grafana-plugin-sdk-go')}, client_golang ${version('client_golang')}, goja ${version('goja')}
- ${new Date().toISOString().slice(0, 10)}

| what | goal | measured | met |
| --- | --- | --- | --- |
${rows.join('\n')}

## All

${code(lines.map((line) => line.trimEnd()).join('\n'))}
`;
writeFileSync(join(root, 'bench', 'RESULTS.md'), text);
console.log(text);
