/** The rules of a document in a real Grafana: planned, installed, fired, rung, changed, removed, from the page of the data source. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { APIRequestContext, Page } from '@playwright/test';
import { expect, test, uid } from './grafana';

interface Rule {
  uid: string;
  title: string;
  folderUID: string;
  ruleGroup: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  provenance?: string;
}

const open = { 'X-Disable-Provenance': 'true' };

/** The rules that were installed from the page: in a folder of this data source's own. */
async function installed(request: APIRequestContext): Promise<Rule[]> {
  const all: Rule[] = await (await request.get('/api/v1/provisioning/alert-rules')).json();
  return all.filter((rule) => /^baseten-[0-9a-f]{8}-alerts$/.test(rule.folderUID));
}

/** The section of the tab, opened anew. */
async function section(page: Page) {
  await page.goto(`/connections/datasources/edit/${uid}/?page=alerts`);
  const found = page.getByRole('region', { name: 'Install' });
  await found.getByRole('button', { name: 'Show what would be installed' }).click();
  return found;
}

/** A contact point on the loopback interface, and what it was sent. */
async function webhook() {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      bodies.push(body);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}/`, bodies, close: () => server.close() };
}

test('are installed, fire, ring, change with the document, and are removed as a whole', async ({ page }) => {
  const { request } = page;
  const hook = await webhook();
  const policies: object = await (await request.get('/api/v1/provisioning/policies')).json();
  const point = { name: 'Install test', type: 'webhook', settings: { url: hook.url } };
  const made = await request.post('/api/v1/provisioning/contact-points', { headers: open, data: point });
  expect(made.ok(), await made.text()).toBe(true);
  const { uid: pointUid }: { uid: string } = await made.json();
  const route = { receiver: point.name, object_matchers: [['test', '=', 'true']], group_wait: '1s' };
  const put = (data: object) => request.put('/api/v1/provisioning/policies', { headers: open, data });
  expect((await put({ ...policies, routes: [route] })).ok()).toBe(true);
  const tree: object = await (await request.get('/api/v1/provisioning/policies')).json();
  try {
    let install = await section(page);
    await expect(install.getByText(/0 to remove, 0 as they are/)).toBeVisible();
    expect(await installed(request)).toEqual([]);
    await install.getByRole('button', { name: 'Install', exact: true }).click();
    await expect(install.getByText('Done, and read back.')).toBeVisible();
    const first = await installed(request);
    expect(first.length).toBeGreaterThan(20);
    expect(first.filter(({ provenance = '' }) => provenance !== '')).toEqual([]);

    // Grafana's scheduler evaluates them: the watchdog always fires.
    const watchdog = first.find(({ title }) => title === 'Watchdog')?.uid ?? '';
    await expect
      .poll(
        async () => {
          const alerts: Array<{ labels: Record<string, string> }> = await (
            await request.get('/api/alertmanager/grafana/api/v2/alerts')
          ).json();
          return alerts.map(({ labels }) => labels['__alert_rule_uid__']);
        },
        { timeout: 120_000 }
      )
      .toContain(watchdog);

    await install.getByRole('button', { name: 'Ring: Pages' }).click();
    await expect
      .poll(() => hook.bodies.join('\n'), { timeout: 60_000 })
      .toContain('TEST of the route for severity page');
    await expect(install.getByText('page: Install test')).toBeVisible();
    await install.getByRole('button', { name: 'End the test' }).click();
    await expect.poll(async () => (await installed(request)).length).toBe(first.length);

    // Again: nothing to do. Changed by somebody: put right, nothing doubled. Theirs in a group of ours: refused.
    install = await section(page);
    await expect(install.getByText('Grafana has all of it: nothing to do.')).toBeVisible();
    const [some] = first;
    const path = `/api/v1/provisioning/alert-rules/${some?.uid}`;
    const rule: object = await (await request.get(path)).json();
    expect((await request.put(path, { headers: open, data: { ...rule, for: '3h' } })).ok()).toBe(true);
    install = await section(page);
    await expect(install.getByText(/: 0 to create, 1 to change, 0 to remove/)).toBeVisible();
    await install.getByRole('button', { name: 'Install', exact: true }).click();
    await expect(install.getByText('Done, and read back.')).toBeVisible();
    expect((await installed(request)).map((one) => one.uid).sort()).toEqual(first.map((one) => one.uid).sort());

    const theirs = await request.post('/api/v1/provisioning/alert-rules', {
      headers: open,
      data: { ...rule, id: 0, uid: 'somebodys-rule', title: 'Somebody’s rule' },
    });
    expect(theirs.ok(), await theirs.text()).toBe(true);
    install = await section(page);
    await expect(install.getByText('Nothing can be installed yet')).toBeVisible();

    // Removed: theirs stays, and its folder.
    const remove = async () => {
      await install.getByRole('button', { name: 'Remove what was installed' }).click();
      await install.getByRole('button', { name: 'Remove the rules' }).click();
      await expect(install.getByText('Done, and read back.')).toBeVisible();
    };
    await remove();
    expect((await installed(request)).map((one) => one.uid)).toEqual(['somebodys-rule']);
    await request.delete('/api/v1/provisioning/alert-rules/somebodys-rule', { headers: open });
    await remove();
    expect((await request.get(`/api/folders/${some?.folderUID}`)).status()).toBe(404);
    // The policies are as they were.
    expect(await (await request.get('/api/v1/provisioning/policies')).json()).toEqual(tree);
  } finally {
    await put(policies);
    await request.delete(`/api/v1/provisioning/contact-points/${pointUid}`, { headers: open });
    hook.close();
  }
});

test('objectives that were only typed are saved with the rules that are made of them', async ({ page }) => {
  const { request } = page;
  const settings = `/api/datasources/uid/${uid}`;
  const { jsonData }: { jsonData: Record<string, unknown> } = await (await request.get(settings)).json();
  const availability = page.getByRole('textbox', { name: 'Availability: All that are not named' });
  try {
    await page.goto(`/connections/datasources/edit/${uid}/?page=alerts`);
    await availability.fill('0.995');
    await availability.press('Enter');
    const install = page.getByRole('region', { name: 'Install' });
    await install.getByRole('button', { name: 'Show what would be installed' }).click();
    await install.getByRole('button', { name: 'Save objectives and install' }).click();
    await expect(install.getByText('Done, and read back.')).toBeVisible();
    await expect(page.getByTestId('objectives-hash')).not.toContainText('not saved');

    await page.reload();
    await expect(availability).toHaveValue('0.995');
    const rules = await installed(request);
    expect(rules.length).toBeGreaterThan(20);

    // What goes and what stays is counted before it goes: the file's rules ring on.
    const all: Array<Rule & { isPaused: boolean; data: Array<{ datasourceUid: string }> }> = await (
      await request.get('/api/v1/provisioning/alert-rules')
    ).json();
    const asking = all.filter(
      ({ isPaused, data }) => !isPaused && data.some(({ datasourceUid }) => datasourceUid === uid)
    );
    const stay = asking.length - rules.length;
    expect(stay).toBeGreaterThan(0);
    await install.getByRole('button', { name: 'Remove what was installed' }).click();
    await expect(install.getByText(`Alert rules that go: ${rules.length}`)).toBeVisible();
    await expect(install.getByText(new RegExp(`^${stay} other alert rules of this data source stay`))).toBeVisible();
    await install.getByRole('button', { name: 'Remove the rules' }).click();
    await expect(install.getByText('Done, and read back.')).toBeVisible();
  } finally {
    const now: { jsonData: Record<string, unknown> } = await (await request.get(settings)).json();
    await request.put(settings, { data: { ...now, jsonData } });
  }
});
