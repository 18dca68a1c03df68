/** How an alert leads to the panel that shows what it is about. */
import { PINNED, type PinnedPanel } from './pinned';
import type { PlacedRule } from './types';

/** Panels that no variable of their dashboard narrows. */
const OF_ALL: readonly PinnedPanel[] = [PINNED.dataAge];

/**
 * Grafana's own tie between a rule and a panel: a heart and the times of its alerts on the panel, and both addresses in
 * notifications. It knows no variables, so that the page of a healthy model would wear the heart of another one's, and what
 * always fires would be worn always. Grafana refuses the dashboard without the panel.
 */
function tied({ panel, severity }: PlacedRule): Record<string, string> {
  return OF_ALL.includes(panel) && severity !== 'none'
    ? { __dashboardUid__: panel.dashboard, __panelId__: String(panel.id) }
    : {};
}

/** Environments that the rule watches: all its queries have the same. */
function environmentsOf({ queries }: PlacedRule): string[] {
  const filters = Object.values(queries).flatMap(({ filters: all = [] }) => all);
  return filters.find(({ label, operator }) => label === 'environment' && operator === '=')?.values ?? [];
}

/**
 * Annotations that lead to the panel: its address as a template of Grafana's, with the model of the alert and the environments of
 * the rule as the dashboard's variables, and Grafana's own tie where that is right.
 */
export function panelLink(rule: PlacedRule) {
  const { dashboard, id } = rule.panel;
  const environments = environmentsOf(rule).map((name) => `&var-environment=${encodeURIComponent(name)}`);
  // An alert about missing data has no label of a model.
  const model = rule.groupBy.includes('model_name')
    ? '{{ with $labels.model_name }}&var-model={{ urlquery . }}{{ end }}'
    : '';
  return {
    dashboard_url: `{{ externalURL }}d/${dashboard}?viewPanel=${id}${environments.join('')}${model}`,
    ...tied(rule),
  };
}
