/** The `promql` command without its process: text in, text out. */
import { QueryError } from '../contract/errors';
import { toSingleLine } from '../promql/singleLine';
import { translate } from '../translate';

const USAGE = 'Usage: npm run -s promql [-- --alert] < query.json';

/** What a run of the command leaves behind. */
export interface CommandResult {
  status: 0 | 1;
  stdout: string;
  stderr: string;
}

/**
 * Translates the query, or the array of queries, that `input` holds as JSON: a line of PromQL for each that is right, a line
 * on standard error for each that is not.
 */
export function runCommand(args: string[], input: string): CommandResult {
  const unknown = args.filter((arg) => arg !== '--alert');
  if (unknown.length > 0) {
    return { status: 1, stdout: '', stderr: `Unknown argument ${unknown.join(' ')}. ${USAGE}\n` };
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(input.replace(/^\ufeff/, ''));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { status: 1, stdout: '', stderr: `Standard input is not JSON: ${reason}. ${USAGE}\n` };
  }
  const several = Array.isArray(parsed);
  const queries: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  let stdout = '';
  let stderr = '';
  queries.forEach((query, i) => {
    try {
      stdout += `${translateToLine(query, args.includes('--alert'))}\n`;
    } catch (error) {
      if (!(error instanceof QueryError)) {
        throw error;
      }
      stderr += `${several ? `Query ${i + 1}: ` : ''}${error.message}\n`;
    }
  });
  return { status: stderr === '' ? 0 : 1, stdout, stderr };
}

function translateToLine(query: unknown, fromAlert: boolean): string {
  const { expr, kind } = translate(query, { fromAlert });
  if (kind === 'empty') {
    // A panel draws nothing then; a person at a terminal wants to know why there is no line.
    const message = 'The query asks for nothing: it has no metric.';
    throw new QueryError('metric', null, 'a metric of the catalog', message);
  }
  return toSingleLine(expr);
}
