import type { AdHocVariableFilter, AnnotationQuery } from '@grafana/data';
import type { DataQuery } from '@grafana/schema';
import type { ProvisionedVariable } from './provisioned';

/** What the dashboard of the settings view holds. */
export interface DashboardSettings {
  variables: ProvisionedVariable[];
  annotation: AnnotationQuery;
  filters: AdHocVariableFilter[];
  groupBy: string[];
  /** Of its one panel. */
  queries: DataQuery[];
  from: string;
}

function variable(name: string, label: string, query: object): ProvisionedVariable {
  return { name, label, type: 'query', multi: true, includeAll: true, query: { refId: 'variable', ...query } };
}

/** What the view starts with. */
const start: DashboardSettings = {
  variables: [
    variable('environment', 'Environment', { label: 'environment' }),
    variable('model', 'Model', {
      label: 'model_name',
      filters: [{ label: 'environment', operator: '=', values: ['$environment'] }],
    }),
  ],
  annotation: { name: 'Rollouts', enable: true, iconColor: 'blue', target: { refId: 'Anno', ...{ kind: 'rollouts' } } },
  filters: [],
  groupBy: [],
  queries: [
    {
      refId: 'A',
      ...{
        metric: 'baseten_inference_requests_total',
        filters: [
          { label: 'model_name', operator: '=', values: ['$model'] },
          { label: 'environment', operator: '=', values: ['$environment'] },
        ],
      },
    },
  ],
  from: 'now-24h',
};

const parameter = 'settings';

/** The settings in the URL, with what it leaves out as the view starts with it. */
export function readSettings(): DashboardSettings {
  const text = new URLSearchParams(window.location.search).get(parameter) ?? '{}';
  try {
    const given: Partial<DashboardSettings> = JSON.parse(text);
    return { ...start, ...given };
  } catch {
    return start;
  }
}

/** Writes the settings into the URL, so that a reload or a link shows the same. */
export function writeSettings(settings: DashboardSettings): void {
  const url = new URL(window.location.href);
  url.searchParams.set(parameter, JSON.stringify(settings));
  window.history.replaceState(window.history.state, '', url);
}
