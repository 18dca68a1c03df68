// `npm run package`: builds the plugin anew in .cache/release and packs it, as the archive that is published. One state of the
// source makes one archive, byte for byte: the Go is the one of go.mod's toolchain line, and no clock is asked.
//
//   npm run package -- --repack    packs the folder again, with the signature that it has got since
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDependencies, requireTools } from './prerequisites.mjs';
import { isPlaceholder, project, sourceState, toolchain } from './project.mjs';
import { root, run } from './run.mjs';

const release = join(root, '.cache', 'release');

async function step(command, args, env) {
  const { code } = await run(command, args, { env, show: true });
  if (code !== 0) {
    throw new Error(`${command} ${args.join(' ')} failed; its own words stand above.`);
  }
}

async function main() {
  requireTools();
  await ensureDependencies((command, args) => run(command, args, { show: true }));
  const { seconds, hash } = sourceState();
  if (seconds === undefined) {
    throw new Error(
      'The time of the source is not known, since this is no git repository: set SOURCE_DATE_EPOCH to the seconds of its last change.'
    );
  }
  const env = { GOTOOLCHAIN: toolchain(), SOURCE_DATE_EPOCH: String(seconds) };
  const folder = join(release, project.id);
  const goEnv = { ...env, GOFLAGS: '-buildvcs=false' };
  if (process.argv.includes('--repack')) {
    return step('go', ['run', './build/release', '-repack', folder], goEnv);
  }
  rmSync(release, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await step(process.execPath, ['--import', 'tsx', 'build/bundler.ts', 'translator'], env);
  await step(process.execPath, ['--import', 'tsx', 'build/bundler.ts', 'frontend', '--bom', '--out', folder], env);
  await step('go', ['run', './build/release', folder], goEnv);
  if (hash === undefined) {
    console.warn('The files are not those of a commit: the package names none, and nobody else can build it again.');
  }
  if (isPlaceholder(project.repository)) {
    console.warn(
      `Its links lead to ${project.repository}, where nothing is: say in project.json where it is published, and run npm run identity.`
    );
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
