/**
 * How long Grafana's own scheduler takes to evaluate a rule. It says so in its log alone; the endpoints that try a rule answer
 * with all alerts, and writing those takes most of their time.
 */
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { call } from './server';

/** Rules of one tick are evaluated evenly within it, so that two of them are five seconds apart. */
const TICK_SECONDS = 10;

/** What a rule asks, and the name it goes by. */
export interface Asked {
  uid: string;
  datasource: string;
  model: object;
}

/** A threshold that nothing reaches: what is timed is the evaluation, not the sending of alerts. */
const UNREACHED = 1e12;

function groupOf(folder: string, title: string, asked: Asked[]) {
  const relativeTimeRange = { from: 600, to: 0 };
  return {
    title,
    folderUid: folder,
    interval: TICK_SECONDS,
    rules: asked.map(({ uid, datasource, model }) => ({
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
    })),
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

/** Milliseconds of `rounds` evaluations of each rule; the first ones warm up and are left out. */
export async function timeRules(
  grafana: { url: string; log: string },
  folder: string,
  asked: Asked[],
  series: number,
  rounds: number
): Promise<Map<string, number[]>> {
  const group = `bench-${series}`;
  const path = `/api/v1/provisioning/folder/${folder}/rule-groups/${group}`;
  await call(grafana.url, 'PUT', path, groupOf(folder, group, asked));
  try {
    const until = Date.now() + (rounds + 6) * TICK_SECONDS * 1000;
    for (;;) {
      const log = existsSync(grafana.log) ? readFileSync(grafana.log, 'utf8') : '';
      const times = asked.map(({ uid }) => evaluations(log, uid, series));
      if (times.every((list) => list.length > rounds)) {
        return new Map(asked.map(({ uid }, i) => [uid, (times[i] ?? []).slice(1, rounds + 1)]));
      }
      if (Date.now() > until) {
        throw new Error(`Grafana has not evaluated the rules ${rounds} times; see ${grafana.log}`);
      }
      await sleep(1000);
    }
  } finally {
    await call(grafana.url, 'DELETE', path);
  }
}
