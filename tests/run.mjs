// `npm test`: installs what is missing, then runs every check of the project and adds up what the runners counted.
// Plain JavaScript without dependencies, since it has to work before `npm ci`.
//
//   npm test                     everything
//   npm test -- unit go          only these steps (their prerequisites are still installed and built)
//   npm test -- --list           the names of the steps
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, steps } from '../build/steps.mjs';
import { countGo, countPlaywright, countVitest } from './counts.mjs';
import { ensureChromium, ensureDependencies, ensureNginx, requireTools } from '../build/prerequisites.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const reports = join(root, '.cache', 'reports');
const translator = join(root, 'pkg', 'translator', 'translator.js');
const bin = (name) => join(root, 'node_modules', '.bin', name);

/** Runs a command to its end, shows its output, and gives its exit code and (when asked for) what it printed. */
function run(command, args, { capture = false, env = {}, cwd = root } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, NO_COLOR: '1', ...env },
      stdio: ['ignore', capture ? 'pipe' : 'inherit', 'inherit'],
    });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => {
      console.error(`${command} could not be started: ${error.message}`);
      resolve({ code: 127, output });
    });
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** A check without a count of its own: an exit code other than 0 is one failure. */
function check(command, args, options) {
  return async () => {
    const { code } = await run(command, args, options);
    return { passed: 0, failed: code === 0 ? 0 : 1 };
  };
}

function vitest(name, args) {
  return async () => {
    const file = join(reports, `${name}.json`);
    rmSync(file, { force: true });
    const { code } = await run(bin('vitest'), [
      'run',
      ...args,
      '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ]);
    return countVitest(existsSync(file) ? readFileSync(file, 'utf8') : '', code);
  };
}

function go(args, options) {
  return async () => {
    const { code, output } = await run('go', ['test', '-json', ...args], { ...options, capture: true });
    return countGo(output, code);
  };
}

async function playwright() {
  const file = join(reports, 'e2e.json');
  rmSync(file, { force: true });
  const { code } = await run(bin('playwright'), ['test', '--config=tests/e2e/playwright.config.ts'], {
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: file },
  });
  return countPlaywright(existsSync(file) ? readFileSync(file, 'utf8') : '', code);
}

const tools = ['tool', '-modfile=build/tools/go.mod'];

/** In the order of how soon they tell something. */
const checks = [
  ['types', check(bin('tsc'), ['--noEmit'])],
  ['lint', check('npm', ['run', '--silent', 'lint'])],
  ['unit', vitest('unit', [])],
  ['go-vet', check('go', ['vet', '-tags', 'attacks', './...'])],
  ['go', go(['-race', './...'])],
  ['go-lint', check('go', [...tools, 'golangci-lint', 'run', './...'])],
  ['semantics', go(['./...'], { cwd: join(root, 'tests', 'semantics') })],
  // A tag keeps them out of the step above: each starts the plugin's binary, whose memory the race detector would change.
  ['attacks', go(['-count=1', '-tags', 'attacks', './tests/attacks'])],
  ['integration', vitest('integration', ['--config=tests/integration/vitest.config.ts'])],
  ['replay', vitest('replay', ['--config=tests/replay/vitest.config.ts'])],
  ['e2e', playwright],
];

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

  const chosen = checks.filter(([name]) => wanted.length === 0 || wanted.includes(name));
  const total = { passed: 0, failed: 0 };
  const lines = [];
  for (const [index, [name, step]] of chosen.entries()) {
    console.log(`\n── ${index + 1}/${chosen.length} ${name}`);
    const started = Date.now();
    const { passed, failed } = await step();
    total.passed += passed;
    total.failed += failed;
    const seconds = Math.round((Date.now() - started) / 1000);
    const counted = passed + failed === 0 ? 'ok' : `${passed} passed, ${failed} failed`;
    lines.push(`  ${name.padEnd(14)}${counted.padEnd(30)}${seconds} s`);
    console.log(lines.at(-1));
  }
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
