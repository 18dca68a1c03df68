// `npm run e2e:grafana`: the plugin in a real Grafana, with real log-ins. What is meant is, in this order:
//
//   GRAFANA_URL     one that runs already, with the plugin, provisioning/, and admin/admin (or GRAFANA_ADMIN_USER and
//                   GRAFANA_ADMIN_PASSWORD)
//   GRAFANA_HOME    an installed one, also grafana on the PATH
//   GRAFANA_IMAGE   a container; grafana/grafana:12.3.0 where nothing is set
//
// What follows it goes to Playwright: npm run e2e:grafana -- matrix.spec.ts -g gauge
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureChromium, ensureDependencies, requireTools } from '../../build/prerequisites.mjs';
import { root, run, stopCommands } from '../../build/run.mjs';
import { build } from '../../build/steps.mjs';
import { findGrafana, grafanaImage } from '../../demo/lib/grafana.mjs';
import { startStack } from '../../demo/lib/stack.mjs';
import { faults } from './log.mjs';

const dir = join(root, '.cache', 'grafana');
const show = (command, args) => run(command, args, { show: true });

async function start() {
  if (process.env.GRAFANA_URL) {
    return { url: process.env.GRAFANA_URL, stop: async () => {} };
  }
  const image = process.env.GRAFANA_IMAGE;
  const grafana =
    (image ? undefined : findGrafana(process.env, 'signIn')) ??
    grafanaImage(image ?? 'grafana/grafana:12.3.0', 'signIn');
  await build({ only: ['frontend', 'backend', 'backfill', 'prometheus'] });
  return startStack({
    dir,
    host: 'grafana',
    grafana,
    log: console.log,
    onCrash: (name, why) => console.error(`${name} ended: ${why}`),
  });
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
      { show: true, env: { GRAFANA_URL: stack.url, PLAYWRIGHT_CHROMIUM: chromium } }
    );
    await stop();
    const log = join(dir, 'logs', 'grafana.log');
    const said = process.env.GRAFANA_URL || !existsSync(log) ? [] : faults(readFileSync(log, 'utf8'));
    for (const line of said) {
      console.error(`In Grafana's log: ${line}`);
    }
    console.log(
      said.length === 0 ? "No error of the plugin in Grafana's log." : `${said.length} errors in Grafana's log.`
    );
    return code === 0 && said.length === 0 ? 0 : 1;
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
