// `npm run mutate -- go [-only pkg/plugin/asked] [-at "text of a name"] [-for 2m] [-kept]` or `npm run mutate -- translator [-at …]
// [-for 120] [-kept]`: changes one line at a time and runs the tests; a change that no test notices is listed. Not part of `npm test`.
// A run that is ended early goes on where it was.
import { run } from '../../build/run.mjs';

const languages = {
  go: ['go', 'run', './tests/mutation/golang'],
  translator: [process.execPath, '--import', 'tsx', 'tests/mutation/typescript/main.ts'],
};

const [language, ...options] = process.argv.slice(2);
const command = languages[language];
if (!command) {
  console.error(`${language ?? 'nothing'} can't be mutated; there is ${Object.keys(languages).join(' and ')}.`);
  process.exit(1);
}
const { code, output } = await run(command[0], [...command.slice(1), ...options], { show: true });
if (code === 127) {
  console.error(output);
}
process.exit(code);
