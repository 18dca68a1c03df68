// `npm run build:demo`: builds what the demo and the tests need and is out of date; names of steps choose some of them.
import { build, steps } from './steps.mjs';

const only = process.argv.slice(2);
const unknown = only.find((id) => !steps.some((step) => step.id === id));
if (unknown !== undefined) {
  console.error(`There is no step ${unknown}; the steps are ${steps.map(({ id }) => id).join(', ')}.`);
  process.exit(1);
}
build({ only: only.length > 0 ? only : undefined }).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
