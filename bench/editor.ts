/**
 * `npm run bench:editor`: how long after a key is pressed the list of values is there, with 100 and with 100,000 values of a
 * real Prometheus, in Chromium. Writes bench/EDITOR.md.
 */
import { writeFileSync } from 'node:fs';
import { cpus, loadavg, release } from 'node:os';
import path from 'node:path';
import { chromium, type Locator, type Page } from '@playwright/test';
import { build } from '../build/steps.mjs';
import { chromiumFlags, findChromium } from '../build/chromium.mjs';
import { modelName, startMany } from '../tests/e2e/many';

/** From the arrival of the answer to the drawn list. */
const GOAL_MS = 100;
const ROUNDS = 3;
const OPTION = '[role=option]';
const COMPLETION = '.cm-tooltip-autocomplete li .cm-completionLabel';

interface Times {
  /** Until the look-up is sent, until its answer is there, until the list is drawn, and all of it. */
  pause: number;
  answer: number;
  list: number;
  total: number;
}

interface Row {
  values: number;
  limit: number;
  action: string;
  times: Times[];
}

const query = { metric: 'baseten_replicas_active', filters: [{ label: 'model_name', operator: '=', values: [] }] };

async function open(page: Page, url: string, asked: object): Promise<void> {
  const address = new URL(url);
  address.searchParams.set('queries', JSON.stringify([{ refId: 'A', ...asked }]));
  address.searchParams.set('from', 'now-1h');
  await page.goto(address.toString());
}

/** Does something and gives the times until the list reads as expected. */
async function timed(
  page: Page,
  selector: string,
  index: number,
  text: string,
  act: () => Promise<void>
): Promise<Times> {
  await page.evaluate(`measure(${JSON.stringify(selector)}, ${index}, ${JSON.stringify(text)})`);
  await act();
  return page.evaluate<Times>('measured');
}

/** Opens the list of values, which nothing has asked for before. */
async function opening(page: Page, url: string): Promise<Times[]> {
  const times: Times[] = [];
  for (let round = 0; round < ROUNDS * 3; round++) {
    await open(page, url, query);
    const field = page.getByRole('combobox', { name: 'Values of model' });
    await field.waitFor();
    await page.getByRole('button', { name: 'Run query' }).waitFor();
    // What the page does when it opens is not what is timed.
    await page.waitForLoadState('networkidle');
    times.push(await timed(page, OPTION, -1, 'model-', () => field.click()));
  }
  return times;
}

async function settle(page: Page, field: Locator, text: string, first: string): Promise<void> {
  await field.fill(text);
  await page.waitForFunction(
    ([selector, expected]) => document.querySelectorAll(selector ?? '')[1]?.textContent === expected,
    [OPTION, first]
  );
}

/** Types one more digit; each time another, so that no answer is kept from before. */
async function typing(page: Page, url: string): Promise<Times[]> {
  await open(page, url, query);
  const field = page.getByRole('combobox', { name: 'Values of model' });
  await field.click();
  const times: Times[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (let digit = 1; digit <= 9; digit++) {
      await settle(page, field, `00${round}`, modelName(round));
      // The first row offers the text that was typed.
      const expected = modelName(round * 10 + digit);
      times.push(await timed(page, OPTION, 1, expected, () => page.keyboard.press(String(digit))));
    }
  }
  return times;
}

/** Opens a quote in code mode, which brings the completion of values. */
async function completing(page: Page, url: string): Promise<Times[]> {
  const times: Times[] = [];
  for (let round = 0; round < ROUNDS * 3; round++) {
    await open(page, url, { editorMode: 'code', expr: '' });
    const area = page.locator('.cm-content');
    await area.click();
    await page.waitForLoadState('networkidle');
    await page.keyboard.type('baseten_replicas_active{model_name=');
    times.push(await timed(page, COMPLETION, -1, 'model-', () => page.keyboard.press('"')));
  }
  return times;
}

async function measure(values: number, limit: number): Promise<Row[]> {
  const server = await startMany(
    Array.from({ length: values }, (_, number) => modelName(number)),
    { lookupLimit: limit }
  );
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags });
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
    await page.route('**/public/fonts/**', (route) => route.fulfill({ status: 204 }));
    await page.addInitScript({ path: path.join(import.meta.dirname, 'probe.js') });
    const rows: Row[] = [];
    for (const [action, run] of [
      ['open the list', opening],
      ['type another letter', typing],
      ['open a quote in code', completing],
    ] as const) {
      rows.push({ values, limit, action, times: await run(page, server.url) });
      console.log(line(rows.at(-1)));
    }
    return rows;
  } finally {
    await browser.close();
    await server.stop();
  }
}

function median(numbers: number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

function line(row: Row | undefined): string {
  if (!row) {
    return '';
  }
  const { values, limit, action, times } = row;
  const each = (part: keyof Times) => Math.round(median(times.map((one) => one[part])));
  const worst = Math.round(Math.max(...times.map(({ list }) => list)));
  const numbers = [each('pause'), each('answer'), each('list'), worst, each('total')];
  const count = (number: number) => number.toLocaleString('en');
  return `| ${[count(values), count(limit), action, ...numbers, each('list') <= GOAL_MS ? 'yes' : 'no'].join(' | ')} |`;
}

await build();
const rows = [...(await measure(100, 1000)), ...(await measure(100_000, 1000)), ...(await measure(100_000, 100_000))];
const text = `# Results of \`npm run bench:editor\`

Milliseconds, medians; a real Prometheus with one series a model, the built plugin and the demo's page in Chromium.

- **pause**: from the key press until the look-up is sent. Grafana's picker waits 200 ms for the next key.
- **answer**: until its answer is there, through the gateway, the plugin's backend and Prometheus. No answer was kept from before
  where a letter is typed; where a list is opened, all but the first may be.
- **list**: until the list is drawn; the goal is at most ${GOAL_MS} ms. The highest beside it.
- **limit**: *Values in a list* of the data source, 1,000 unless set. With 100,000 all values come to the browser at once.

| values | limit | action | pause | answer | list | highest | total | list within the goal |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
${rows.map(line).join('\n')}

- Machine: ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Linux ${release()}, load ${loadavg()[0]?.toFixed(1) ?? '?'} at the end (the measuring itself included)
- Node ${process.version}, ${new Date().toISOString().slice(0, 10)}
`;
writeFileSync(path.join(import.meta.dirname, 'EDITOR.md'), text);
console.log(text);
