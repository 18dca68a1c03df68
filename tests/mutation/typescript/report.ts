/** What a run has found: printed, and where it was a whole one, written beside this file's folder. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Mutant } from './mutate';

/** The mutants of one folder, and those that no test notices. */
export interface Folder {
  path: string;
  mutants: number;
  survivors: Array<Mutant & { reached: boolean }>;
}

const beside = path.join(import.meta.dirname, '..');
/** It has a line for each mutant that may survive: its name, " — ", why. */
const reasonsFile = path.join(beside, 'survivors-translator.txt');
const resultsFile = path.join(beside, 'RESULTS-translator.md');
const SEPARATOR = ' — ';

function readReasons(): Map<string, string> {
  const text = existsSync(reasonsFile) ? readFileSync(reasonsFile, 'utf8') : '';
  return new Map(
    text.split('\n').flatMap((line) => {
      const at = line.lastIndexOf(SEPARATOR);
      return at > 0 && !line.startsWith('#') ? [[line.slice(0, at), line.slice(at + SEPARATOR.length)] as const] : [];
    })
  );
}

/** Prints the survivors and gives how many have no reason. */
export function report(folders: Folder[], isWhole: boolean): number {
  const reasons = readReasons();
  const open: string[] = [];
  const rows = folders.map(({ path: folder, mutants, survivors }) => {
    const unexplained = survivors.filter(({ name }) => !reasons.has(name));
    for (const { line, name, reached } of survivors) {
      const reason = reasons.get(name);
      console.log(
        `line ${line}, ${name}${reached ? '' : ' [no test runs through it]'}${reason ? SEPARATOR + reason : ''}`
      );
    }
    open.push(...unexplained.map(({ name }) => name));
    const noticed = ((100 * (mutants - survivors.length)) / Math.max(mutants, 1)).toFixed(1);
    console.log(`${folder}: ${mutants} mutants, ${survivors.length} survive, ${unexplained.length} without a reason`);
    return `| \`${folder}\` | ${mutants} | ${noticed} % | ${survivors.length} | ${unexplained.length} |`;
  });
  if (isWhole) {
    const list = open.length > 0 ? `\n## Without a reason\n\n\`\`\`\n${open.join('\n')}\n\`\`\`\n` : '';
    writeFileSync(
      resultsFile,
      `# Single-line mutations of what the translator reads and composes with

Made by \`npm run mutate -- translator\`, which says how it works in \`tests/mutation/typescript/main.ts\`. A survivor is a change
that neither the corpus nor a unit test of the translator notices; each stands in \`survivors-translator.txt\` with the reason
why it may, or below, where a test is missing.

| folder | mutants | noticed | survive | without a reason |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
${list}`
    );
  }
  return open.length;
}
