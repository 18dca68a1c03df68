/** What a person is told: alerts of one group are one notification, as an Alertmanager sends them. */
import { keyOf, type Interval } from './states';
import type { Labels } from './math';

/** Timings of a notification policy, in milliseconds; what Grafana has where nobody changed it is {@link GROUPED_BY_MODEL}. */
export interface Policy {
  /** Labels that a group shares. */
  groupBy: readonly string[];
  /** From the first alert of a group to its first notification. */
  wait: number;
  /** Between two looks at a group that has been told of. */
  interval: number;
  /** After which the same alerts are told again. */
  repeat: number;
}

export const GROUPED_BY_MODEL: Policy = {
  groupBy: ['model_name'],
  wait: 30_000,
  interval: 300_000,
  repeat: 4 * 3_600_000,
};

export interface Notification {
  time: number;
  /** The labels that the group shares. */
  group: Labels;
  /** The same alerts once more, after the repeat interval. */
  repeated: boolean;
}

/**
 * Notifications of alerts that fire, in the order of their times. That something is resolved rings for nobody and isn't told.
 * @param until the end of what is known
 */
export function notificationsOf(
  intervals: readonly Interval[],
  until: number,
  policy: Policy = GROUPED_BY_MODEL
): Notification[] {
  const groups = new Map<string, { group: Labels; firings: Interval[] }>();
  for (const interval of intervals) {
    if (interval.state === 'firing') {
      const group = Object.fromEntries(
        policy.groupBy.flatMap((name) => {
          const value = interval.labels[name];
          return value === undefined ? [] : [[name, value]];
        })
      );
      const key = keyOf(group);
      const known = groups.get(key) ?? { group, firings: [] };
      groups.set(key, known);
      known.firings.push(interval);
    }
  }
  return [...groups.values()]
    .flatMap(({ group, firings }) => ofGroup(firings, until, policy).map((told) => ({ ...told, group })))
    .sort((a, b) => a.time - b.time);
}

function ofGroup(firings: readonly Interval[], until: number, policy: Policy): Array<Omit<Notification, 'group'>> {
  const sorted = [...firings].sort((a, b) => a.start - b.start);
  const told: Array<Omit<Notification, 'group'>> = [];
  let next = 0;
  while (next < sorted.length) {
    // A group begins with its first alert, and ends with a look that finds none firing.
    let look = (sorted[next]?.start ?? 0) + policy.wait;
    let last: { time: number; alerts: ReadonlySet<string> } | undefined;
    for (; look <= until; look += policy.interval) {
      const firing = sorted.filter(({ start, end }) => start <= look && (end === undefined || look < end));
      if (firing.length === 0) {
        break;
      }
      const alerts = new Set(firing.map(({ labels }) => keyOf(labels)));
      const before = last;
      const more = before === undefined || [...alerts].some((alert) => !before.alerts.has(alert));
      if (more || look - before.time >= policy.repeat) {
        told.push({ time: look, repeated: !more });
        last = { time: look, alerts };
      }
    }
    next = sorted.findIndex(({ start }) => start > look);
    if (next < 0) {
      break;
    }
  }
  return told;
}
