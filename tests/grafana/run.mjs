// `npm run e2e:grafana`: the plugin in a real Grafana, with real log-ins. What is meant is, in this order:
//
//   GRAFANA_URL     one that runs already, with the plugin, provisioning/, and admin/admin (or GRAFANA_ADMIN_USER and
//                   GRAFANA_ADMIN_PASSWORD). Its log is read where GRAFANA_LOG names the file; rules are driven to firing where
//                   BASETEN_SIMULATOR_URL names the demo's simulator; GRAFANA_BELOW_URL is one that is served below a path
//   GRAFANA_HOME    an installed one, also grafana on the PATH
//   GRAFANA_IMAGE   a container; grafana/grafana:12.3.0 where nothing is set
//
// What follows it goes to Playwright: npm run e2e:grafana -- matrix.spec.ts -g gauge
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureChromium, ensureDependencies, requireTools } from '../../build/prerequisites.mjs';
import { root, run, stopCommands } from '../../build/run.mjs';
import { build } from '../../build/steps.mjs';
import { findGrafana, grafanaImage } from '../../demo/lib/grafana.mjs';
import { demoKey, startStack } from '../../demo/lib/stack.mjs';
import { faults, isLog } from './log.mjs';

const dir = join(root, '.cache', 'grafana');
const show = (command, args) => run(command, args, { show: true });

async function start() {
  if (process.env.GRAFANA_URL) {
    return {
      url: process.env.GRAFANA_URL,
      belowUrl: process.env.GRAFANA_BELOW_URL,
      simulatorUrl: process.env.BASETEN_SIMULATOR_URL,
      stop: async () => {},
    };
  }
  const image = process.env.GRAFANA_IMAGE;
  const grafana =
    (image ? undefined : findGrafana(process.env, 'signIn')) ??
    grafanaImage(image ?? 'grafana/grafana:12.3.0', 'signIn');
  // Grafana would remember the rules and data sources of the run before.
  for (const data of ['grafana', 'grafana-below-a-path']) {
    rmSync(join(dir, data), { recursive: true, force: true });
  }
  await build({ only: ['frontend', 'backend', 'backfill', 'prometheus'] });
  return startStack({
    dir,
    host: 'grafana',
    grafana,
    belowPath: '/metrics/grafana',
    log: console.log,
    onCrash: (name, why) => console.error(`${name} ended: ${why}`),
  });
}

/** Says what Grafana's logs hold of the plugin. Gives false where they hold an error. */
function readLogs() {
  const names = ['grafana', 'grafana-below-a-path'].map((name) => join(dir, 'logs', `${name}.log`));
  const logs = process.env.GRAFANA_URL ? [process.env.GRAFANA_LOG ?? ''].filter(Boolean) : names;
  if (logs.length === 0) {
    console.log(
      "Grafana's log was NOT read: the Grafana of GRAFANA_URL keeps it to itself. Set GRAFANA_LOG to the path of its file."
    );
    return true;
  }
  const all = logs.map((path) => {
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    if (!isLog(text)) {
      console.error(`${path} is no log of Grafana: whether it had anything to say about the plugin is not known.`);
      return false;
    }
    const said = faults(text);
    for (const line of said) {
      console.error(`In Grafana's log: ${line}`);
    }
    const lines = text.split('\n').length;
    console.log(
      said.length === 0
        ? `No error of the plugin's rules and pages and no warning of the plugin in ${lines} lines of ${path}.`
        : `${said.length} errors and warnings of the plugin in ${path}.`
    );
    return said.length === 0;
  });
  return all.every(Boolean);
}

async function main() {
  requireTools();
  await ensureDependencies(show);
  const chromium = await ensureChromium(show);
  const stack = await start();
  let stopping;
  const stop = () => (stopping ??= stack.stop());
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => {
      stopCommands();
      void stop().then(() => process.exit(1));
    });
  }
  try {
    const { code } = await run(
      process.execPath,
      [
        'node_modules/@playwright/test/cli.js',
        'test',
        '--config=tests/grafana/playwright.config.ts',
        ...process.argv.slice(2),
      ],
      {
        show: true,
        env: {
          GRAFANA_URL: stack.url,
          ...(stack.belowUrl ? { GRAFANA_BELOW_URL: stack.belowUrl } : {}),
          ...(stack.simulatorUrl ? { BASETEN_SIMULATOR_URL: stack.simulatorUrl, BASETEN_SIMULATOR_KEY: demoKey } : {}),
          PLAYWRIGHT_CHROMIUM: chromium,
        },
      }
    );
    await stop();
    return readLogs() && code === 0 ? 0 : 1;
  } finally {
    await stop();
  }
}

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error.message);
    process.exit(1);
  }
);
