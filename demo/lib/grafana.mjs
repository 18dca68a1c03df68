// `npm start -- --grafana`: an installed Grafana instead of the demo page, with this plugin and provisioning/.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { project } from '../../build/project.mjs';
import { root } from '../../build/run.mjs';

const pluginId = project.id;

/**
 * An installed Grafana.
 * @typedef {object} Grafana
 * @property {(start: Function, where: {port: number, prometheusUrl: string, dir: string, path?: string}) => Promise<string>} start
 *   starts it and gives its URL; with a path such as `/metrics`, one of its own that is served below that path, as behind a proxy
 */

/**
 * What lets people in: anybody as an administrator, since whoever reaches the loopback interface of a developer's machine is
 * the developer; or, where roles matter, an administrator with a password, and whom they invite.
 */
const access = {
  anybody: {
    GF_AUTH_ANONYMOUS_ENABLED: 'true',
    GF_AUTH_ANONYMOUS_ORG_ROLE: 'Admin',
    GF_AUTH_DISABLE_LOGIN_FORM: 'true',
  },
  signIn: {
    GF_AUTH_ANONYMOUS_ENABLED: 'false',
    GF_SECURITY_ADMIN_PASSWORD: 'admin',
    // A test that has logged in stays so: tests share the session's cookie, which is another one after each rotation.
    GF_AUTH_TOKEN_ROTATION_INTERVAL_MINUTES: '600',
    // The tests compare its backtest with the preview's evaluator.
    // Group-by of a dashboard waits behind this one in 12.
    GF_FEATURE_TOGGLES_ENABLE: 'alertingBacktesting,groupByVariable',
  },
};

/**
 * Settings of Grafana that make no difference between ways to run it.
 * @param {'anybody' | 'signIn'} who may come in
 */
const settings = (who) => ({
  ...access[who],
  GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS: pluginId,
  GF_ANALYTICS_REPORTING_ENABLED: 'false',
  GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
  GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
  GF_PLUGINS_PREINSTALL_DISABLED: 'true',
});

/** All that it has to say on its standard output, in lines that a program can read. */
const logging = { GF_LOG_MODE: 'console', GF_LOG_CONSOLE_FORMAT: 'text' };

/** Below a path it is there to be looked at: one scheduler of rules is enough for one Prometheus. */
const below = (url) => ({
  GF_SERVER_ROOT_URL: `${url}/`,
  GF_SERVER_SERVE_FROM_SUB_PATH: 'true',
  GF_UNIFIED_ALERTING_EXECUTE_ALERTS: 'false',
});

/** Names of the service and, in small letters, of its folder and its log. */
const nameOf = (path) => (path === '' ? 'Grafana' : 'Grafana-below-a-path');

/** What provisioning/datasources reads. */
const provisioned = (prometheusUrl) => ({ BASETEN_PROMETHEUS_URL: prometheusUrl });

/** Where an installed Grafana is: the one of GRAFANA_HOME or of the PATH; undefined when there is none. */
export function locateGrafana(env = process.env) {
  const home = env.GRAFANA_HOME;
  const folders = home ? [join(home, 'bin')] : (env.PATH ?? '').split(delimiter);
  const program = folders
    .map((folder) => join(folder, process.platform === 'win32' ? 'grafana.exe' : 'grafana'))
    .find((path) => existsSync(path));
  if (program === undefined) {
    return undefined;
  }
  // Packages put the program and the rest of Grafana in different places.
  const homepath = [home, join(program, '..', '..'), '/usr/share/grafana'].find(
    (path) => path && existsSync(join(path, 'conf', 'defaults.ini'))
  );
  return { program, args: ['server', ...(homepath ? ['--homepath', homepath] : [])] };
}

