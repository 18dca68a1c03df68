import { afterEach, describe, expect, it } from 'vitest';
import { demoScenario, Simulation } from './index';
import { serve } from './serve';
import { start } from './testing';

const opened: Array<() => Promise<void>> = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((close) => close()));
});

/** An endpoint with a clock of its own. */
async function endpoint(minutes: number) {
  const clock = { now: start + minutes * 60000 };
  const simulation = new Simulation({ seed: 'serve', start, scenario: demoScenario(start) });
  const { url, close } = await serve({
    simulation,
    port: 0,
    host: '127.0.0.1',
    apiKey: 'secret',
    clock: () => clock.now,
  });
  opened.push(close);
  const get = (path: string, authorization?: string) =>
    fetch(url + path, { headers: authorization === undefined ? {} : { Authorization: authorization } });
  const post = (path: string) => fetch(url + path, { method: 'POST', headers: { Authorization: 'Api-Key secret' } });
  return { clock, get, post };
}

describe('export endpoint', () => {
  it('asks for a key, and for the right one', async () => {
    const { get } = await endpoint(5);
    expect((await get('/metrics')).status).toBe(401);
    expect((await get('/metrics', 'Bearer secret')).status).toBe(401);
    expect((await get('/metrics', 'Api-Key wrong')).status).toBe(403);
    expect((await get('/truth')).status).toBe(401);
    expect((await get('/other', 'Api-Key secret')).status).toBe(404);
    const answer = await get('/metrics', 'Api-Key secret');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('version=0.0.4');
    expect(await answer.text()).toContain('# TYPE baseten_inference_requests_total counter\n');
  });

  it('answers six scrapes of a key in a minute and refuses the seventh', async () => {
    const { clock, get } = await endpoint(5);
    for (let i = 0; i < 6; i++) {
      expect((await get('/metrics', 'Api-Key secret')).status).toBe(200);
      clock.now += 2000;
    }
    const refused = await get('/metrics', 'Api-Key secret');
    expect(refused.status).toBe(429);
    // The first of the six was 12 s ago and counts for 48 s more.
    expect(refused.headers.get('retry-after')).toBe('48');
    clock.now += 48000;
    expect((await get('/metrics', 'Api-Key secret')).status).toBe(200);
  });

  it('begins an incident on demand, which is gone when its minutes are over', async () => {
    const { clock, get, post } = await endpoint(5);
    const replicas = async () => {
      const truth: { deployments: Array<{ modelName: string; active: number }>; incidents: Array<{ kind: string }> } =
        await (await get('/truth', 'Api-Key secret')).json();
      const count = truth.deployments
        .filter(({ modelName }) => modelName === 'voice-agent')
        .reduce((sum, { active }) => sum + active, 0);
      return { count, known: truth.incidents.filter(({ kind }) => kind === 'no-replicas').length };
    };
    const before = await replicas();
    expect(before.count).toBeGreaterThan(0);
    expect((await post('/events?kind=no-replicas&model=voice-agent&minutes=20')).status).toBe(201);
    clock.now += 60000;
    expect(await replicas()).toEqual({ count: 0, known: before.known + 1 });
    clock.now += 40 * 60000;
    expect((await replicas()).count).toBeGreaterThan(0);
  });

  it('says which events, models and lengths there are', async () => {
    const { get, post } = await endpoint(5);
    for (const [query, said] of [
      [
        'kind=constructor&model=voice-agent&minutes=5',
        'There is no kind of event "constructor"; there are error-burst,',
      ],
      ['kind=stall&model=voice&minutes=5', 'There is no model "voice"; there are Llama 3.1 70B Instruct,'],
      ['kind=stall&model=voice-agent', 'from 1 to 240'],
      ['kind=stall&model=voice-agent&minutes=241', 'from 1 to 240'],
    ]) {
      const answer = await post(`/events?${query}`);
      expect(answer.status).toBe(400);
      expect(await answer.text()).toContain(said);
    }
    expect((await get('/events', 'Api-Key secret')).status).toBe(405);
    expect((await post('/metrics')).status).toBe(405);
  });

  it('goes on counting with the clock, and tells the truth', async () => {
    const { clock, get } = await endpoint(5);
    const total = async () => {
      const text = await (await get('/metrics', 'Api-Key secret')).text();
      return [...text.matchAll(/^baseten_inference_requests_total\{.*\} (\d+)$/gm)].reduce(
        (sum, m) => sum + Number(m[1]),
        0
      );
    };
    const before = await total();
    expect(before).toBeGreaterThan(0);
    expect(await total()).toBe(before);
    clock.now += 60000;
    expect(await total()).toBeGreaterThan(before);
    const truth: { incidents: unknown[]; deployments: unknown[] } = await (
      await get('/truth', 'Api-Key secret')
    ).json();
    expect(truth.incidents.length).toBeGreaterThan(20);
    expect(truth.deployments.length).toBeGreaterThan(8);
  });

  it('is away during a gap and repeats itself while it is frozen', async () => {
    // The plan of the demo: a gap of 7 minutes at 12:15, frozen for 12 minutes at 20:00.
    const { clock, get } = await endpoint(12 * 60 + 15 + 2);
    expect((await get('/metrics', 'Api-Key secret')).status).toBe(503);
    clock.now = start + (20 * 60 + 2) * 60000;
    const first = await (await get('/metrics', 'Api-Key secret')).text();
    clock.now += 5 * 60000;
    expect(await (await get('/metrics', 'Api-Key secret')).text()).toBe(first);
    clock.now += 10 * 60000;
    expect(await (await get('/metrics', 'Api-Key secret')).text()).not.toBe(first);
  });
});
