// Records what a real Grafana does: each case of cases.json becomes a rule on a server that answers what the case says, one
// letter an evaluation, and the states of its alerts are read after each. Writes observed.json.
//
// node tests/backtest/record.mjs --grafana http://127.0.0.1:3000 --user admin --password admin
//
// Grafana evaluates every ten seconds at most (min_interval = 10s in [unified_alerting]), so it takes about three minutes.
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: {
    grafana: { type: 'string', default: 'http://127.0.0.1:3000' },
    user: { type: 'string', default: 'admin' },
    password: { type: 'string', default: 'admin' },
    // A Grafana that was built by hand may not know its own.
    version: { type: 'string' },
  },
});
const { interval, cases } = JSON.parse(readFileSync(path.join(import.meta.dirname, 'cases.json'), 'utf8'));
const length = (each) => Math.max(...Object.values({ ...each.series }).map((text) => text.length));
const longest = Math.max(...cases.map(length));

async function grafana(method, route, body) {
  const response = await fetch(options.grafana + route, {
    method,
    headers: {
      'Content-Type': 'application/json',
      Authorization: `Basic ${Buffer.from(`${options.user}:${options.password}`).toString('base64')}`,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`${method} ${route}: ${response.status} ${text}`);
  }
  return text === '' ? undefined : JSON.parse(text);
}

// The server: `a_3` are the values of query A of the fourth case.
let begin = Infinity;
/** The evaluations that each case really had, by their number. */
const asked = cases.map(() => new Set());
const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const url = new URL(request.url ?? '', 'http://127.0.0.1');
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    const get = (name) => form.get(name) ?? url.searchParams.get(name) ?? '';
    const [, side, number] = /^([ab])_(\d+)$/.exec(get('query')) ?? [];
    const send = (status, body) => {
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (side === undefined || !url.pathname.endsWith('/api/v1/query')) {
      send(200, { status: 'success', data: { resultType: 'vector', result: [] } });
      return;
    }
    const each = cases[Number(number)];
    const at = Math.round((Number(get('time')) * 1000 - begin) / (interval * 1000));
    asked[Number(number)].add(at);
    const series = Object.entries((side === 'a' ? each.series : each.b) ?? {});
    if (series.some(([, text]) => text[at] === 'E')) {
      send(422, { status: 'error', errorType: 'execution', error: 'as the case says' });
      return;
    }
    const result = series.flatMap(([model, text]) => {
      const letter = text[at] ?? '0';
      const value = letter === 'N' ? 'NaN' : letter;
      return letter === '.' ? [] : [{ metric: model === '' ? {} : { model }, value: [Number(get('time')), value] }];
    });
    send(200, { status: 'success', data: { resultType: 'vector', result } });
  });
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const source = 'backtest-cases';
const folder = 'backtest-cases';
const address = server.address();
await grafana('DELETE', `/api/datasources/uid/${source}`).catch(() => {});
await grafana('POST', '/api/datasources', {
  uid: source,
  name: source,
  type: 'prometheus',
  access: 'proxy',
  url: `http://127.0.0.1:${address.port}`,
});
await grafana('DELETE', `/api/folders/${folder}?forceDeleteRules=true`).catch(() => {});
await grafana('POST', '/api/folders', { uid: folder, title: folder });

const query = (refId, expr) => ({
  refId,
  datasourceUid: source,
  relativeTimeRange: { from: 600, to: 0 },
  model: { refId, expr, instant: true, range: false },
});
const duration = (evaluations) => `${(evaluations ?? 0) * interval}s`;
const rules = cases.map((each, number) => ({
  for: duration(each.for),
  keep_firing_for: duration(each.keep),
  labels: {},
  annotations: {},
  grafana_alert: {
    title: `${number}`,
    condition: 'C',
    no_data_state: each.noData ?? 'NoData',
    exec_err_state: each.error ?? 'Error',
    ...(each.missing === undefined ? {} : { missing_series_evals_to_resolve: each.missing }),
    data: [
      query('A', `a_${number}`),
      ...(each.b === undefined ? [] : [query('B', `b_${number}`)]),
      {
        refId: 'C',
        datasourceUid: '__expr__',
        model:
          each.math === undefined
            ? {
                refId: 'C',
                type: 'threshold',
                expression: 'A',
                conditions: [{ evaluator: { type: 'gt', params: [0] } }],
              }
            : { refId: 'C', type: 'math', expression: each.math },
      },
    ],
  },
}));
// Enough time for the group to be loaded before its first evaluation that counts.
begin = Math.ceil((Date.now() + 3000) / (interval * 1000)) * interval * 1000 + 2 * interval * 1000;
await grafana('POST', `/api/ruler/grafana/api/v1/rules/${folder}`, {
  name: 'cases',
  interval: `${interval}s`,
  rules: rules.map((rule) => ({ ...rule, grafana_alert: { ...rule.grafana_alert, is_paused: true } })),
});
// Read back for the uids, and switched on shortly before the first evaluation.
const saved = await grafana('GET', `/api/ruler/grafana/api/v1/rules/${folder}/cases`);
const uids = new Map(saved.rules.map((rule) => [rule.grafana_alert.title, rule.grafana_alert.uid]));
await new Promise((resolve) => setTimeout(resolve, begin - interval * 500 - Date.now()));
await grafana('POST', `/api/ruler/grafana/api/v1/rules/${folder}`, {
  name: 'cases',
  interval: `${interval}s`,
  rules: rules.map((rule) => ({
    ...rule,
    grafana_alert: { ...rule.grafana_alert, uid: uids.get(rule.grafana_alert.title), is_paused: false },
  })),
});

/** By case: what is seen after each evaluation, alerts that don't fire included. */
const observed = cases.map((each) => ({ name: each.name, states: Array.from({ length: length(each) }, () => null) }));
const end = begin + longest * interval * 1000;
while (Date.now() < end + interval * 1000) {
  const { data } = await grafana('GET', `/api/prometheus/grafana/api/v1/rules?folder_uid=${folder}`);
  for (const rule of data.groups.flatMap((group) => group.rules)) {
    const number = Number(rule.name);
    // A busy machine evaluates late: what counts is the evaluation that is told, not the clock.
    const at = Math.round((Date.parse(rule.lastEvaluation) - begin) / (interval * 1000));
    if (at >= 0 && at < length(cases[number])) {
      observed[number].states[at] = (rule.alerts ?? [])
        .map(({ labels, state }) => {
          const { alertname, grafana_folder, datasource_uid, ref_id, ...own } = labels;
          return [alertname === rule.name ? (own.model ?? '') : alertname, state];
        })
        .sort(([a], [b]) => (a < b ? -1 : 1));
    }
  }
  await new Promise((resolve) => setTimeout(resolve, 1000));
}
for (const [number, each] of cases.entries()) {
  for (let at = 0; at < length(each); at++) {
    if (!asked[number].has(at) || observed[number].states[at] === null) {
      throw new Error(`Grafana left out evaluation ${at} of "${each.name}": record again.`);
    }
  }
}
const { version } = options.version === undefined ? await grafana('GET', '/api/health') : options;
writeFileSync(
  path.join(import.meta.dirname, 'observed.json'),
  `${JSON.stringify({ grafana: version, cases: observed }, null, 2)}\n`
);
await grafana('DELETE', `/api/folders/${folder}?forceDeleteRules=true`);
await grafana('DELETE', `/api/datasources/uid/${source}`);
server.close();
