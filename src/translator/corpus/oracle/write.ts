/** Freezes what the oracle says: `npx tsx src/translator/corpus/oracle/write.ts`. The corpus test then holds both together. */
import { writeFileSync } from 'node:fs';
import { files } from './entries';

for (const [name, entries] of Object.entries(files)) {
  const lines = entries.map((entry) => JSON.stringify(entry));
  writeFileSync(new URL(`../${name}.json`, import.meta.url), `[\n${lines.join(',\n')}\n]\n`);
}
