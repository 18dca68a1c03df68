// @vitest-environment jsdom
// A stand-in for Grafana's provisioning API, since a real one doesn't fail half-way when it is told to; the real one is in
// tests/grafana/install.spec.ts.
import { type BackendSrvRequest, setBackendSrv } from '@grafana/runtime';
import { of, throwError } from 'rxjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { readObjectives } from '../../objectives';
import { isRecord } from '../../translator';
import { answerTo, emptyBackend } from '../../testing/backendSrv';
import { install, makePlan, remove, type Step } from './carryOut';
import { listOf, memberOf, textAt } from './found';
import { folderUidOf } from './names';
import { countOf } from './plan';
import { wantedOf } from './wanted';

const source = 'source-1';
const folder = folderUidOf(source);
const wanted = wantedOf(readObjectives({ version: 1 }).document, source, 'Fleet');
const all = wanted.groups.flatMap(({ rules }) => rules).length;

let folders: Set<string>;
let rules: Map<string, Record<string, unknown>>;
let interval: Map<string, number>;
let asked: string[];
/** The requests that fail, and with what. */
let failing: Map<string, number>;
/** Runs before a request is answered. */
let before: (request: string) => void;

const inGroup = (group: string) =>
  [...rules.values()].filter((rule) => rule['folderUID'] === folder && rule['ruleGroup'] === group);

function answer(method: string, url: string, data: unknown): object | undefined {
  const [, group = ''] = /rule-groups\/(.+)$/.exec(url) ?? [];
  switch (`${method} ${url.replace(/rule-groups\/.*/, 'group')}`) {
    case 'GET /api/v1/provisioning/alert-rules':
      return [...rules.values()];
    case `GET /api/folders/${folder}`:
      return folders.has(folder) ? {} : undefined;
    case 'POST /api/folders':
      folders.add(textAt(data, 'uid'));
      return {};
    case `GET /api/folders/${folder}/counts`:
      return { alertrule: rules.size, dashboard: 0 };
    case `DELETE /api/folders/${folder}`:
      folders.delete(folder);
      return {};
    case `GET /api/v1/provisioning/folder/${folder}/group`:
      return inGroup(group).length === 0 ? undefined : { interval: interval.get(group), rules: inGroup(group) };
    case `PUT /api/v1/provisioning/folder/${folder}/group`:
      inGroup(group).forEach((rule) => rules.delete(textAt(rule, 'uid')));
      interval.set(group, Number(memberOf(data, 'interval')));
      for (const rule of listOf(memberOf(data, 'rules'))) {
        rules.set(textAt(rule, 'uid'), { ...(isRecord(rule) ? rule : {}), folderUID: folder, ruleGroup: group });
      }
      return {};
    case `DELETE /api/v1/provisioning/folder/${folder}/group`:
      inGroup(group).forEach((rule) => rules.delete(textAt(rule, 'uid')));
      return {};
    default:
      throw new Error(`${method} ${url} is not part of this stand-in`);
  }
}

beforeEach(() => {
  folders = new Set();
  rules = new Map();
  interval = new Map();
  asked = [];
  failing = new Map();
  before = () => undefined;
  setBackendSrv({
    ...emptyBackend,
    fetch: (request: BackendSrvRequest) => {
      const { method = 'GET', url, data, headers } = request;
      const what = `${method} ${url}`;
      before(what);
      asked.push(headers?.['X-Disable-Provenance'] === undefined ? what : `${what} open`);
      const status = failing.get(what);
      const body = status === undefined ? answer(method, url, data) : undefined;
      return body === undefined
        ? throwError(() => ({ status: status ?? 404, data: { message: `no: ${status ?? 404}` }, config: request }))
        : of(answerTo(request, body));
    },
  });
});

