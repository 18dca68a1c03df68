// `npm test`: installs what is missing, then runs every check of the project and adds up what the runners counted.
// Plain JavaScript without dependencies, since it has to work before `npm ci`.
//
//   npm test                     everything
//   npm test -- unit go          only these steps (their prerequisites are still installed and built)
//   npm test -- --list           the names of the steps
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, steps } from '../build/steps.mjs';
import { countGo, countPlaywright, countVitest } from './counts.mjs';
import { ensureChromium, ensureDependencies, ensureNginx, requireTools } from '../build/prerequisites.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const reports = join(root, '.cache', 'reports');
const translator = join(root, 'pkg', 'translator', 'translator.js');
const bin = (name) => join(root, 'node_modules', '.bin', name);

/**
 * Linter, compiler and test runner make many objects that are gone at once: with more room for new ones Node collects them
 * less often, which saves the linter a fifth of its time.
 */
const node = { NODE_OPTIONS: [process.env.NODE_OPTIONS, '--max-semi-space-size=64'].filter(Boolean).join(' ') };

/** Runs a command to its end. Gives its exit code, and all that it printed; `print` is handed what is to be shown of it. */
function run(command, args, { print = (text) => process.stdout.write(text), shown = true, env = {}, cwd = root } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...node, NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      if (shown) {
        print(chunk);
      }
    });
    child.stderr.on('data', print);
    child.on('error', (error) => {
      print(`${command} could not be started: ${error.message}\n`);
      resolve({ code: 127, output });
    });
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** A check without a count of its own: an exit code other than 0 is one failure. */
function check(command, args, options) {
  return async (print) => {
    const { code } = await run(command, args, { ...options, print });
    return { passed: 0, failed: code === 0 ? 0 : 1 };
  };
}

