/** What the tests ask of Grafana beside its pages. */
import { type APIRequestContext } from '@playwright/test';
import { expect, test as grafanaTest } from '@grafana/plugin-e2e';
import { project } from '../../build/project.mjs';

export { expect };

/** As plugin-e2e's, and each test fails where the page or the console tells of an error of this plugin. */
export const test = grafanaTest.extend<{ quiet: undefined }>({
  quiet: [
    async ({ page }, use) => {
      const said: string[] = [];
      const ours = (text: string) => text.includes(project.id) || text.includes('Minified React error');
      page.on('console', (message) => {
        // The browser's own line on an answer such as 502, which some tests ask for.
        if (message.text().startsWith('Failed to load resource')) {
          return;
        }
        if (message.type() === 'error' && ours(`${message.text()} ${message.location().url}`)) {
          said.push(message.text());
        }
      });
      page.on('pageerror', (error) => {
        if (ours(`${error.message} ${error.stack ?? ''}`)) {
          said.push(error.message);
        }
      });
      await use(undefined);
      expect(said, 'errors of the plugin in the console').toEqual([]);
    },
    { auto: true },
  ],
});

/** The uid that provisioning/datasources pins. */
export const uid = 'baseten-metrics';

export interface Frame {
  schema: {
    name?: string;
    fields: Array<{ name: string; type: string; labels?: Record<string, string>; config?: { unit?: string } }>;
  };
  data: { values: unknown[][] };
}

/** Runs a query of any data source as a panel does. Fails with the query's own error. */
export async function ask(
  request: APIRequestContext,
  datasource: { uid: string; type: string },
  query: object,
  { from, to }: { from: number; to: number }
): Promise<Frame[]> {
  const answer = await request.post('/api/ds/query', {
    data: {
      from: String(from),
      to: String(to),
      queries: [{ refId: 'A', datasource, intervalMs: 60_000, maxDataPoints: 1000, ...query }],
    },
  });
  const body: { results?: { A?: { error?: string; frames?: Frame[] } } } = await answer.json();
  const result = body.results?.A;
  if (!answer.ok() || result?.error !== undefined || result?.frames === undefined) {
    throw new Error(result?.error ?? `Grafana answered ${answer.status()}: ${JSON.stringify(body).slice(0, 500)}`);
  }
  return result.frames;
}

/** The last value of each series of an answer, by its labels, those named alone. */
export function byLabels(frames: Frame[], names: string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const frame of frames) {
    frame.schema.fields.forEach((field, index) => {
      const value = frame.data.values[index]?.at(-1);
      if (field.type === 'number' && typeof value === 'number') {
        found.set(names.map((name) => field.labels?.[name] ?? '').join(' / '), value);
      }
    });
  }
  return found;
}

/** Grafana's own Prometheus data source on the same server: it answers PromQL that was written by hand, past this plugin. */
export async function witness(request: APIRequestContext): Promise<{ uid: string; type: string }> {
  const ours: { url: string } = await (await request.get(`/api/datasources/uid/${uid}`)).json();
  const there = await request.get('/api/datasources/uid/witness');
  if (!there.ok()) {
    const made = await request.post('/api/datasources', {
      data: {
        name: 'Witness',
        uid: 'witness',
        type: 'prometheus',
        access: 'proxy',
        url: ours.url,
        jsonData: { timeInterval: '60s' },
      },
    });
    expect(made.ok(), await made.text()).toBe(true);
  }
  return { uid: 'witness', type: 'prometheus' };
}

/** Makes a dashboard of these panels, in place of one with the same uid. */
export async function makeDashboard(request: APIRequestContext, id: string, panels: object[]): Promise<void> {
  const made = await request.post('/api/dashboards/db', {
    data: {
      overwrite: true,
      dashboard: { uid: id, title: `Test ${id}`, panels, time: { from: 'now-3h', to: 'now' }, schemaVersion: 41 },
    },
  });
  expect(made.ok(), await made.text()).toBe(true);
}
