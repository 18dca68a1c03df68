/** What the tests ask of Grafana beside its pages. */
import { type APIRequestContext, type Page } from '@playwright/test';
import { expect, test as grafanaTest } from '@grafana/plugin-e2e';
import { project } from '../../build/project.mjs';

export { expect };

/** What a page and its console say of errors of this plugin, from now on. */
export function errorsOf(page: Page): string[] {
  const said: string[] = [];
  const isOurs = (text: string) => text.includes(project.id) || text.includes('Minified React error');
  page.on('console', (message) => {
    // The browser's own line on an answer such as 502, which some tests ask for.
    if (message.text().startsWith('Failed to load resource')) {
      return;
    }
    if (message.type() === 'error' && isOurs(`${message.text()} ${message.location().url}`)) {
      said.push(message.text());
    }
  });
  page.on('pageerror', (error) => {
    if (isOurs(`${error.message} ${error.stack ?? ''}`)) {
      said.push(error.message);
    }
  });
  return said;
}

/** As plugin-e2e's, and each test fails where the page or the console tells of an error of this plugin. */
export const test = grafanaTest.extend<{ quiet: undefined }>({
  quiet: [
    async ({ page }, use) => {
      const said = errorsOf(page);
      await use(undefined);
      expect(said, 'errors of the plugin in the console').toEqual([]);
    },
    { auto: true },
  ],
});

/** The uid that provisioning/datasources pins. */
export const uid = 'baseten-metrics';

/** The data source as panels and queries name it. */
export const ours = { uid, type: project.id };

/** An hour, or more minutes, that is over: whoever is asked for it gives the same. Milliseconds. */
export function past(minutes = 60): { from: number; to: number } {
  const to = Math.floor(Date.now() / 60_000 - 5) * 60_000;
  return { from: to - minutes * 60_000, to };
}

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
  const settings: { url: string } = await (await request.get(`/api/datasources/uid/${uid}`)).json();
  const wanted = {
    name: 'Witness',
    uid: 'witness',
    type: 'prometheus',
    access: 'proxy',
    url: settings.url,
    jsonData: { timeInterval: '60s' },
  };
  const there = await request.get('/api/datasources/uid/witness');
  const known: { url?: string } = there.ok() ? await there.json() : {};
  if (known.url !== settings.url) {
    const made = there.ok()
      ? await request.put('/api/datasources/uid/witness', { data: wanted })
      : await request.post('/api/datasources', { data: wanted });
    expect(made.ok(), await made.text()).toBe(true);
  }
  return { uid: 'witness', type: 'prometheus' };
}

/** Asks the witness for an instant value of each series, by the labels that are named; series without a number are left out. */
export async function truth(
  request: APIRequestContext,
  expr: string,
  names: string[],
  range: { from: number; to: number }
): Promise<Map<string, number>> {
  const frames = await ask(request, await witness(request), { expr, instant: true, range: false }, range);
  return new Map([...byLabels(frames, names)].filter(([, value]) => !Number.isNaN(value)));
}

/** A panel over the whole width; `y` counts panels from the top. */
export function panel(id: number, type: string, title: string, query: object, more: object = {}): object {
  return {
    id,
    type,
    title,
    datasource: ours,
    gridPos: { x: 0, y: (id - 1) * 9, w: 24, h: 9 },
    targets: [{ refId: 'A', datasource: ours, ...query }],
    ...more,
  };
}

/** Makes a dashboard of these panels, in place of one with the same uid. */
export async function makeDashboard(
  request: APIRequestContext,
  id: string,
  panels: object[],
  more: object = {}
): Promise<void> {
  const made = await request.post('/api/dashboards/db', {
    data: {
      overwrite: true,
      dashboard: {
        uid: id,
        title: `Test ${id}`,
        panels,
        time: { from: 'now-3h', to: 'now' },
        schemaVersion: 41,
        ...more,
      },
    },
  });
  expect(made.ok(), await made.text()).toBe(true);
}

/** Path of Explore with queries of one data source. */
export function explore(datasource: { uid: string; type: string }, query: object, range: { from: number; to: number }) {
  const pane = {
    datasource: datasource.uid,
    queries: [{ refId: 'A', datasource, ...query }],
    range: { from: String(range.from), to: String(range.to) },
  };
  return `/explore?schemaVersion=1&orgId=1&panes=${encodeURIComponent(JSON.stringify({ a: pane }))}`;
}

/** The queries that a page of Explore holds now, as its address says them. */
export function exploreQueries(url: string): Array<Record<string, unknown>> {
  const panes: Record<string, { queries: Array<Record<string, unknown>> }> = JSON.parse(
    new URL(url).searchParams.get('panes') ?? '{}'
  );
  return Object.values(panes).flatMap(({ queries }) => queries);
}