function vitest(name, args) {
  return async (print) => {
    const file = join(reports, `${name}.json`);
    rmSync(file, { force: true });
    const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`];
    const { code } = await run(bin('vitest'), ['run', ...args, ...reporters], { print });
    return countVitest(existsSync(file) ? readFileSync(file, 'utf8') : '', code);
  };
}

function go(args, options) {
  return async (print) => {
    const { code, output } = await run('go', ['test', '-json', ...args], { ...options, print, shown: false });
    return countGo(output, code, (line) => print(`${line}\n`));
  };
}

async function playwright(print) {
  const file = join(reports, 'e2e.json');
  rmSync(file, { force: true });
  const { code } = await run(bin('playwright'), ['test', '--config=tests/e2e/playwright.config.ts'], {
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: file },
    print,
  });
  return countPlaywright(existsSync(file) ? readFileSync(file, 'utf8') : '', code);
}

const tools = ['tool', '-modfile=build/tools/go.mod'];

// As the plugin itself is built: what the build has compiled is not compiled again for another setting.
const env = { CGO_ENABLED: '0' };

/**
 * The tests of files that the race detector leaves out by `//go:build !race`: long calculations of one goroutine, in which it
 * can find nothing and which it makes fifteen times as long; and tests of
 * how much memory answers take, which it changes. What runs side by side is tested elsewhere in their packages.
 */
function withoutRaceDetector() {
  const files = readdirSync(join(root, 'pkg'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('_test.go'))
    .map((name) => ({ name, text: readFileSync(join(root, 'pkg', name), 'utf8') }))
    .filter(({ text }) => text.startsWith('//go:build !race\n'));
  const packages = new Set(files.map(({ name }) => `./pkg/${dirname(name).replaceAll('\\', '/')}`));
  const tests = files.flatMap(({ text }) => [...text.matchAll(/^func ((?:Test|Fuzz)\w+)/gm)].map(([, test]) => test));
  return ['-vet=off', '-run', `^(?:${tests.join('|')})$`, ...packages];
}

/**
 * The steps, in the order of how soon each tells something. Two run side by side, since a compiler and a browser each leave a
 * core idle for much of their time. One lane begins with those that are `bare`, which need neither packages nor what is built,
 * while these are fetched and made. The other begins with `early` ones, which last the longest and wait the most for clocks
 * and servers; those after them wait too, and find the linter and the unit tests in the other lane.
 */
const checks = [
  { name: 'types', step: check('npm', ['run', '--silent', 'typecheck']) },
  // The half that knows types is written in Go, and lives for seconds: it need not collect its garbage often.
  { name: 'lint', step: check('npm', ['run', '--silent', 'lint'], { env: { GOGC: '400' } }) },
  { name: 'unit', step: vitest('unit', []) },
  // golangci-lint vets too, by the same analyses.
  { name: 'go', step: go(['-race', '-vet=off', './...']), bare: true },
  { name: 'go-long', step: go(withoutRaceDetector(), { env }), bare: true },
  { name: 'e2e', step: playwright, early: true },
  // A tag keeps them out of the step `go`: each starts the plugin's binary, whose memory the race detector would change.
  { name: 'attacks', step: go(['-count=1', '-vet=off', '-tags', 'attacks', './tests/attacks'], { env }) },
  // A tenth of its time would go into collecting what the next evaluation makes again.
  {
    name: 'semantics',
    step: go(['./...'], { cwd: join(root, 'tests', 'semantics'), env: { ...env, GOGC: '400' } }),
    bare: true,
  },
  { name: 'integration', step: vitest('integration', ['--config=tests/integration/vitest.config.ts']) },
  { name: 'replay', step: vitest('replay', ['--config=tests/replay/vitest.config.ts']) },
  { name: 'go-lint', step: check('go', [...tools, 'golangci-lint', 'run', './...'], { env }), bare: true },
];

/** Runs one step, and shows what it printed when it is done, so that no two of them are mixed. */
async function runStep({ name, step }) {
  const started = Date.now();
  const printed = [];
  const { passed, failed } = await step((text) => printed.push(Buffer.from(text)));
  const seconds = Math.round((Date.now() - started) / 1000);
  const counted = passed + failed === 0 ? 'ok' : `${passed} passed, ${failed} failed`;
  const line = `  ${name.padEnd(14)}${counted.padEnd(30)}${seconds} s`;
  console.log(`\n── ${name}\n${Buffer.concat(printed).toString()}${line}`);
  return { passed, failed, line };
}

/** Fetches and builds what most of the steps need. */
async function prepare() {
  // Go's programs don't need the packages.
  await build({ only: steps.map(({ id }) => id), install: () => ensureDependencies(run) });
  process.env.PLAYWRIGHT_CHROMIUM = await ensureChromium(run);
  process.env.NGINX = await ensureNginx(run);
}

async function main() {
  const wanted = process.argv.slice(2);
  if (wanted.includes('--list')) {
    console.log(checks.map(({ name }) => name).join('\n'));
    return 0;
  }
  const unknown = wanted.filter((name) => !checks.some((each) => each.name === name));
  if (unknown.length > 0) {
    console.error(`Unknown step ${unknown.join(', ')}. The steps are: ${checks.map((each) => each.name).join(', ')}.`);
    return 1;
  }
  mkdirSync(reports, { recursive: true });
  requireTools();
  const committed = readFileSync(translator, 'utf8');
  const waiting = checks.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  const results = [];
  let ready = false;
  const prepared = prepare().then(
    () => {
      ready = true;
    },
    (error) => {
      console.error(`${error.message}\nNothing else was tested.`);
      results.push({ passed: 0, failed: 1, line: '  preparations  failed' });
      waiting.length = 0;
    }
  );
  const work = async (prefers) => {
    for (;;) {
      const bare = prefers === 'bare' && !ready ? waiting.findIndex((step) => step.bare) : -1;
      if (bare < 0) {
        await prepared;
      }
      const early = prefers === 'early' ? waiting.findIndex((step) => step.early) : -1;
      const [step] = waiting.splice(Math.max(bare, early, 0), 1);
      if (step === undefined) {
        return;
      }
      console.log(`   ${step.name} …`);
      results.push(await runStep(step));
    }
  };
  await Promise.all((availableParallelism() > 1 ? ['bare', 'early'] : ['bare']).map(work));
  await prepared;
  const total = { passed: 0, failed: 0 };
  for (const { passed, failed } of results) {
    total.passed += passed;
    total.failed += failed;
  }
  const lines = results.map(({ line }) => line);
  // The build writes this file too, so its own test could only ever find it fresh.
  if (readFileSync(translator, 'utf8') !== committed) {
    console.error('pkg/translator/translator.js was not fresh: commit what `npm run build:translator` writes.');
    total.failed += 1;
  }
  console.log(`\n${lines.join('\n')}\n`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

process.exitCode = await main();
