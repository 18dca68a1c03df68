/** Builds and starts Prometheus and VictoriaMetrics with the same past, and the plugin, which both are asked through. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { build } from '../../build/steps.mjs';
import { saveSource, startGateway } from '../../demo/servers/gateway';
import {
  backfill,
  importLines,
  seldomCollected,
  startPrometheus,
  startVictoriaMetrics,
} from '../../demo/servers/start';
import { lines } from './past';

declare module 'vitest' {
  interface ProvidedContext {
    /** Base URL of what stands in for Grafana. */
    gateway: string;
  }
}

/** Uids of the data sources. */
export const sources = { prometheus: 'prometheus', victoriametrics: 'victoriametrics' } as const;

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await build({ only: ['backend', 'frontend', 'gateway', 'backfill', 'prometheus', 'victoriametrics'] });
  const stops: Array<() => Promise<void> | void> = [];
  const stop = async () => {
    for (const each of stops.reverse()) {
      await each();
    }
  };
  try {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'baseten-integration-'));
    stops.push(() => rmSync(dataDir, { recursive: true, force: true }));
    await backfill(dataDir, lines(false));
    const prometheus = await startPrometheus({ dataDir, env: seldomCollected });
    stops.push(prometheus.stop);
    const victoria = await startVictoriaMetrics({ env: seldomCollected });
    stops.push(victoria.stop);
    await importLines(victoria.url, lines(true));
    const gateway = await startGateway();
    stops.push(gateway.stop);
    await addSource(gateway.url, sources.prometheus, prometheus.url);
    await addSource(gateway.url, sources.victoriametrics, victoria.url);
    project.provide('gateway', gateway.url);
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

/** Adds a server as a data source, scraped every minute as its past was. */
export function addSource(gateway: string, uid: string, url: string): Promise<void> {
  return saveSource(gateway, uid, { url, jsonData: { scrapeInterval: '60s' } });
}
