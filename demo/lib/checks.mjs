// What has to be true before anything is built. Each check gives one sentence, or undefined when all is well.
import { goComplaint, nodeComplaint } from '../../build/prerequisites.mjs';
import { isTaken } from '../../build/run.mjs';
import { runningComplaint } from './state.mjs';

/** The ports, with the option and the environment variable that set each. 0 takes a free one. */
export const portOptions = [
  { id: 'page', what: 'the page', fallback: 3030, flag: '--port', env: 'BASETEN_DEMO_PORT' },
  {
    id: 'prometheus',
    what: 'Prometheus',
    fallback: 9490,
    flag: '--prometheus-port',
    env: 'BASETEN_DEMO_PROMETHEUS_PORT',
  },
  {
    id: 'simulator',
    what: 'the simulated export',
    fallback: 9491,
    flag: '--simulator-port',
    env: 'BASETEN_DEMO_SIMULATOR_PORT',
  },
];

/**
 * Reads the ports from the command line and the environment; the command line wins.
 * @returns {{ports: Record<string, number>, complaint?: string}}
 */
export function readPorts(args, env) {
  const ports = {};
  for (const { id, fallback, flag, env: variable } of portOptions) {
    const at = args.indexOf(flag);
    const [text, source] = at >= 0 ? [args[at + 1], flag] : [env[variable], variable];
    const port = text === undefined && at < 0 ? fallback : Number(text);
    if (text === '' || !Number.isInteger(port) || port < 0 || port > 65535) {
      return { ports, complaint: `${source} is ${text ?? 'empty'}: give a port from 0 (any free one) to 65535.` };
    }
    ports[id] = port;
  }
  return { ports };
}

/** The first thing that stands in the way, as one sentence; undefined when nothing does. */
export async function firstComplaint(dir, ports) {
  return nodeComplaint() ?? goComplaint() ?? runningComplaint(dir) ?? (await portComplaint(ports));
}

async function portComplaint(ports) {
  for (const { id, what, flag, env } of portOptions) {
    if (ports[id] !== 0 && (await isTaken(ports[id]))) {
      return `Port ${ports[id]}, meant for ${what}, is in use: stop what listens there, or choose another with ${flag} or ${env}.`;
    }
  }
  return undefined;
}
