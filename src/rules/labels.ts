/** Labels of an alert, beside those of its model: what notifications are routed, grouped and inhibited by. */
import type { PlacedRule } from './types';

/** What all of them have: routes and lists tell ours from others by it. */
export const OURS = { source: 'baseten' } as const;

/** `rule` is the same for all sets of models, unlike title and uid: it is what a route or an inhibition names. */
export function labelsOf({ kind, severity, slo }: PlacedRule): Record<string, string> {
  return { severity, ...OURS, rule: kind, ...(slo === undefined ? {} : { slo }) };
}
