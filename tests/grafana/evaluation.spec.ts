/**
 * The preview's evaluator against Grafana's: rules as Grafana has them, evaluated by Grafana itself at each minute of an hour of
 * the demo in which something happens, and the same hour as the Alerts tab and the query editor work it out from ranges.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { APIRequestContext } from '@playwright/test';
import { parse } from 'yaml';
import { examine } from '../../src/alerts/week/examine';
import { planOf, type Planned } from '../../src/alerts/week/plan';
import { evaluateMath, evaluateResults, keyOf, type Result } from '../../src/backtest';
import { alertRule, askedOf } from '../../src/editor/rule/alertRule';
import { ruleOf } from '../../src/editor/rule/preview/past';
import { rangeOf } from '../../src/editor/rule/preview/range';
import { parseObjectives } from '../../src/objectives';
import { allRules } from '../../src/rules/variants';
import { backtested, COUNT, evaluated, type GrafanaQuery, beginOf, MINUTE, pastOf } from './evaluation';
import { expect, test, uid } from './grafana';

const { document } = parseObjectives(
  readFileSync(join(import.meta.dirname, '../../provision/objectives.yaml'), 'utf8')
);
const plan = planOf(allRules(document), { scrapeIntervalMs: MINUTE });

/** Of the models that have the defaults' rules of availability. */
const scope = 'environment="production",model_name!="voice-agent"';
const requests = `baseten_inference_requests_total{${scope}}`;
const failures = `baseten_inference_requests_total{${scope},status_code=~"5.."}`;
/** A model with an objective, and so with a rule, of its own. */
const embeddings = 'bge-embeddings (v1.5)';
const times = 'baseten_end_to_end_response_time_seconds';
/** Where the export is silent: the alert begins three minutes after it, and rules about models are blind then. */
const gap = 'sum_over_time(absent(baseten_replicas_active)[5m:1m])';

/** Rules, PromQL that is highest in the incident which they are about, and the model where it isn't the defaults' rule. */
const cases: Array<[kind: string, incident: string, model?: string]> = [
  [
    'availability-burn',
    `max(sum by (model_name) (rate(${failures}[5m])) / sum by (model_name) (rate(${requests}[5m])))`,
  ],
  [
    'high-error-ratio',
    `max(sum by (model_name) (rate(${failures}[5m])) / sum by (model_name) (rate(${requests}[5m])))`,
  ],
  [
    'latency-burn',
    `1 - sum(rate(${times}_bucket{model_name="${embeddings}",le="0.25"}[10m])) / sum(rate(${times}_count{model_name="${embeddings}"}[10m]))`,
    embeddings,
  ],
  [
    'requests-unserved',
    'max(count_over_time((max by (model_name, deployment_id) (baseten_concurrent_requests) > 0 unless max by (model_name, deployment_id) (baseten_replicas_active) > 0)[30m:1m]))',
  ],
  [
    'requests-stalled',
    `max(sum by (model_name) (min_over_time(baseten_concurrent_requests[8m])) unless sum by (model_name) (increase(${requests}[8m])) > 0)`,
  ],
  ['export-gone', gap],
  ['export-late', gap],
  ['stuck-starting', gap],
  ['requests-unserved', gap],
];

interface GrafanaRule {
  uid: string;
  condition: string;
  data: GrafanaQuery[];
}

/** The models that a rule is only about. */
const namesOf = ({ queries }: Planned['rule']) =>
  Object.values(queries).flatMap(({ filters = [] }) =>
    filters.flatMap(({ label, operator, values }) => (label === 'model_name' && operator === '=' ? values : []))
  );

interface Difference {
  minute: number;
  ours: 'quiet' | Array<[string, number]>;
  theirs: Array<[string, number]>;
}

/** Differences between what Grafana said at each minute and what the preview says. */
function differences(results: readonly Result[], grafana: ReadonlyArray<ReadonlyMap<string, number>>): Difference[] {
  return results.flatMap((result, minute): Difference[] => {
    const theirs = grafana[minute] ?? new Map<string, number>();
    const loud = [...theirs].filter(([, value]) => value !== 0);
    if (result === 'unknown') {
      return [];
    }
    if (result === 'quiet') {
      return loud.length === 0 ? [] : [{ minute, ours: result, theirs: loud }];
    }
    const ours = new Map(result.map(({ labels, value }): [string, number] => [keyOf(labels), value === 0 ? 0 : 1]));
    const text = (all: ReadonlyMap<string, number>) => JSON.stringify([...all].sort());
    return text(ours) === text(theirs) ? [] : [{ minute, ours: [...ours], theirs: [...theirs] }];
  });
}

async function grafanaAt(
  request: APIRequestContext,
  { data, condition }: Omit<GrafanaRule, 'uid'>,
  from: number,
  interval = MINUTE
) {
  const found: Array<Map<string, number>> = [];
  for (let index = 0; index < COUNT; index++) {
    found.push(await evaluated(request, data, condition, from + index * interval));
  }
  return found;
}

