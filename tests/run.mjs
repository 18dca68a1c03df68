// `npm test`: installs what is missing, then runs every check of the project and adds up what the runners counted.
// Plain JavaScript without dependencies, since it has to work before `npm ci`.
//
//   npm test                     everything
//   npm test -- unit go          only these steps (their prerequisites are still installed and built)
//   npm test -- --list           the names of the steps
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, steps } from '../build/steps.mjs';
import { countGo, countPlaywright, countVitest } from './counts.mjs';
import { ensureChromium, ensureDependencies, ensureNginx, requireTools } from '../build/prerequisites.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const reports = join(root, '.cache', 'reports');
const translator = join(root, 'pkg', 'translator', 'translator.js');
const bin = (name) => join(root, 'node_modules', '.bin', name);

/** Runs a command to its end. Gives its exit code, and all that it printed; `print` is handed what is to be shown of it. */
function run(command, args, { print = (text) => process.stdout.write(text), shown = true, env = {}, cwd = root } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, NO_COLOR: '1', ...env },
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
 * Two lanes, which run side by side: a compiler and a browser each leave a core idle for much of their time. In each lane in
 * the order of how soon a step tells something; a lane that is done helps the other.
 */
const lanes = [
  [
    ['types', check('npm', ['run', '--silent', 'typecheck'])],
    ['lint', check('npm', ['run', '--silent', 'lint'])],
    ['unit', vitest('unit', [])],
    ['integration', vitest('integration', ['--config=tests/integration/vitest.config.ts'])],
    ['replay', vitest('replay', ['--config=tests/replay/vitest.config.ts'])],
  ],
  [
    ['go-vet', check('go', ['vet', '-tags', 'attacks', './...'], { env })],
    // The step before has vetted all of it.
    ['go', go(['-race', '-vet=off', './...'])],
    ['go-lint', check('go', [...tools, 'golangci-lint', 'run', './...'], { env })],
    ['semantics', go(['./...'], { cwd: join(root, 'tests', 'semantics'), env })],
    // A tag keeps them out of the step `go`: each starts the plugin's binary, whose memory the race detector would change.
    ['attacks', go(['-count=1', '-vet=off', '-tags', 'attacks', './tests/attacks'], { env })],
    ['e2e', playwright],
  ],
];
const checks = lanes.flat();

/** Runs one step, and shows what it printed when it is done, so that no two of them are mixed. */
async function runStep(name, step) {
  const started = Date.now();
  const printed = [];
  const { passed, failed } = await step((text) => printed.push(Buffer.from(text)));
  const seconds = Math.round((Date.now() - started) / 1000);
  const counted = passed + failed === 0 ? 'ok' : `${passed} passed, ${failed} failed`;
  const line = `  ${name.padEnd(14)}${counted.padEnd(30)}${seconds} s`;
  console.log(`\n── ${name}\n${Buffer.concat(printed).toString()}${line}`);
  return { passed, failed, line };
}

async function main() {
  const wanted = process.argv.slice(2);
  if (wanted.includes('--list')) {
    console.log(checks.map(([name]) => name).join('\n'));
    return 0;
  }
  const unknown = wanted.filter((name) => !checks.some(([step]) => step === name));
  if (unknown.length > 0) {
    console.error(`Unknown step ${unknown.join(', ')}. The steps are: ${checks.map(([name]) => name).join(', ')}.`);
    return 1;
  }
  mkdirSync(reports, { recursive: true });
  requireTools();
  await ensureDependencies(run);
  process.env.PLAYWRIGHT_CHROMIUM = await ensureChromium(run);
  process.env.NGINX = await ensureNginx(run);
  const committed = readFileSync(translator, 'utf8');
  try {
    await build({ only: steps.map(({ id }) => id) });
  } catch (error) {
    console.error(`${error.message}\nNothing was tested.`);
    console.log('0 passed, 1 failed');
    return 1;
  }

  const isChosen = ([name]) => wanted.length === 0 || wanted.includes(name);
  const waiting = lanes.map((lane) => lane.filter(isChosen));
  const results = [];
  const work = async (own) => {
    for (;;) {
      const next = waiting[own].shift() ?? waiting[1 - own].shift();
      if (next === undefined) {
        return;
      }
      console.log(`   ${next[0]} …`);
      results.push(await runStep(...next));
    }
  };
  await Promise.all((availableParallelism() > 1 ? [0, 1] : [0]).map(work));
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
