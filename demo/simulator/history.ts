/** Prints history: one JSON object a line, as VictoriaMetrics imports it and demo/servers/backfill reads it. */
import { once } from 'node:events';
import { simulate, type SimulateOptions } from './index';

/** Writes the lines of a simulation to standard output; waits when the reader is slower. */
export async function printHistory(options: SimulateOptions): Promise<void> {
  // A reader that stops early is no fault of the writer.
  process.stdout.on('error', () => process.exit(1));
  for (const text of simulate(options).lines) {
    if (!process.stdout.write(text)) {
      await once(process.stdout, 'drain');
    }
  }
}
