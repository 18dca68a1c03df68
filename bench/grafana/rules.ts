/**
 * How long Grafana's own scheduler takes to evaluate a rule. It says so in its log alone; the endpoints that try a rule answer
 * with all alerts, and writing those takes most of their time.
 */
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { call } from './server';

/** Grafana evaluates no rule more often. */
const TICK_SECONDS = 10;

/** What a rule asks, and the name it goes by. */
export interface Asked {
  uid: string;
  datasource: string;
  model: object;
}

/** A threshold that nothing reaches: what is timed is the evaluation, not the sending of alerts. */
const UNREACHED = 1e12;

function groupOf(folder: string, title: string, { uid, datasource, model }: Asked) {
  const relativeTimeRange = { from: 600, to: 0 };
  return {
    title,
    folderUid: folder,
    interval: TICK_SECONDS,
    rules: [
      {
        uid,
        title: uid,
        folderUID: folder,
        ruleGroup: title,
        orgID: 1,
        condition: 'C',
        for: '0s',
        noDataState: 'OK',
        execErrState: 'Error',
        data: [
          { refId: 'A', datasourceUid: datasource, relativeTimeRange, model: { refId: 'A', ...model } },
          {
            refId: 'C',
            datasourceUid: '__expr__',
            relativeTimeRange,
            model: {
              refId: 'C',
              type: 'threshold',
              expression: 'A',
              conditions: [{ evaluator: { type: 'gt', params: [UNREACHED] } }],
            },
          },
        ],
      },
    ],
  };
}

const UNITS: Record<string, number> = { s: 1000, ms: 1, µs: 1e-3, ns: 1e-6 };

/** Evaluations that the log tells of: milliseconds, by the rule's uid, in their order. Those of other than `series` series fail. */
export function evaluations(log: string, uid: string, series: number): number[] {
  const lines = log
    .split('\n')
    .filter((line) => line.includes(`rule_uid=${uid} `) && line.includes('Alert rule evaluated'));
  return lines.map((line) => {
    const [, results, amount = '', unit = ''] = /results=(\d+) duration=([\d.]+)(ms|µs|ns|s)\s*$/.exec(line) ?? [];
    if (Number(results) !== series) {
      throw new Error(`The rule ${uid} should have found ${series} series. Grafana's log: ${line}`);
    }
    return Number(amount) * (UNITS[unit] ?? NaN);
  });
}

/**
 * Milliseconds of `rounds` evaluations of a rule; the first one warms up and is left out. No other rule is evaluated then: what
 * one leaves behind would be collected while the other is timed.
 */
export async function timeRule(
  grafana: { url: string; log: string },
  folder: string,
  asked: Asked,
  series: number,
  rounds: number
): Promise<number[]> {
  const path = `/api/v1/provisioning/folder/${folder}/rule-groups/${asked.uid}`;
  await call(grafana.url, 'PUT', path, groupOf(folder, asked.uid, asked));
  try {
    const until = Date.now() + (rounds + 6) * TICK_SECONDS * 1000;
    for (;;) {
      const log = existsSync(grafana.log) ? readFileSync(grafana.log, 'utf8') : '';
      const times = evaluations(log, asked.uid, series);
      if (times.length > rounds) {
        return times.slice(1, rounds + 1);
      }
      if (Date.now() > until) {
        throw new Error(`Grafana has not evaluated the rule ${rounds} times; see ${grafana.log}`);
      }
      await sleep(1000);
    }
  } finally {
    await call(grafana.url, 'DELETE', path);
  }
}
