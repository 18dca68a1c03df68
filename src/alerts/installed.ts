/** The rules of ours that Grafana has for a data source, and which document of objectives they were made of. */
import { getBackendSrv } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';
import { HASH_ANNOTATION } from '../rules/grafana';
import { OURS } from '../rules/labels';
import { isRecord } from '../translator';
import { listOf, memberOf } from './install/found';

export interface Installed {
  /** Made of the document with this hash. */
  same: number;
  /** Made of another one, or of nobody knows which. */
  other: number;
}

/** @param rules as Grafana's ruler lists them: groups by folder */
export function countInstalled(rules: unknown, uid: string, hash: string): Installed {
  const all = (isRecord(rules) ? Object.values(rules) : [])
    .flatMap(listOf)
    .flatMap((group) => listOf(memberOf(group, 'rules')))
    .filter((rule) => memberOf(memberOf(rule, 'labels'), 'source') === OURS.source)
    .filter((rule) =>
      listOf(memberOf(memberOf(rule, 'grafana_alert'), 'data')).some(
        (query) => memberOf(query, 'datasourceUid') === uid
      )
    );
  const same = all.filter((rule) => memberOf(memberOf(rule, 'annotations'), HASH_ANNOTATION) === hash).length;
  return { same, other: all.length - same };
}

/** What Grafana has; rejects where this person may not see alert rules. */
export async function fetchInstalled(): Promise<unknown> {
  const request = { url: '/api/ruler/grafana/api/v1/rules', method: 'GET', showErrorAlert: false };
  return (await lastValueFrom(getBackendSrv().fetch<unknown>(request))).data;
}
