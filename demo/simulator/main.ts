/**
 * The simulator's commands:
 *
 *   history [--hours 24 | --from TIME --to TIME] [--step 60] [--label NAME=VALUE]… [--plain-bounds]
 *   serve   [--port 0] [--host 127.0.0.1] [--api-key KEY]
 *
 * Both take [--seed TEXT] [--start TIME] [--scenario demo|replay|calm]. Times are seconds since 1970 or ISO 8601. The
 * same seed and start make the same simulation: the endpoint goes on where the history ended.
 */
import { parseArgs } from 'node:util';
import { printHistory } from './history';
import { calmScenario, demoScenario, replayScenario, Simulation, type Scenario } from './index';
import { serve } from './serve';

const day = 86400000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: 'demo' },
    start: { type: 'string' },
    scenario: { type: 'string', default: 'demo' },
    hours: { type: 'string', default: '24' },
    from: { type: 'string' },
    to: { type: 'string' },
    step: { type: 'string', default: '60' },
    label: { type: 'string', multiple: true, default: [] },
    'plain-bounds': { type: 'boolean', default: false },
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    'api-key': { type: 'string' },
    'exit-with-stdin': { type: 'boolean', default: false },
  },
});

function time(text: string, name: string): number {
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  if (Number.isNaN(ms)) {
    throw new Error(`--${name} is "${text}": give seconds since 1970 or a time such as 2026-01-31T12:00:00Z.`);
  }
  return Math.floor(ms / 60000) * 60000;
}

function number(text: string, name: string, from: number, to: number): number {
  const value = Number(text);
  if (text === '' || !(value >= from && value <= to)) {
    throw new Error(`--${name} is "${text}": give a number from ${from} to ${to}.`);
  }
  return value;
}

function scenario(start: number, end: number): Scenario {
  switch (values.scenario) {
    case 'demo':
      return demoScenario(start);
    case 'replay':
      return replayScenario(values.seed, start, Math.max(1, Math.round((end - start) / day)));
    case 'calm':
      return calmScenario();
    default:
      throw new Error(`--scenario is "${values.scenario}": there are demo, replay and calm.`);
  }
}

async function main(): Promise<void> {
  const now = Math.floor(Date.now() / 60000) * 60000;
  const hours = number(values.hours, 'hours', 0.1, 24 * 60);
  const from = time(values.from ?? values.start ?? String((now - hours * 3600000) / 1000), 'from');
  const to = values.to === undefined ? now : time(values.to, 'to');
  if (positionals[0] === 'history') {
    const labels = values.label.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) {
        throw new Error(`--label is "${pair}": give NAME=VALUE.`);
      }
      return [pair.slice(0, at), pair.slice(at + 1)];
    });
    await printHistory({
      seed: values.seed,
      from,
      to,
      stepSeconds: number(values.step, 'step', 15, 3600),
      scenario: scenario(from, to),
      plainBounds: values['plain-bounds'],
      ...(labels.length > 0 ? { scrapeLabels: Object.fromEntries(labels) } : {}),
    });
  } else if (positionals[0] === 'serve') {
    const apiKey = values['api-key'] ?? process.env.BASETEN_API_KEY ?? '';
    if (apiKey === '') {
      throw new Error('The endpoint needs a key to ask for: give --api-key or set BASETEN_API_KEY.');
    }
    const simulation = new Simulation({ seed: values.seed, start: from, scenario: scenario(from, now) });
    // The past is simulated before the first scrape, which would otherwise time out.
    simulation.advanceTo(Date.now());
    const { url, close } = await serve({
      simulation,
      port: number(values.port, 'port', 0, 65535),
      host: values.host,
      apiKey,
    });
    console.log(JSON.stringify({ url }));
    const end = () => void close().then(() => process.exit(0));
    process.on('SIGINT', end);
    process.on('SIGTERM', end);
    if (values['exit-with-stdin']) {
      process.stdin.on('end', end).on('error', end).resume();
    }
  } else {
    throw new Error('Say "history" or "serve".');
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
