/** Made-up answers of a fleet of many models, given where the page asks for them. */
import type { Page } from '@playwright/test';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Series of one family: a model has some replicas, status codes and deployments. */
const SERIES_OF_A_MODEL = 12.5;

interface Asked {
  from: string;
  to: string;
  queries: Array<{ refId: string; metric?: string; expr?: string; intervalMs: number; groupBy?: string[] }>;
}

/** High for an hour a day, at another one for each model; low for what must not be, or nothing could alert. */
function valueOf(metric: string | undefined, model: number, time: number): number {
  if (metric === 'export_gone' || metric === 'export_frozen') {
    return 0;
  }
  const hour = Math.floor((time % DAY) / (60 * MINUTE));
  return hour === model % 24 ? 50 : 0.25;
}

function answer({ from, to, queries }: Asked, models: number): object {
  const results = queries.map(({ refId, metric, expr, intervalMs, groupBy = ['model_name'] }) => {
    const times: number[] = [];
    for (let time = Math.ceil(Number(from) / intervalMs) * intervalMs; time <= Number(to); time += intervalMs) {
      times.push(time);
    }
    const isScrape = expr === 'max(timestamp(up))';
    const isOne = isScrape || metric === 'export_gone' || groupBy.length === 0;
    const columns = Array.from({ length: isOne ? 1 : models }, (_, model) =>
      times.map((time) => (isScrape ? time / 1000 : valueOf(metric, model, time)))
    );
    const fields = columns.map((_, model) => ({
      name: 'value',
      type: 'number',
      typeInfo: { frame: 'float64', nullable: true },
      ...(isOne ? {} : { labels: { model_name: `model ${model}` } }),
    }));
    const time = { name: 'time', type: 'time', typeInfo: { frame: 'time.Time' }, config: { interval: intervalMs } };
    const meta = { type: 'timeseries-wide', typeVersion: [0, 1] };
    const frame = { schema: { refId, meta, fields: [time, ...fields] }, data: { values: [times, ...columns] } };
    return [refId, { status: 200, frames: [frame] }] as const;
  });
  return { results: Object.fromEntries(results) };
}

/** Stands in for the server of such a fleet. */
export async function fleetAnswers(page: Page, models: number): Promise<void> {
  await page.route('**/api/ds/query**', async (route) => {
    const asked: Asked = route.request().postDataJSON();
    await route.fulfill({ json: answer(asked, models) });
  });
  await page.route(/\/resources\/catalog\b/, async (route) => {
    const response = await route.fetch();
    const catalog: { metrics: object[] } = await response.json();
    const series = Math.round(models * SERIES_OF_A_MODEL);
    await route.fulfill({
      json: { ...catalog, metrics: catalog.metrics.map((each) => ({ ...each, present: true, series })) },
    });
  });
}
