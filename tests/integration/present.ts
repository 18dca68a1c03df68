/** A hand-made past that ends now, on servers of its own: for what depends on the present. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  backfill,
  importLines,
  seldomCollected,
  startPrometheus,
  startVictoriaMetrics,
} from '../../demo/servers/start';
import { saveSource } from '../../demo/servers/gateway';

/** A series with a value at each step; undefined leaves a sample out. */
export interface Made {
  metric: Record<string, string>;
  value: (at: number) => number | undefined;
}

interface Options {
  gateway: string;
  /** Milliseconds of the first and the last sample. */
  from: number;
  to: number;
  /** Seconds between samples. */
  step: number;
  series: Made[];
  jsonData?: object;
  /** Length of Prometheus's blocks. */
  block?: string;
}

/** Uids of the data sources that {@link serve} makes for a name. */
export const uids = (name: string): string[] => [`${name}-prometheus`, `${name}-victoriametrics`];

/** Serves the series by both servers, as data sources of the gateway; gives what stops them. */
export async function serve(
  name: string,
  { gateway, from, to, step, series, jsonData, block = '2h' }: Options
): Promise<() => Promise<void>> {
  const text = series.map(({ metric, value }) => {
    const times: number[] = [];
    const values: number[] = [];
    for (let at = from; at <= to; at += step * 1000) {
      const one = value(at);
      if (one !== undefined) {
        times.push(at);
        values.push(one);
      }
    }
    return `{"metric":${JSON.stringify(metric)},"values":[${values.join()}],"timestamps":[${times.join()}]}\n`;
  });
  const dataDir = mkdtempSync(path.join(tmpdir(), 'baseten-present-'));
  await backfill(dataDir, text, { step, block });
  const prometheus = await startPrometheus({ dataDir, env: seldomCollected });
  const victoria = await startVictoriaMetrics({ env: seldomCollected });
  await importLines(victoria.url, text);
  const [first = '', second = ''] = uids(name);
  const settings = { scrapeInterval: `${step}s`, ...jsonData };
  await saveSource(gateway, first, { url: prometheus.url, jsonData: settings });
  await saveSource(gateway, second, { url: victoria.url, jsonData: settings });
  return async () => {
    await prometheus.stop();
    await victoria.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
