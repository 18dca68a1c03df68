// `npm start -- --grafana`: an installed Grafana instead of the demo page, with this plugin and provisioning/.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { project } from '../../build/project.mjs';
import { root } from '../../build/run.mjs';

const pluginId = project.id;

/**
 * An installed Grafana.
 * @typedef {object} Grafana
 * @property {(start: Function, where: {port: number, prometheusUrl: string, dir: string}) => Promise<string>} start
 *   starts it and gives its URL
 */

/** @returns {Grafana | undefined} the Grafana of GRAFANA_HOME or of the PATH; undefined when there is none */
export function findGrafana(env = process.env) {
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
  return { start: (start, where) => startGrafana(program, homepath, start, where) };
}

/** A copy of provisioning/ that is read where it stands: the provider of the dashboards names the folder of Grafana's packages. */
function copyProvisioning(dir) {
  const copy = join(dir, 'grafana', 'provisioning');
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

async function startGrafana(program, homepath, start, { port, prometheusUrl, dir }) {
  const plugins = join(dir, 'grafana', 'plugins');
  mkdirSync(plugins, { recursive: true });
  rmSync(join(plugins, pluginId), { force: true });
  symlinkSync(join(root, 'dist'), join(plugins, pluginId), 'junction');
  const url = `http://127.0.0.1:${port}`;
  const service = start({
    name: 'Grafana',
    command: program,
    args: ['server', ...(homepath ? ['--homepath', homepath] : [])],
    env: {
      GF_SERVER_HTTP_ADDR: '127.0.0.1',
      GF_SERVER_HTTP_PORT: String(port),
      GF_PATHS_DATA: join(dir, 'grafana'),
      GF_PATHS_LOGS: join(dir, 'logs'),
      GF_PATHS_PLUGINS: plugins,
      GF_PATHS_PROVISIONING: copyProvisioning(dir),
      GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS: pluginId,
      // Whoever reaches the loopback interface of a developer's machine is the developer.
      GF_AUTH_ANONYMOUS_ENABLED: 'true',
      GF_AUTH_ANONYMOUS_ORG_ROLE: 'Admin',
      GF_AUTH_DISABLE_LOGIN_FORM: 'true',
      GF_ANALYTICS_REPORTING_ENABLED: 'false',
      GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
      GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
      GF_PLUGINS_PREINSTALL_DISABLED: 'true',
      BASETEN_PROMETHEUS_URL: prometheusUrl,
    },
  });
  await service.answers(`${url}/api/health`, 120000);
  return url;
}
