// Reads what Grafana's validator found (plugincheck2 -jsonOutput) and holds it against docs/review.md, which says of each finding that
// stands why it does: `node build/findings.mjs findings.json`. Any other error or warning fails.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './run.mjs';

/** The findings that docs/review.md names, by the validator's own names for them: the code words in its first column. */
export function explained(document) {
  const [, table = ''] = /\n\| finding[^\n]*\n\|[-| ]+\n((?:\|[^\n]*\n)+)/.exec(document) ?? [];
  return new Set(
    [...table.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell]) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name)
    )
  );
}

/** Findings that nobody has explained, a line each. */
export function unexplained(report, document) {
  const known = explained(document);
  return Object.entries(report['plugin-validator'] ?? {}).flatMap(([analyzer, findings]) =>
    (findings ?? [])
      .filter(({ Severity, Name }) => (Severity === 'error' || Severity === 'warning') && !known.has(Name))
      .map(({ Severity, Name, Title, Detail }) => `${analyzer}: ${Severity}: ${Name}: ${Title}\n    ${Detail}`)
  );
}

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1]) {
  const left = unexplained(
    JSON.parse(readFileSync(process.argv[2], 'utf8')),
    readFileSync(join(root, 'docs', 'review.md'), 'utf8')
  );
  if (left.length > 0) {
    console.error(`${left.join('\n')}\nMend it, or say in docs/review.md why it stands.`);
    process.exitCode = 1;
  }
}
