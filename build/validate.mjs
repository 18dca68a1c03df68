// `npm run validate`: Grafana's plugin validator on the package of `npm run package`, together with the source that it was built
// from. What it says is held against docs/review.md, which says of each finding that stands why it does: any other error or
// warning fails.
//
//   npm run validate -- ARCHIVE          another package
//   PLUGINCHECK=… npm run validate       a validator that is there already; without it, Go fetches and builds the pinned one
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { project, toolchain } from './project.mjs';
import { root, run } from './run.mjs';

/**
 * The validator by the commit of its release, since Go reads no tag of it: after 0.41.0 they are called plugin-validator/v….
 */
export const VALIDATOR = { version: '0.45.6', commit: 'a7e38aae36a336062e9aa5ee9dd36435851daac2' };

/** The findings that docs/review.md names, by the validator's own names for them: the code words in its first column. */
export function explained(document) {
  const [, table = ''] = /\n\| finding[^\n]*\n\|[-| ]+\n((?:\|[^\n]*\n)+)/.exec(document) ?? [];
  return new Set(
    [...table.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell]) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name)
    )
  );
}

/** Errors and warnings of a report, a line each; `known` are names of findings that are left out. */
export function findings(report, known = new Set()) {
  return Object.entries(report['plugin-validator'] ?? {}).flatMap(([analyzer, found]) =>
    (found ?? [])
      .filter(({ Severity, Name }) => (Severity === 'error' || Severity === 'warning') && !known.has(Name))
      .map(({ Severity, Name, Title, Detail }) => `${analyzer}: ${Severity}: ${Name}: ${Title}\n    ${Detail}`)
  );
}

/** Runs the validator and gives its report. Throws where there is none, or where it has not looked at the package. */
async function validate(archive, { command, args, env }) {
  const folder = mkdtempSync(join(tmpdir(), 'validate-'));
  try {
    const source = join(folder, 'source');
    const report = join(folder, 'report.json');
    // As it is committed: nothing that was installed or built beside it.
    const { code, output } = await run('git', ['clone', '--quiet', root, source]);
    if (code !== 0) {
      throw new Error(`The source could not be cloned: ${output}`);
    }
    const asked = ['-output-to-file', report, '-sourceCodeUri', `file://${source}`, archive];
    const { output: said } = await run(command, [...args, ...asked], { env, cwd: folder });
    console.log(said.trim());
    let read;
    try {
      read = JSON.parse(readFileSync(report, 'utf8'));
    } catch (error) {
      throw new Error(`The validator gave no report; what it said stands above. (${error.message})`);
    }
    if (read.id !== project.id) {
      throw new Error(`The validator's report is of ${read.id}, not of ${project.id}.`);
    }
    return read;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main([archive]) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const file = resolve(archive ?? join(root, '.cache', 'release', `${project.id}-${version}.zip`));
  const own = process.env.PLUGINCHECK;
  const address = `github.com/grafana/plugin-validator/pkg/cmd/plugincheck2@${VALIDATOR.commit}`;
  const report = await validate(
    file,
    own ? { command: own, args: [] } : { command: 'go', args: ['run', address], env: { GOTOOLCHAIN: toolchain() } }
  );
  const left = findings(report, explained(readFileSync(join(root, 'docs', 'review.md'), 'utf8')));
  if (left.length > 0) {
    throw new Error(`${left.join('\n')}\nMend it, or say in docs/review.md why it stands.`);
  }
  console.log(`Nothing else than what docs/review.md explains: ${findings(report).length} findings.`);
}

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1]) {
  main(process.argv.slice(2)).catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
