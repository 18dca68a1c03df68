// `npm start`: installs, builds what is out of date, and starts the demo. Ctrl-C stops all of it.
// Plain JavaScript without dependencies, since it has to work before `npm ci` and to say so on an old Node.
//
//   npm start -- --port 4000         another port for the page (also --prometheus-port, --simulator-port; 0: any free)
//   npm start -- --grafana           an installed Grafana in place of the page (GRAFANA_HOME, or grafana on the PATH)
//   npm start -- --calm              a day on which nothing happens, instead of one with an incident of each kind
//
// BASETEN_DEMO_DIR is the folder for data, configuration and logs; .cache/demo when not set.
import { join } from 'node:path';
import { ensureDependencies } from '../build/prerequisites.mjs';
import { build, seconds } from '../build/steps.mjs';
import { firstComplaint, readPorts } from './lib/checks.mjs';
import { findGrafana } from './lib/grafana.mjs';
import { root, run, stopCommands } from '../build/run.mjs';
import { startStack } from './lib/stack.mjs';

const known = ['--grafana', '--calm', '--port', '--prometheus-port', '--simulator-port'];
const args = process.argv.slice(2);
const began = Date.now();
const dir = process.env.BASETEN_DEMO_DIR ?? join(root, '.cache', 'demo');

async function main() {
  const unknown = args.find((arg) => arg.startsWith('-') && !known.includes(arg));
  if (unknown !== undefined) {
    return refuse(`There is no option ${unknown}; the options are ${known.join(', ')}.`);
  }
  const { ports, complaint: badPort } = readPorts(args, process.env);
  const complaint = badPort ?? (await firstComplaint(dir, ports));
  if (complaint !== undefined) {
    return refuse(complaint);
  }
  const grafana = args.includes('--grafana') ? findGrafana() : undefined;
  if (args.includes('--grafana') && grafana === undefined) {
    return refuse('No Grafana was found: set GRAFANA_HOME to its folder, or put its program, grafana, on the PATH.');
  }

  let stack;
  let stopping = false;
  const stop = async (code) => {
    if (stopping) {
      return;
    }
    stopping = true;
    stopCommands();
    await stack?.stop();
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      console.log('\nStopping …');
      void stop(0);
    });
  }

  console.log('Baseten Metrics, demo');
  await build({
    only: grafana ? ['frontend', 'backend', 'backfill', 'prometheus'] : undefined,
    install: () =>
      ensureDependencies(async (command, parameters) => {
        const result = await run(command, parameters);
        if (result.code !== 0) {
          console.error(result.output);
        }
        return result;
      }),
  });
  if (stopping) {
    return;
  }
  stack = await startStack({
    dir,
    ports,
    grafana,
    host: grafana ? 'grafana' : 'page',
    scenario: args.includes('--calm') ? 'calm' : 'demo',
    log: console.log,
    onCrash: (name, why) => {
      if (!stopping) {
        console.error(`\n${name} ended unexpectedly: ${why}`);
        void stop(1);
      }
    },
  });
  if (stopping) {
    await stack.stop();
    return;
  }
  console.log(`\n  ${stack.url}\n\nReady after ${seconds(began)} s. Ctrl-C stops everything.`);
}

function refuse(sentence) {
  console.error(sentence);
  process.exitCode = 1;
}

main().catch((error) => {
  console.error(`\n${error instanceof Error ? error.message : error}`);
  stopCommands();
  process.exit(1);
});
