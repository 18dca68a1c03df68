/**
 * The simulated export endpoint: `Api-Key` authorisation and the real one's rate limit. For tests there are also the truth,
 * and incidents on demand: `POST /events?kind=no-replicas&model=voice-agent&minutes=20` begins one now.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { eventKinds, type EventName, type ScheduledEvent } from './events';
import { exposition } from './exposition';
import type { Simulation } from './simulation';
import { stateOf, Truth } from './truth';

/** Baseten allows so many requests of a key within a minute. */
const allowed = 6;
const windowMs = 60000;

export interface ServeOptions {
  simulation: Simulation;
  /** 0 takes a free port. */
  port: number;
  host: string;
  apiKey: string;
  /** Milliseconds; the clock, unless a test has its own. */
  clock?: () => number;
}

/** Starts the endpoint and gives its URL. */
export async function serve(options: ServeOptions): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer(handler(options));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  return {
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${portOf(server)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('The simulated export endpoint listens on no port.');
  }
  return address.port;
}

function handler({ simulation, apiKey, clock = Date.now }: ServeOptions) {
  const requests = new Map<string, number[]>();
  let frozen: string | undefined;
  return (request: IncomingMessage, response: ServerResponse): void => {
    const { pathname: path, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const [scheme = '', key = ''] = (request.headers.authorization ?? '').split(/ +/, 2);
    const answer = (status: number, body: string, headers: Record<string, string> = {}) => {
      response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', ...headers }).end(body);
    };
    if (path === '/healthz') {
      answer(200, 'ok\n');
    } else if (!['/metrics', '/truth', '/events'].includes(path)) {
      answer(404, 'There are /metrics, /truth, /events and /healthz.\n');
    } else if (request.method !== (path === '/events' ? 'POST' : 'GET')) {
      const allowedMethod = path === '/events' ? 'POST' : 'GET';
      answer(405, `Only ${allowedMethod} is answered.\n`, { Allow: allowedMethod });
    } else if (scheme.toLowerCase() !== 'api-key' || key === '') {
      answer(401, 'Send the header "Authorization: Api-Key <key>".\n', { 'WWW-Authenticate': 'Api-Key' });
    } else if (key !== apiKey) {
      answer(403, 'This API key may not export metrics.\n');
    } else if (path === '/events') {
      simulation.advanceTo(clock());
      const event = eventOf(searchParams, simulation);
      if (typeof event === 'string') {
        answer(400, `${event}\n`);
        return;
      }
      simulation.cause(event);
      answer(201, JSON.stringify(event), { 'Content-Type': 'application/json' });
    } else if (path === '/truth') {
      simulation.advanceTo(clock());
      answer(200, JSON.stringify(truthOf(simulation)), { 'Content-Type': 'application/json' });
    } else {
      const now = clock();
      const recent = (requests.get(key) ?? []).filter((time) => time > now - windowMs);
      if (recent.length >= allowed) {
        const wait = Math.ceil(((recent[0] ?? now) + windowMs - now) / 1000);
        answer(429, `At most ${allowed} requests a minute.\n`, { 'Retry-After': String(wait) });
        return;
      }
      requests.set(key, [...recent, now]);
      simulation.advanceTo(now);
      if (simulation.exportState === 'gone') {
        answer(503, 'The export is not available.\n');
        return;
      }
      const text = simulation.exportState === 'frozen' ? (frozen ?? exposition(simulation)) : exposition(simulation);
      frozen = text;
      answer(200, text, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' });
    }
  };
}

const isKind = (name: string): name is EventName => Object.hasOwn(eventKinds, name);

/** The event that a request asks for, or what is wrong with the request. */
function eventOf(query: URLSearchParams, { options, now }: Simulation): ScheduledEvent | string {
  const kind = query.get('kind') ?? '';
  if (!isKind(kind)) {
    return `There is no kind of event "${kind}"; there are ${Object.keys(eventKinds).join(', ')}.`;
  }
  const { models } = options.scenario;
  const name = query.get('model') ?? '';
  const model = models.find((spec) => spec.name === name);
  if (model === undefined && name !== '') {
    return `There is no model "${name}"; there are ${models.map((spec) => spec.name).join(', ')}.`;
  }
  const minutes = Number(query.get('minutes'));
  if (!(minutes >= 1 && minutes <= 240)) {
    return 'Give the length as minutes, from 1 to 240.';
  }
  return { kind, modelId: model?.id ?? '', start: now, end: now + minutes * 60000 };
}

function truthOf(simulation: Simulation) {
  return {
    now: simulation.now,
    incidents: new Truth(simulation.options.scenario.events).incidents,
    deployments: simulation.deployments().map(stateOf),
  };
}
