/** Labels of an alert, beside those of its model: what notifications are routed, grouped and inhibited by. */
import type { PlacedRule } from './types';

/** `rule` is the same for all sets of models, unlike title and uid: it is what a route or an inhibition names. */
export function labelsOf({ kind, severity, slo }: PlacedRule): Record<string, string> {
  return { severity, source: 'baseten', rule: kind, ...(slo === undefined ? {} : { slo }) };
}
