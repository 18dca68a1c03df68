/** What Grafana has, read from its answers: nothing of them is taken on trust. */
import { isRecord } from '../../translator';

/** An alert rule that Grafana has, whoever made it. */
export interface FoundRule {
  uid: string;
  title: string;
  folder: string;
  group: string;
  /** `file`, `api`, …; empty where anybody may change it. */
  provenance: string;
  isPaused: boolean;
  /** The rule's own contact point and timings, which go before the notification policies. */
  notifications?: Readonly<Record<string, unknown>>;
  labels: Readonly<Record<string, string>>;
  /** The data sources that it asks. */
  datasources: string[];
  /** All of it, as it came. */
  raw: Readonly<Record<string, unknown>>;
}

export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
export const textAt = (value: unknown, name: string): string => {
  const found = isRecord(value) ? value[name] : undefined;
  return typeof found === 'string' ? found : '';
};
export const memberOf = (value: unknown, name: string): unknown => (isRecord(value) ? value[name] : undefined);

export function textsOf(value: unknown): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, text] of Object.entries(isRecord(value) ? value : {})) {
    if (typeof text === 'string') {
      texts[name] = text;
    }
  }
  return texts;
}

/** The rules of an answer of `GET /api/v1/provisioning/alert-rules`, or of one group. */
export function foundRules(answer: unknown): FoundRule[] {
  return listOf(answer).flatMap((rule) => {
    if (!isRecord(rule) || textAt(rule, 'uid') === '') {
      return [];
    }
    const notifications = rule['notification_settings'];
    return [
      {
        uid: textAt(rule, 'uid'),
        title: textAt(rule, 'title'),
        folder: textAt(rule, 'folderUID'),
        group: textAt(rule, 'ruleGroup'),
        provenance: textAt(rule, 'provenance'),
        isPaused: rule['isPaused'] === true,
        ...(isRecord(notifications) ? { notifications } : {}),
        labels: textsOf(rule['labels']),
        datasources: listOf(rule['data']).map((query) => textAt(query, 'datasourceUid')),
        raw: rule,
      },
    ];
  });
}
