/** The way from a stretch of a rule's past to the graph of it. */
import { locationUtil } from '@grafana/data';
import type { PlacedRule } from '../../rules/types';

const HALF_HOUR_MS = 1_800_000;

/** Explore over the stretch and the half hours around it: the query that decides, and the rule's others beside it, hidden. */
export function exploreLink(uid: string, type: string, rule: PlacedRule, start: number, end: number): string {
  const datasource = { uid, type };
  const left = rule.when[0]?.left;
  const deciding = typeof left === 'object' && 'ref' in left ? left.ref : 'A';
  const queries = Object.entries(rule.queries).map(([refId, query]) => ({
    refId,
    datasource,
    ...query,
    queryType: 'range',
    hide: refId !== deciding,
  }));
  const range = { from: String(start - HALF_HOUR_MS), to: String(end + HALF_HOUR_MS) };
  const panes = JSON.stringify({ alerts: { datasource: uid, queries, range } });
  return locationUtil.assureBaseUrl(`/explore?schemaVersion=1&panes=${encodeURIComponent(panes)}`);
}
