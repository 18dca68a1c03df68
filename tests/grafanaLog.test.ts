import { describe, expect, it } from 'vitest';
import { faults, isLog } from './grafana/log.mjs';

const at = 't=2026-01-31T12:00:00.000000001Z';

const refused =
  'error="The connection to the server failed: dial tcp 127.0.0.1:9: connect: connection refused. Is the server running?"';

describe("Grafana's log", () => {
  it.each([
    `logger=plugin.baseten-metrics-datasource ${at} level=error msg="panic"`,
    `logger=plugin.baseten-metrics-datasource ${at} level=warn msg="answer was cut"`,
    `logger=context ${at} level=warn msg="slow" pluginId=baseten-metrics-datasource`,
    `logger=plugin.baseten-metrics-datasource ${at} level=error msg="Partial data response error" error="bad_data" status=400`,
    `logger=plugin.baseten-metrics-datasource ${at} level=error msg="Plugin Request Completed" status=error error="panic"`,
    `logger=ngalert.state.manager ${at} level=error msg="Error in expanding template" rule_uid=x`,
    `logger=plugin.baseten-metrics-datasource ${at} level=error msg="Partial data response error" ${refused} dsUid=baseten-metrics`,
    `logger=plugin.baseten-metrics-datasource ${at} level=error msg="panic" dsUid=outage-test error="nil pointer"`,
    `logger=context ${at} level=error msg="Request Completed" path=/api/plugins/baseten-metrics-datasource/settings status=500`,
  ])('is at fault: %s', (line) => {
    expect(faults(`logger=http ${at} level=info msg=x\n${line}\n`)).toHaveLength(1);
  });

  it.each([
    `logger=plugin.baseten-metrics-datasource ${at} level=info msg="started"`,
    `logger=migrator ${at} level=warn msg="Skipping migration"`,
    `logger=context ${at} level=error msg="Request Completed" path=/api/org/quotas status=500`,
    `logger=ngalert.notifier ${at} level=error msg="Notify for alerts failed" err="SMTP not configured, check your [smtp] config"`,
    `logger=plugins.signature ${at} level=warn msg="Plugin is unsigned" id=baseten-metrics-datasource`,
    `logger=plugin.baseten-metrics-datasource ${at} level=error msg="plugin process exited" error="signal: terminated"`,
    `logger=plugin.baseten-metrics-datasource ${at} level=error msg="Partial data response error" error="The query was cancelled." status=499`,
    `logger=plugin.baseten-metrics-datasource ${at} level=error msg="Plugin Request Completed" status=error statusSource=downstream`,
    `logger=plugin.baseten-metrics-datasource ${at} level=error msg="Partial data response error" ${refused} dsUid=outage-test`,
    `logger=plugin.baseten-metrics-datasource ${at} level=error dsUid=outage-test ${refused} status=502`,
  ])('is not: %s', (line) => {
    expect(faults(line)).toEqual([]);
  });

  it('says the same once, whatever its times', () => {
    const line = (second: number) =>
      `logger=plugin.baseten-metrics-datasource t=2026-01-31T12:00:0${second}Z level=error msg="refused" duration=${second}ms`;
    expect(faults([1, 2, 3].map(line).join('\n'))).toEqual([
      'logger=plugin.baseten-metrics-datasource level=error msg="refused"',
    ]);
  });

  it('is told from a file that holds something else, or nothing', () => {
    expect(isLog(`logger=settings ${at} level=info msg="Starting Grafana"`)).toBe(true);
    expect(isLog('')).toBe(false);
    expect(isLog('docker: image not found')).toBe(false);
  });
});
