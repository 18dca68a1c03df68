/** Reads the provisioned dashboards and alert rules, as far as the page shows them. */
import type { ConfigOverrideRule, DataTransformerConfig, FieldConfig } from '@grafana/data';
import { getBackendSrv } from '@grafana/runtime';
import type { DataQuery } from '@grafana/schema';
import { parse } from 'yaml';

/** A panel, or a row that stands above panels. Places are in Grafana's grid of 24 columns. */
export interface ProvisionedPanel {
  id?: number;
  type: string;
  title: string;
  description?: string;
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: DataQuery[];
  fieldConfig?: { defaults?: FieldConfig; overrides?: ConfigOverrideRule[] };
  /** How a stat panel makes one number of a series. */
  options?: { reduceOptions?: { calcs?: string[] } };
  /** What is made of the answers before they are drawn. */
  transformations?: DataTransformerConfig[];
  /** Of a row that is folded. */
  panels?: ProvisionedPanel[];
}

export interface ProvisionedVariable {
  name: string;
  label?: string;
  type: string;
  multi: boolean;
  includeAll: boolean;
  query: unknown;
  /** What is chosen at first. */
  current?: { value?: string | string[] };
}

export interface ProvisionedDashboard {
  uid: string;
  title: string;
  time: { from: string; to: string };
  panels: ProvisionedPanel[];
  templating: { list: ProvisionedVariable[] };
}

export interface ProvisionedRule {
  uid: string;
  title: string;
  condition: string;
  data: Array<{
    refId: string;
    datasourceUid: string;
    relativeTimeRange: { from: number; to: number };
    model: DataQuery & { type?: string; expression?: string };
  }>;
  for: string;
  noDataState: string;
  missing_series_evals_to_resolve?: number;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

interface RuleFile {
  groups: Array<{ name: string; interval: string; rules: ProvisionedRule[] }>;
}

interface Listing {
  dashboards: string[];
  rules: string[];
}

const list = () => getBackendSrv().get<Listing>('/provisioning/');

/** All provisioned dashboards, by title. @throws what the gateway answers */
export async function loadDashboards(): Promise<ProvisionedDashboard[]> {
  const { dashboards } = await list();
  const loaded = await Promise.all(
    dashboards.map((path) => getBackendSrv().get<ProvisionedDashboard>(`/provisioning/${path}`))
  );
  return loaded.sort((a, b) => a.title.localeCompare(b.title));
}

/** All provisioned rules with their group's name and interval, in their order. @throws what the gateway answers */
export async function loadRules(): Promise<Array<{ group: string; interval: string; rule: ProvisionedRule }>> {
  const { rules } = await list();
  const files = await Promise.all(
    rules.map(async (path) => {
      const response = await fetch(`/provisioning/${path}`);
      const file: RuleFile = parse(await response.text());
      return file;
    })
  );
  return files.flatMap(({ groups }) =>
    groups.flatMap(({ name, interval, rules: own }) => own.map((rule) => ({ group: name, interval, rule })))
  );
}

/** Panels one by one, folded rows unfolded. */
export function flatten(panels: ProvisionedPanel[]): ProvisionedPanel[] {
  return panels.flatMap((panel) => [panel, ...flatten(panel.panels ?? [])]);
}
