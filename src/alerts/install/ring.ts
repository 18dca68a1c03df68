/**
 * Rings once: a rule for each severity that fires for some minutes, with the labels that our alerts have. Grafana takes no
 * alert from outside for its own Alertmanager (POST …/api/v2/alerts is for external ones), and its test of a contact point goes
 * past the notification policies: a rule of our own goes the whole way that a real one goes. It asks for the time, so that it
 * ends by itself, also where the page was closed.
 */
import { OURS } from '../../rules/labels';
import { RULE_DATASOURCE } from '../../rules/plugin';
import type { Rule } from '../../rules/types';
import { deleteGroup, hasFolder, makeFolder, readAlerts, readGroup, readReceivers, writeGroup } from './api';
import { listOf, memberOf, textAt, textsOf } from './found';
import { folderUidOf, prefixOf, RING_GROUP } from './names';
import { isOurs } from './plan';

export type Severity = Rule['severity'];
export const SEVERITIES: readonly Severity[] = ['page', 'ticket', 'none'];

/** How long it fires: policies wait before the first notification, 30 seconds where nobody changed it. */
export const RING_SECONDS = 300;
/** Grafana evaluates no group more often. */
const EVALUATED_EVERY = 10;

/** The labels of a test alert; a policy for the watchdog may name it by its kind. */
export function ringLabels(severity: Severity): Record<string, string> {
  return { severity, ...OURS, rule: severity === 'none' ? 'watchdog' : 'test', test: 'true' };
}

/** The rules that ring until `ends`, a time in milliseconds. */
export function ringGroup(datasourceUid: string, severities: readonly Severity[], ends: number, by: string) {
  const datasource = { ...RULE_DATASOURCE, uid: datasourceUid };
  const expression = { type: '__expr__', uid: '__expr__' };
  const end = Math.ceil(ends / 1000);
  return {
    title: RING_GROUP,
    interval: EVALUATED_EVERY,
    rules: severities.map((severity) => ({
      uid: `${prefixOf(datasourceUid)}ring-${severity}`,
      title: `TEST of the route for severity ${severity}`,
      ruleGroup: RING_GROUP,
      condition: 'Z',
      data: [
        {
          refId: 'A',
          relativeTimeRange: { from: 600, to: 0 },
          datasourceUid,
          model: { refId: 'A', datasource, editorMode: 'code', expr: 'vector(time())', queryType: 'instant' },
        },
        {
          refId: 'Z',
          relativeTimeRange: { from: 0, to: 0 },
          datasourceUid: expression.uid,
          model: { refId: 'Z', datasource: expression, type: 'math', expression: `$A < ${end}` },
        },
      ],
      for: '0s',
      keep_firing_for: '0s',
      noDataState: 'OK',
      execErrState: 'OK',
      missingSeriesEvalsToResolve: 1,
      labels: ringLabels(severity),
      annotations: {
        summary: `TEST: nothing is wrong. ${by} rings once to hear where alerts of severity ${severity} arrive.`,
        description: `It ends by itself at ${new Date(end * 1000).toISOString()}. Say in your team that you have heard it.`,
      },
      isPaused: false,
    })),
  };
}

/** Rings until `ends`. Makes the folder where it isn't there yet. */
export async function ring(
  datasourceUid: string,
  folderTitle: string,
  severities: readonly Severity[],
  ends: number,
  by: string
): Promise<void> {
  const folder = folderUidOf(datasourceUid);
  if (!(await hasFolder(folder))) {
    await makeFolder(folder, folderTitle);
  }
  const before = await readGroup(folder, RING_GROUP);
  const foreign = before?.rules.find((rule) => !isOurs(rule, datasourceUid));
  if (foreign !== undefined) {
    throw new Error(`The group ${RING_GROUP} holds a rule that is not from here: ${foreign.title}. Move it first.`);
  }
  await writeGroup(folder, RING_GROUP, ringGroup(datasourceUid, severities, ends, by));
}

/** Takes the test alerts away; their contact points are told that they are over. */
export async function stopRinging(datasourceUid: string): Promise<void> {
  const folder = folderUidOf(datasourceUid);
  const there = await readGroup(folder, RING_GROUP);
  if (there?.rules.every((rule) => isOurs(rule, datasourceUid)) === true) {
    await deleteGroup(folder, RING_GROUP);
  }
}

export interface Heard {
  severity: string;
  /** Contact points that Grafana's Alertmanager has given the alert to. */
  receivers: string[];
}

export interface Sending {
  receiver: string;
  /** Milliseconds; undefined where it has not tried since. */
  at?: number;
  problem?: string;
}

/** What has become of the test alerts: who got them, and whether sending failed. */
export async function listen(datasourceUid: string, since: number): Promise<{ heard: Heard[]; sent: Sending[] }> {
  const [alerts, receivers] = await Promise.all([readAlerts('test="true"'), readReceivers()]);
  const heard = listOf(alerts)
    .filter((alert) => textsOf(memberOf(alert, 'labels'))['__alert_rule_uid__']?.startsWith(prefixOf(datasourceUid)))
    .map((alert) => ({
      severity: textsOf(memberOf(alert, 'labels'))['severity'] ?? '',
      receivers: listOf(memberOf(alert, 'receivers')).map((receiver) => textAt(receiver, 'name')),
    }));
  const names = new Set(heard.flatMap((one) => one.receivers));
  const sent = listOf(receivers).flatMap((receiver) => {
    const name = textAt(receiver, 'name');
    return names.has(name)
      ? listOf(memberOf(receiver, 'integrations')).map((integration): Sending => {
          const at = Date.parse(textAt(integration, 'lastNotifyAttempt'));
          const problem = textAt(integration, 'lastNotifyAttemptError');
          return at >= since ? { receiver: name, at, ...(problem === '' ? {} : { problem }) } : { receiver: name };
        })
      : [];
  });
  return { heard, sent };
}
