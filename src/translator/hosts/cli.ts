/**
 * `npm run -s promql`: reads a query as JSON, or an array of them, from standard input and prints the PromQL, one a line.
 * `--alert` translates as for an alert rule. Errors go to standard error, and the exit code is 1.
 */
import { readFileSync } from 'node:fs';
import { runCommand } from './command';

const { status, stdout, stderr } = runCommand(process.argv.slice(2), readFileSync(0, 'utf8'));
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = status;