/** The states of a rule by both, where ours are known. Grafana's backtest keeps nothing, and resolves after two evaluations. */
async function compareStates(
  request: APIRequestContext,
  rule: Omit<GrafanaRule, 'uid'>,
  timing: Planned['timing'],
  results: readonly Result[],
  from: number
) {
  const plain = { ...timing, keep: 0, missing: 2 };
  const theirs = await backtested(request, { ...rule, timing: plain }, from);
  const times = Array.from({ length: COUNT }, (_, i) => from + i * timing.interval);
  const { intervals } = evaluateResults({
    rule: plain,
    times,
    result: (index) => results[index] ?? 'unknown',
    fromSilence: true,
  });
  const wordOf = (text: string | null | undefined) => /^(Alerting|Pending)/.exec(text ?? '')?.[1] ?? 'none';
  const words = { firing: 'Alerting', pending: 'Pending', unknown: 'unknown' };
  const keys = new Set([...theirs.keys(), ...intervals.map(({ labels }) => keyOf(labels))]);
  const differ = [...keys].flatMap((key) =>
    times.flatMap((time, minute) => {
      const own = intervals.find(
        ({ labels, start, end }) => keyOf(labels) === key && start <= time && (end === undefined || time < end)
      );
      const ours = own === undefined ? 'none' : words[own.state];
      const word = wordOf(theirs.get(key)?.[minute]);
      // Where the preview knows nothing there is nothing to compare.
      return ours === word || ours === 'unknown' || results[minute] === 'unknown' ? [] : [{ key, minute, ours, word }];
    })
  );
  expect(differ).toEqual([]);
  return [...theirs.values()].flat().filter((state) => wordOf(state) === 'Alerting').length;
}

for (const [kind, incident, model] of cases) {
  const when = incident === gap ? ' while the export is silent' : '';
  test(`${kind}${when}: is evaluated as Grafana evaluates it, minute by minute`, async ({ page: { request } }) => {
    const planned = plan.find(({ rule }) =>
      model === undefined ? rule.id === kind : rule.kind === kind && namesOf(rule).includes(model)
    );
    if (planned === undefined) {
      throw new Error(`There is no rule ${kind}.`);
    }
    const path = `/api/v1/provisioning/alert-rules/baseten-${planned.rule.id}`;
    const rule: GrafanaRule = await (await request.get(path)).json();
    const { interval } = planned.timing;
    const from = await beginOf(request, incident, interval);
    const grafana = await grafanaAt(request, rule, from, interval);
    const past = pastOf(request, from, interval);
    const results = await examine(
      planned,
      { first: 0, last: COUNT - 1 },
      { values: past.values, known: past.knownOf(planned.isOfExport) }
    );
    expect(differences(results, grafana)).toEqual([]);
    // Not a comparison of nothing with nothing.
    const unknown = results.filter((result) => result === 'unknown').length;
    expect(grafana.some(({ size }) => size > 0)).toBe(true);
    const loud = grafana.filter((each) => [...each.values()].includes(1)).length;
    // Of the seven minutes in which the export was silent, and of those until the first samples after it.
    expect(unknown).toBeLessThan(10);
    if (incident === gap && !planned.isOfExport) {
      expect(unknown).toBeGreaterThan(0);
    } else {
      expect(loud).toBeGreaterThan(0);
      expect(loud).toBeLessThan(COUNT);
    }
    await compareStates(request, rule, planned.timing, results, from);
  });
}

test('a query copied as a rule is evaluated as Grafana evaluates it, with its states', async ({
  page: { request },
}) => {
  const [, incident = ''] = cases[1] ?? [];
  const from = await beginOf(request, incident);
  const query = { refId: 'A', metric: 'error_ratio', groupBy: ['model_name'] };
  const limit = { below: false, value: 0.05, minutes: 5 };
  const rangeMs = COUNT * MINUTE;
  const asked = askedOf(query, rangeMs);
  const file: { groups: Array<{ rules: GrafanaRule[] }> } = parse(
    alertRule(asked, { datasourceUid: uid, limit, sentence: '' })
  );
  const [rule] = file.groups[0]?.rules ?? [];
  if (rule === undefined) {
    throw new Error('The file has no rule.');
  }
  const grafana = await grafanaAt(request, rule, from);
  const own = ruleOf(limit);
  const ranged = rangeOf(asked.model, { scrapeIntervalMs: MINUTE });
  const past = pastOf(request, from);
  const all = { first: 0, last: COUNT - 1 };
  const known = await past.known(all);
  const series = await past.values({ ref: 'A', query: { ...ranged, refId: 'A' }, key: '', cost: 0 }, all);
  const results = [...known].map((is, minute): Result =>
    is === 0
      ? 'unknown'
      : evaluateMath(own.condition, () =>
          series.flatMap(({ labels, values }) => {
            const value = values[minute] ?? NaN;
            return Number.isNaN(value) ? [] : [{ labels, value }];
          })
        )
  );
  expect(differences(results, grafana)).toEqual([]);
  expect(await compareStates(request, rule, own, results, from)).toBeGreaterThan(0);
});
