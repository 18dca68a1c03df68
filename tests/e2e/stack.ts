import path from 'node:path';
import { build } from '../../build/steps.mjs';
import { startStack } from '../../demo/lib/stack.mjs';

/**
 * Starts the simulated export and Prometheus once for all tests, on free ports; what it gives back stops them. The page and
 * the plugin are each worker's own: see pages/demo.ts.
 */
export default async function startOnce(): Promise<() => Promise<void>> {
  // BASETEN_E2E_URL tests a demo that runs already.
  if (process.env['BASETEN_E2E_URL']) {
    return () => Promise.resolve();
  }
  await build();
  // For Prometheus, and for the workers' plugins: a fifth of their time would go into collecting what the next answer makes again.
  process.env['GOGC'] ??= '400';
  const stack = await startStack({ dir: path.join(import.meta.dirname, '../../.cache/e2e'), host: 'none' });
  process.env['BASETEN_E2E_PROMETHEUS'] = stack.prometheusUrl;
  return stack.stop;
}
