import path from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { saveSource, startGateway } from '../../demo/servers/gateway';
import { backfill, startPrometheus } from '../../demo/servers/start';

const root = path.join(import.meta.dirname, '../..');

/** Of the fields of a metric the simulator's order; one value a minute of the last ten. */
function* linesOf(models: string[]): Generator<string> {
  const now = Math.floor(Date.now() / 60_000) * 60_000;
  const times = Array.from({ length: 10 }, (_, back) => now - (9 - back) * 60_000);
  const tail = `,"values":[${times.map(() => 1).join()}],"timestamps":[${times.join()}]}\n`;
  for (const [at, name] of models.entries()) {
    const metric = {
      __name__: 'baseten_replicas_active',
      model_name: name,
      model_id: `m${at}`,
      deployment_id: `d${at}`,
      environment: 'production',
    };
    yield `{"metric":${JSON.stringify(metric)}${tail}`;
  }
}

/** The name of a model by its number: five digits, so that they sort as they count. */
export function modelName(number: number): string {
  return `model-${String(number).padStart(5, '0')}`;
}

/**
 * Starts a real Prometheus that has one series for each of these models, and the demo's page in front of it.
 * @param settings further fields of the data source's jsonData
 */
export async function startMany(models: string[], settings: object = {}) {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'baseten-many-'));
  await backfill(dataDir, linesOf(models));
  const prometheus = await startPrometheus({ dataDir });
  const gateway = await startGateway({
    flags: ['--url', prometheus.url, '--page', path.join(root, '.cache/host'), '--log', 'error'],
  });
  await saveSource(gateway.url, 'baseten-metrics', {
    name: 'Baseten',
    url: prometheus.url,
    isDefault: true,
    jsonData: settings,
  });
  return {
    url: gateway.url,
    stop: async () => {
      await gateway.stop();
      await prometheus.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
