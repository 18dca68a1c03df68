// `npm run fuzz [-- seconds]`: every Go fuzz target for that many seconds (60 without), the number reader against strconv on
// 20 million decimals, then the properties of the front end with 50 times as many runs. Ends with what each has tried.
// Finds of Go stay in testdata/fuzz; commit them as test cases.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root, run } from '../build/run.mjs';

const NUMBERS = 20_000_000;
const seconds = Number(process.argv[2] ?? 60);
if (!Number.isInteger(seconds) || seconds < 1) {
  console.error(`seconds is ${process.argv[2]}; it is a whole number from 1 on.`);
  process.exit(1);
}

const tried = [];
/** Runs a command, shows what it prints, and remembers how it went and what `count` reads from its output. */
async function attempt(name, command, args, { env = {}, count = () => '' } = {}) {
  console.log(`\n${command} ${args.join(' ')}`);
  const { code, output } = await run(command, args, { env, show: true });
  if (code === 127) {
    console.error(output);
  }
  tried.push({ name, passed: code === 0, count: count(output) });
}

const executions = (output) => `${[...output.matchAll(/execs: (\d+)/g)].at(-1)?.[1] ?? 'unknown'} executions`;
const tests = readdirSync(join(root, 'pkg'), { recursive: true }).filter((name) => name.endsWith('_test.go'));
for (const file of tests.toSorted()) {
  for (const [, target] of readFileSync(join(root, 'pkg', file), 'utf8').matchAll(/^func (Fuzz\w+)\(/gm)) {
    const limits = [`-fuzztime=${seconds}s`, '-fuzzminimizetime=1x'];
    const args = ['test', '-run', 'xxx', `-fuzz=^${target}$`, ...limits, `./${join('pkg', dirname(file))}`];
    await attempt(target, 'go', args, { count: executions });
  }
}
await attempt('numbers', 'go', ['test', '-count=1', '-run', 'TestNumbersAgreeWithStrconv', './pkg/prometheus/decode'], {
  env: { NUMBERS: String(NUMBERS) },
  count: () => `${NUMBERS} decimals`,
});
await attempt(
  'properties',
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', 'property', '--testTimeout=1800000'],
  { env: { PROPERTY_RUNS: '50' }, count: () => '50 times as many runs' }
);

const failed = tried.filter(({ passed }) => !passed).length;
console.log('');
for (const { name, passed, count } of tried) {
  console.log(`${name.padEnd(16)} ${passed ? 'passed' : 'FAILED'}  ${count}`);
}
console.log(failed === 0 ? '\nNothing was found.' : `\n${failed} of the runs failed.`);
process.exit(failed === 0 ? 0 : 1);
