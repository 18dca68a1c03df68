// What Grafana's log says of the plugin.
import { project } from '../../build/project.mjs';

/** Errors, and warnings of the plugin's own, each once: lines of logfmt at level error that name the plugin, a rule or a template. */
export function faults(log) {
  // The demo has no mail server, a machine may not reach grafana.com, and it is the test's end that ends the plugin.
  const expected = /SMTP not configured|grafana\.com|path=\/api\/gnet\/|plugin process exited.*signal: terminated/;
  const lines = log.split('\n').filter((line) => /\blevel=error\b/.test(line) && !expected.test(line));
  const ours = lines.filter(
    (line) => line.includes(project.id) || /logger=(?:ngalert|plugin|provisioning)|template/.test(line)
  );
  return [
    ...new Set(
      ours.map((line) =>
        line.replace(/^.*?\blevel=error\b\s*/, '').replace(/\b(?:t|duration|traceID|now|attempt)=\S+ ?/g, '')
      )
    ),
  ];
}
