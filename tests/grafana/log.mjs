// What Grafana's log says of the plugin.
import { project } from '../../build/project.mjs';

/** The data source of the test that takes its server away. */
export const outageUid = 'outage-test';

/**
 * What a test brings about by itself, or what has nothing to do with the plugin: the demo has no mail server, a machine may not
 * reach grafana.com, the package is not signed, developers run as root, it is the test's end that ends the plugin, and who leaves
 * a page cancels what it asks. A request with an error that no line of its own names has had it in the line before.
 */
const expected = [
  /SMTP not configured/,
  /grafana\.com|path=\/api\/gnet\//,
  /plugin process exited.*signal: (?:terminated|killed)/,
  /Plugin is unsigned|Permitting unsigned plugin/,
  /Plugin process is running with elevated privileges/,
  /error="The query was cancelled\."/,
  new RegExp(
    `^(?=.*\\bdsUid=${outageUid}\\b)(?=.*error="The connection to the server failed: .*connection refused\\.)`
  ),
  /^(?!.* error=").*msg="Plugin Request Completed"/,
];

/** Lines that concern the plugin: those that name it, and those of the parts of Grafana that run its rules. */
const concerns = (line) => line.includes(project.id) || /\blogger=(?:ngalert|plugin|provisioning)|template/.test(line);

/** What differs between two lines that say the same. */
const passing = /\b(?:t|time|duration|time_ms|traceID|now|attempt|remote_addr|size|pipeline_time)=(?:"[^"]*"|\S+) ?/g;

/**
 * The errors and warnings of a log in logfmt that concern the plugin, each once: of Grafana's own parts the errors, of the plugin
 * the warnings as well.
 * @param {string} log
 * @returns {string[]} in the order of their first appearance, without times
 */
export function faults(log) {
  const found = log.split('\n').filter((line) => {
    const level = /\b(?:level|lvl)=(error|eror|warn|critical|crit)\b/.exec(line)?.[1];
    const bad = level === 'warn' ? line.includes(project.id) : level !== undefined && concerns(line);
    return bad && !expected.some((pattern) => pattern.test(line));
  });
  return [...new Set(found.map((line) => line.replace(passing, '').trim()))];
}

/** Tells whether the text is Grafana's log at all: an empty file says nothing of the plugin. */
export const isLog = (log) => /\blogger=\S+.*\blevel=info\b/.test(log);