const group = (name: string) => `PUT /api/v1/provisioning/folder/${folder}/rule-groups/${name}`;
const run = async () => {
  let told: Step[] = [];
  const steps = await install(await makePlan(wanted), (now) => (told = now));
  expect(told).toEqual(steps);
  return steps.map(({ state }) => state);
};
const tally = async () => {
  const plan = await makePlan(wanted);
  return [countOf(plan, 'create'), countOf(plan, 'change'), countOf(plan, 'keep'), plan.groups.length];
};

describe('installing', () => {
  it('makes the folder, writes each group without provenance, and has nothing to do the second time', async () => {
    expect(await tally()).toEqual([all, 0, 0, 5]);
    expect(await run()).toEqual(['done', 'done', 'done', 'done', 'done', 'done']);
    expect(rules.size).toBe(all);
    expect(asked.filter((what) => what.startsWith('PUT')).every((what) => what.endsWith(' open'))).toBe(true);
    expect(await tally()).toEqual([0, 0, all, 0]);
    asked = [];
    expect(await run()).toEqual([]);
    expect(asked.filter((what) => !what.startsWith('GET'))).toEqual([]);
  });

  it('stops where Grafana refuses, says why, and goes on there the next time', async () => {
    failing.set(group('baseten-tickets'), 403);
    const steps = await install(await makePlan(wanted), () => undefined);
    expect(steps.map(({ state }) => state)).toEqual(['done', 'done', 'done', 'failed', 'waiting', 'waiting']);
    expect(steps[3]?.why).toBe('no: 403');
    const pages = inGroup('baseten-pages').length + inGroup('baseten-latency').length;
    expect(rules.size).toBe(pages);
    failing.clear();
    expect(await tally()).toEqual([all - pages, 0, pages, 3]);
    expect(await run()).toEqual(['done', 'done', 'done']);
    expect(rules.size).toBe(all);
  });

  it('writes no rule where what they are made of could not be saved', async () => {
    const before = { what: 'Save', run: () => Promise.reject(new Error('Not saved: no right')) };
    const steps = await install(await makePlan(wanted), () => undefined, [before]);
    expect(steps[0]).toEqual({ what: 'Save', state: 'failed', why: 'Not saved: no right' });
    expect(steps.slice(1).every(({ state }) => state === 'waiting')).toBe(true);
    expect(asked.filter((what) => !what.startsWith('GET'))).toEqual([]);
  });

  it('refuses a group into which somebody has put a rule since the plan was made', async () => {
    await run();
    rules.delete([...rules.keys()][0] ?? '');
    before = (request) => {
      if (request.startsWith('GET /api/v1/provisioning/folder') && request.endsWith('baseten-pages')) {
        rules.set('theirs', { uid: 'theirs', title: 'Theirs', folderUID: folder, ruleGroup: 'baseten-pages' });
      }
    };
    const plan = await makePlan(wanted);
    const steps = await install(plan, () => undefined);
    expect(steps.map(({ state }) => state)).toEqual(['failed']);
    expect(steps[0]?.why).toContain('Theirs');
    expect(rules.has('theirs')).toBe(true);
    expect(rules.size).toBe(all);
  });

  it('says so where Grafana has it otherwise than it was written', async () => {
    before = (request) => {
      const watchdog = [...rules.values()].find((rule) => textAt(rule, 'title') === 'Watchdog');
      if (request.startsWith('GET') && watchdog !== undefined) {
        watchdog['noDataState'] = 'Alerting';
      }
    };
    const steps = await install(await makePlan(wanted), () => undefined);
    expect(steps[1]).toMatchObject({ state: 'failed' });
    expect(steps[1]?.why).toContain('Watchdog');
  });

  it('is undone as a whole, and what others put there stays', async () => {
    await run();
    rules.set('theirs', { uid: 'theirs', title: 'Theirs', folderUID: folder, ruleGroup: 'their group' });
    const steps = await remove(source, () => undefined);
    expect(steps.every(({ state }) => state === 'done')).toBe(true);
    expect([...rules.keys()]).toEqual(['theirs']);
    expect(folders.has(folder)).toBe(true);
    rules.clear();
    await remove(source, () => undefined);
    expect(folders.has(folder)).toBe(false);
  });
});
