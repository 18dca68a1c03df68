/** The rules of ours that Grafana has for a data source, and which document of objectives they were made of. */
import { getBackendSrv } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';
import { HASH_ANNOTATION } from '../rules/grafana';
import { OURS } from '../rules/labels';
import { isRecord } from '../translator';

export interface Installed {
  /** Made of the document with this hash. */
  same: number;
  /** Made of another one, or of nobody knows which. */
  other: number;
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const member = (value: unknown, name: string): unknown => (isRecord(value) ? value[name] : undefined);

/** @param rules as Grafana's ruler lists them: groups by folder */
export function countInstalled(rules: unknown, uid: string, hash: string): Installed {
  const all = (isRecord(rules) ? Object.values(rules) : [])
    .flatMap(list)
    .flatMap((group) => list(member(group, 'rules')))
    .filter((rule) => member(member(rule, 'labels'), 'source') === OURS.source)
    .filter((rule) =>
      list(member(member(rule, 'grafana_alert'), 'data')).some((query) => member(query, 'datasourceUid') === uid)
    );
  const same = all.filter((rule) => member(member(rule, 'annotations'), HASH_ANNOTATION) === hash).length;
  return { same, other: all.length - same };
}

/** What Grafana has; rejects where this person may not see alert rules. */
export async function fetchInstalled(): Promise<unknown> {
  const request = { url: '/api/ruler/grafana/api/v1/rules', method: 'GET', showErrorAlert: false };
  return (await lastValueFrom(getBackendSrv().fetch<unknown>(request))).data;
}