/** The environment of an installed Grafana that has this plugin, as it is built, and keeps all that it writes below `data`. */
export function environmentOf({ port, data, logs = join(data, 'logs'), who = 'anybody' }) {
  const plugins = join(data, 'plugins');
  mkdirSync(plugins, { recursive: true });
  rmSync(join(plugins, pluginId), { force: true });
  symlinkSync(join(root, 'dist'), join(plugins, pluginId), 'junction');
  return {
    GF_SERVER_HTTP_ADDR: '127.0.0.1',
    GF_SERVER_HTTP_PORT: String(port),
    GF_PATHS_DATA: data,
    GF_PATHS_LOGS: logs,
    GF_PATHS_PLUGINS: plugins,
    ...settings(who),
  };
}

/**
 * @param {object} env the environment
 * @param {'anybody' | 'signIn'} who may come in
 * @returns {Grafana | undefined} the Grafana of GRAFANA_HOME or of the PATH; undefined when there is none
 */
export function findGrafana(env = process.env, who = 'anybody') {
  const installed = locateGrafana(env);
  return installed && { start: (start, where) => startGrafana(installed, who, start, where) };
}

/** A copy of provisioning/ that is read where it stands: the provider of the dashboards names the folder of Grafana's packages. */
function copyProvisioning(data) {
  const copy = join(data, 'provisioning');
  rmSync(copy, { recursive: true, force: true });
  cpSync(join(root, 'provisioning'), copy, { recursive: true });
  // Grafana calls a folder that is missing an error.
  mkdirSync(join(copy, 'plugins'), { recursive: true });
  const provider = join(copy, 'dashboards', 'baseten.yaml');
  const path = join(copy, 'dashboards', 'baseten');
  writeFileSync(
    provider,
    readFileSync(provider, 'utf8').replace(/path: .*/, () => `path: ${JSON.stringify(path)}`)
  );
  return copy;
}

async function startGrafana({ program, args }, who, start, { port, prometheusUrl, dir, path = '' }) {
  const url = `http://127.0.0.1:${port}${path}`;
  const name = nameOf(path);
  const data = join(dir, name.toLowerCase());
  const provisioning = copyProvisioning(data);
  const service = start({
    name,
    command: program,
    args,
    keepOutput: true,
    env: {
      ...environmentOf({ port, data, logs: join(dir, 'logs'), who }),
      ...logging,
      ...provisioned(prometheusUrl),
      ...(path === '' ? {} : below(url)),
      GF_PATHS_PROVISIONING: provisioning,
      // What one sees first is what happens, not a welcome. Tests begin each page there, and would wait for it each time.
      ...(who === 'anybody'
        ? { GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH: join(provisioning, 'dashboards', 'baseten', 'overview.json') }
        : {}),
    },
  });
  await service.answers(`${url}/api/health`, 120000);
  return url;
}

/**
 * The same in a container of an image, on this machine's own network, so that it reaches a Prometheus on the loopback interface.
 * @param {string} image such as grafana/grafana:12.3.0
 * @param {'anybody' | 'signIn'} who may come in
 * @returns {Grafana}
 */
export function grafanaImage(image, who = 'anybody') {
  return {
    start: async (start, { port, prometheusUrl, path = '' }) => {
      const url = `http://127.0.0.1:${port}${path}`;
      const env = {
        ...settings(who),
        ...logging,
        ...provisioned(prometheusUrl),
        GF_SERVER_HTTP_ADDR: '127.0.0.1',
        GF_SERVER_HTTP_PORT: String(port),
        ...(path === '' ? {} : below(url)),
      };
      // Read in the container under the path that the provider of the dashboards names.
      const provisioning = join(root, 'provisioning');
      const service = start({
        name: nameOf(path),
        command: 'docker',
        keepOutput: true,
        args: [
          ...['run', '--rm', '--network', 'host'],
          ...Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
          ...['--volume', `${join(root, 'dist')}:/var/lib/grafana/plugins/${pluginId}:ro`],
          ...['datasources', 'dashboards', 'alerting'].flatMap((part) => [
            ...['--volume', `${join(provisioning, part)}:/etc/grafana/provisioning/${part}:ro`],
          ]),
          image,
        ],
      });
      await service.answers(`${url}/api/health`, 300000);
      return url;
    },
  };
}
