/** Groups of rules, as Grafana and Prometheus evaluate them. */
import type { PlacedRule } from './types';

/** The rules in groups; pages don't wait for tickets, and what looks back for days is asked less often. */
export function groupsOf(rules: readonly PlacedRule[]): Array<{ name: string; interval: string; rules: PlacedRule[] }> {
  const often = rules.filter(({ interval }) => interval === undefined);
  return [
    { name: 'baseten-pages', interval: '1m', rules: often.filter(({ severity }) => severity !== 'ticket') },
    { name: 'baseten-tickets', interval: '1m', rules: often.filter(({ severity }) => severity === 'ticket') },
    { name: 'baseten-days', interval: '15m', rules: rules.filter(({ interval }) => interval !== undefined) },
  ];
}
