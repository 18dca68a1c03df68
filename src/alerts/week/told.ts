/** What a whole set of rules would have told people. */
import { type Interval, notificationsOf, type Notification } from '../../backtest';
import type { Seen } from './useWeek';

export interface Told {
  pages: Notification[];
  tickets: Notification[];
  /** Share of the evaluations of all rules of which it is known whether they fired. */
  known: number;
}

/** Notifications after grouping by model: rules that fire for one model at one time are one. Repeats aren't counted. */
export function toldBy(rules: readonly Seen[], from: number, to: number): Told {
  const of = (severity: 'page' | 'ticket') => {
    const firings = rules
      .filter(({ rule }) => rule.planned.rule.severity === severity)
      .flatMap(({ rule, report }) =>
        // Alerts of two rules about one model are two alerts of one group.
        report.firings.map((firing): Interval => ({
          ...firing,
          labels: { ...firing.labels, rule: rule.planned.rule.id },
        }))
      );
    return notificationsOf(firings, to).filter(({ time, repeated }) => time >= from && !repeated);
  };
  const known = rules.reduce((sum, { report }) => sum + report.known, 0) / Math.max(1, rules.length);
  return { pages: of('page'), tickets: of('ticket'), known };
}
