// Starts the simulated export, Prometheus with a day of history, and the plugin, and stops them again: for `npm start`, the
// screenshots, and the tests in a browser.
import { spawn } from 'node:child_process';
import { mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { program, seconds } from '../../build/steps.mjs';
import { freePort, root, Service } from '../../build/run.mjs';
import { clearUp, forget, remember } from './state.mjs';

/** The key that the simulated export asks for, as Baseten's does. It opens nothing but the simulator. */
export const demoKey = 'demo-key';

const scrapeLabels = { job: 'baseten', instance: 'simulator' };

const tsx = (file, ...args) => ['--import', 'tsx', join(root, file), ...args];

/**
 * Starts everything.
 * @param {object} options
 * @param {string} options.dir folder for data, configuration and logs
 * @param {{page?: number, prometheus?: number, simulator?: number}} options.ports 0 or nothing takes a free one
 * @param {number} [options.hours] length of the history
 * @param {'demo' | 'calm'} [options.scenario] a day with an incident of each kind, or one on which nothing happens
 * @param {(line: string) => void} [options.log] takes progress lines
 * @param {(name: string, why: string) => void} [options.onCrash] is called when a part ends that should run
 * @param {'page' | 'grafana' | 'none'} [options.host] what shows the plugin
 * @param {import('./grafana.mjs').Grafana} [options.grafana] the installed Grafana, for that host
 * @param {string} [options.belowPath] a path such as `/metrics`: a second Grafana is started that is served below it
 * @returns {Promise<{url?: string, belowUrl?: string, prometheusUrl: string, simulatorUrl: string, stop: () => Promise<void>}>}
 */
export async function startStack({
  dir,
  ports = {},
  hours = 24,
  scenario = 'demo',
  log = () => {},
  onCrash = () => {},
  host = 'page',
  grafana,
  belowPath,
}) {
  const left = await clearUp(dir);
  if (left.length > 0) {
    log(`  stopped what an earlier run had left behind: ${left.join(', ')}`);
  }
  mkdirSync(dir, { recursive: true });
  // In whole minutes, and the same for both: the endpoint goes on where the history ends.
  const from = Math.floor(Date.now() / 60000) * 60 - hours * 3600;
  const services = [];
  let stopping;
  const stop = () => {
    stopping ??= (async () => {
      // In the reverse order, so that nobody asks a server that is gone.
      for (const service of [...services].reverse()) {
        await service.stop();
      }
      forget(dir);
    })();
    return stopping;
  };
  const start = (options) => {
    const service = new Service({ ...options, log: join(dir, 'logs', `${options.name.toLowerCase()}.log`) });
    services.push(service);
    remember(dir, services);
    service.ended.then((how) => {
      if (!service.stopping) {
        onCrash(service.name, `${how}\n${service.lastOutput()}`);
      }
    });
    return service;
  };

  try {
    const simulator = start({
      name: 'Simulator',
      command: process.execPath,
      args: tsx(
        'demo/simulator/main.ts',
        ...['serve', '--from', String(from), '--port', String(ports.simulator ?? 0)],
        ...['--scenario', scenario, '--api-key', demoKey, '--exit-with-stdin']
      ),
    });
    const { url: simulatorUrl } = await simulator.ready(60000);
    log(`  simulated export at ${simulatorUrl}/metrics`);

    const began = Date.now();
    const data = join(dir, 'prometheus', 'data');
    await backfill(data, { from, scenario }, join(dir, 'logs', 'backfill.log'));
    log(`  wrote ${hours} hours of history (${seconds(began)} s)`);

    const prometheusPort = ports.prometheus || (await freePort());
    const prometheusUrl = `http://127.0.0.1:${prometheusPort}`;
    const configuration = join(dir, 'prometheus', 'prometheus.yml');
    writeFileSync(configuration, prometheusConfiguration(simulatorUrl));
    const prometheus = start({
      name: 'Prometheus',
      command: program('prometheus'),
      args: [
        `--config.file=${configuration}`,
        `--storage.tsdb.path=${data}`,
        `--web.listen-address=127.0.0.1:${prometheusPort}`,
        '--storage.tsdb.retention.time=60d',
        '--log.level=warn',
      ],
    });
    await prometheus.answers(`${prometheusUrl}/-/ready`);
    log(`  Prometheus at ${prometheusUrl}`);

    let url;
    let belowUrl;
    if (host === 'grafana') {
      url = await grafana.start(start, { port: ports.page || (await freePort()), prometheusUrl, dir });
      if (belowPath !== undefined) {
        belowUrl = await grafana.start(start, { port: await freePort(), prometheusUrl, dir, path: belowPath });
      }
    } else if (host === 'page') {
      const gateway = start({
        name: 'Gateway',
        command: program('gateway'),
        args: [
          ...['--port', String(ports.page ?? 0), '--url', prometheusUrl, '--exit-with-stdin'],
          ...['--dist', join(root, 'dist'), '--page', join(root, '.cache', 'host')],
          ...['--provisioning', join(root, 'provisioning')],
        ],
      });
      ({ url } = await gateway.ready());
    }
    remember(dir, services, url);
    return { url, belowUrl, prometheusUrl, simulatorUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Lets the simulator write its past into Prometheus's data folder. */
function backfill(data, { from, scenario }, logFile) {
  mkdirSync(data, { recursive: true });
  mkdirSync(join(logFile, '..'), { recursive: true });
  const log = openSync(logFile, 'w');
  return new Promise((resolve, reject) => {
    // With the labels that the scrape job adds, so that scraped samples go on the same series.
    const labels = Object.entries(scrapeLabels).flatMap(([name, value]) => ['--label', `${name}=${value}`]);
    const of = ['--from', String(from), '--scenario', scenario];
    const made = tsx('demo/simulator/main.ts', 'history', ...of, ...labels);
    const history = spawn(process.execPath, made, {
      cwd: root,
      stdio: ['ignore', 'pipe', log],
    });
    const writer = spawn(program('backfill'), ['-data', data], { stdio: ['pipe', log, log] });
    history.stdout.pipe(writer.stdin);
    writer.stdin.on('error', () => {});
    const codes = [history, writer].map(
      (child) =>
        new Promise((ended) => {
          child.on('error', (error) => ended(error.message));
          child.on('close', (code) => ended(code));
        })
    );
    Promise.all(codes).then(([read, written]) =>
      read === 0 && written === 0
        ? resolve()
        : reject(new Error(`The history could not be written (${read}, ${written}); see ${logFile}.`))
    );
  });
}

/** The scrape job of provisioning/prometheus, for the simulated export. */
function prometheusConfiguration(simulatorUrl) {
  return `global:
  scrape_interval: 60s
scrape_configs:
  - job_name: ${scrapeLabels.job}
    metrics_path: /metrics
    authorization:
      type: Api-Key
      credentials: ${demoKey}
    static_configs:
      - targets: ['${new URL(simulatorUrl).host}']
        labels:
          instance: ${scrapeLabels.instance}
`;
}
