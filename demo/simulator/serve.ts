/** The simulated export endpoint: `Api-Key` authorisation and the real one's rate limit; and the truth, for tests. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
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
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const [scheme = '', key = ''] = (request.headers.authorization ?? '').split(/ +/, 2);
    const answer = (status: number, body: string, headers: Record<string, string> = {}) => {
      response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', ...headers }).end(body);
    };
    if (path === '/healthz') {
      answer(200, 'ok\n');
    } else if (path !== '/metrics' && path !== '/truth') {
      answer(404, 'There are /metrics, /truth and /healthz.\n');
    } else if (request.method !== 'GET') {
      answer(405, 'Only GET is answered.\n', { Allow: 'GET' });
    } else if (scheme.toLowerCase() !== 'api-key' || key === '') {
      answer(401, 'Send the header "Authorization: Api-Key <key>".\n', { 'WWW-Authenticate': 'Api-Key' });
    } else if (key !== apiKey) {
      answer(403, 'This API key may not export metrics.\n');
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

function truthOf(simulation: Simulation) {
  return {
    now: simulation.now,
    incidents: new Truth(simulation.options.scenario.events).incidents,
    deployments: simulation.deployments().map(stateOf),
  };
}
