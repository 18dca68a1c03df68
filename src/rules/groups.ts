/** Groups of rules, as Grafana and Prometheus evaluate them. */
import type { Interval, PlacedRule, Rule } from './types';

/**
 * How often a rule is evaluated: pages each minute, tickets each other one. A rule costs a server what it reads each time, and
 * nobody gets up for a ticket.
 */
export const intervalOf = ({ interval, severity }: Pick<Rule, 'interval' | 'severity'>): Interval =>
  interval ?? (severity === 'ticket' ? '2m' : '1m');

/** The rules in groups; pages don't wait for tickets, and what looks back for longer is asked less often. */
export function groupsOf(
  rules: readonly PlacedRule[]
): Array<{ name: string; interval: Interval; rules: PlacedRule[] }> {
  const group = (name: string, interval: Interval, isTicket?: boolean) => ({
    name,
    interval,
    rules: rules.filter(
      (rule) =>
        intervalOf(rule) === interval && (isTicket ?? rule.severity === 'ticket') === (rule.severity === 'ticket')
    ),
  });
  return [
    group('baseten-pages', '1m'),
    group('baseten-latency', '2m', false),
    group('baseten-tickets', '2m', true),
    group('baseten-hours', '15m'),
    group('baseten-days', '1h'),
  ].filter(({ rules: members }) => members.length > 0);
}
