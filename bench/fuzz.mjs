// `npm run fuzz [-- seconds]`: every Go fuzz target for that many seconds (60 without), then the translator's properties
// with 50 times as many runs. Finds of Go stay in testdata/fuzz; commit them as test cases.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const seconds = Number(process.argv[2] ?? 60);
if (!Number.isInteger(seconds) || seconds < 1) {
  console.error(`seconds is ${process.argv[2]}; it is a whole number from 1 on.`);
  process.exit(1);
}

let failed = 0;
function run(command, args, env = {}) {
  console.log(`\n${command} ${args.join(' ')}`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  failed += status === 0 ? 0 : 1;
}

const tests = readdirSync(join(root, 'pkg'), { recursive: true }).filter((name) => name.endsWith('_test.go'));
for (const file of tests.toSorted()) {
  for (const [, target] of readFileSync(join(root, 'pkg', file), 'utf8').matchAll(/^func (Fuzz\w+)\(/gm)) {
    const limits = [`-fuzztime=${seconds}s`, '-fuzzminimizetime=1x'];
    run('go', ['test', '-run', 'xxx', `-fuzz=^${target}$`, ...limits, `./${join('pkg', dirname(file))}`]);
  }
}
run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', 'property', '--testTimeout=1800000'], {
  PROPERTY_RUNS: '50',
});
console.log(failed === 0 ? '\nNothing was found.' : `\n${failed} of the runs failed.`);
process.exit(failed === 0 ? 0 : 1);
