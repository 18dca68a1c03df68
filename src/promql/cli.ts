/**
 * `npm run -s promql`: reads a query as JSON, or an array of them, from standard input and prints the PromQL, one a line.
 * `--alert` translates as for an alert rule. Errors go to standard error, and the exit code is 1.
 */
import { readFileSync } from 'node:fs';
import { QueryError, toSingleLine, translate } from './index';

const USAGE = 'Usage: npm run -s promql [-- --alert] < query.json';

function main(args: string[]): number {
  const unknown = args.filter((arg) => arg !== '--alert');
  if (unknown.length > 0) {
    console.error(`Unknown argument ${unknown[0]}. ${USAGE}`);
    return 1;
  }
  let input: unknown;
  try {
    input = JSON.parse(readFileSync(0, 'utf8').replace(/^\ufeff/, ''));
  } catch (error) {
    console.error(`Standard input is not JSON: ${error instanceof Error ? error.message : error}. ${USAGE}`);
    return 1;
  }
  const queries: unknown[] = Array.isArray(input) ? input : [input];
  let failures = 0;
  queries.forEach((query, i) => {
    const place = Array.isArray(input) ? `Query ${i + 1}: ` : '';
    try {
      const { expr, kind } = translate(query, { fromAlert: args.includes('--alert') });
      if (kind === 'empty') {
        throw new QueryError(
          'metric',
          null,
          'a catalog metric',
          'The query asks for nothing: it is hidden, or has no metric.'
        );
      }
      console.log(toSingleLine(expr));
    } catch (error) {
      if (!(error instanceof QueryError)) {
        throw error;
      }
      failures++;
      console.error(place + error.message);
    }
  });
  return failures > 0 ? 1 : 0;
}

process.exitCode = main(process.argv.slice(2));
