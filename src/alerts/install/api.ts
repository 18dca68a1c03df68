/**
 * Grafana's own API, asked with the rights of the person who looks at the page. Paths and their behaviour are those of
 * Grafana 12.3 (pkg/services/ngalert/api); what they need stands beside each.
 */
import { type BackendSrvRequest, getBackendSrv, isFetchError } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';
import { foundRules, type FoundRule, listOf, memberOf, textAt } from './found';

/** A request that Grafana refused, in its own words. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string
  ) {
    super(message);
    this.name = 'Refused';
  }
}

type Method = 'GET' | 'PUT' | 'POST' | 'DELETE';

/** @throws {@link Refused} */
async function ask(method: Method, url: string, data?: object): Promise<unknown> {
  const headers: Record<string, string> =
    // What is written stays changeable in Grafana's own pages.
    method === 'PUT' || method === 'DELETE' ? { 'X-Disable-Provenance': 'true' } : {};
  try {
    const request: BackendSrvRequest = {
      method,
      url,
      headers,
      showErrorAlert: false,
      showSuccessAlert: false,
      // Grafana calls the empty answer to a deletion JSON, and its own front end fails to read it.
      ...(method === 'DELETE' ? { responseType: 'text' } : {}),
      ...(data === undefined ? {} : { data }),
    };
    const answer = await lastValueFrom(getBackendSrv().fetch<unknown>(request));
    return answer.data;
  } catch (error) {
    if (isFetchError(error)) {
      const data: unknown = error.data;
      throw new Refused(error.status, textAt(data, 'message') || (error.statusText ?? '') || String(error.status));
    }
    throw error;
  }
}

/** Undefined where there is none. */
async function askIfThere(url: string): Promise<unknown> {
  try {
    return await ask('GET', url);
  } catch (error) {
    if (error instanceof Refused && error.status === 404) {
      return undefined;
    }
    throw error;
  }
}

const groupUrl = (folder: string, group: string) =>
  `/api/v1/provisioning/folder/${encodeURIComponent(folder)}/rule-groups/${encodeURIComponent(group)}`;

export interface FoundGroup {
  interval: number;
  rules: FoundRule[];
}

/** Every rule that this person may see. */
export async function readRules(): Promise<FoundRule[]> {
  return foundRules(await ask('GET', '/api/v1/provisioning/alert-rules'));
}

/** A group as it is now; undefined where there is none. */
export async function readGroup(folder: string, group: string): Promise<FoundGroup | undefined> {
  const answer = await askIfThere(groupUrl(folder, group));
  const interval = memberOf(answer, 'interval');
  return answer === undefined
    ? undefined
    : { interval: typeof interval === 'number' ? interval : 0, rules: foundRules(memberOf(answer, 'rules')) };
}

/** Puts these rules in place of all that the group holds: whoever calls has looked at what that is. */
export async function writeGroup(folder: string, group: string, body: object): Promise<void> {
  await ask('PUT', groupUrl(folder, group), body);
}

export async function deleteGroup(folder: string, group: string): Promise<void> {
  await ask('DELETE', groupUrl(folder, group));
}

export async function deleteRule(uid: string): Promise<void> {
  await ask('DELETE', `/api/v1/provisioning/alert-rules/${encodeURIComponent(uid)}`);
}

export async function hasFolder(uid: string): Promise<boolean> {
  return (await askIfThere(`/api/folders/${encodeURIComponent(uid)}`)) !== undefined;
}

export async function makeFolder(uid: string, title: string): Promise<void> {
  await ask('POST', '/api/folders', { uid, title });
}

/** True where nothing is in it. Grafana deletes what is. */
export async function isEmptyFolder(uid: string): Promise<boolean> {
  const counts = await ask('GET', `/api/folders/${encodeURIComponent(uid)}/counts`);
  return typeof counts === 'object' && counts !== null && Object.values(counts).every((count) => count === 0);
}

export async function deleteFolder(uid: string): Promise<void> {
  await ask('DELETE', `/api/folders/${encodeURIComponent(uid)}`);
}

export interface Quota {
  used: number;
  /** Below zero: none. */
  limit: number;
}

/** How many rules the organization may have. Told to its administrators alone, and only where Grafana has quotas switched on. */
export async function readQuota(): Promise<Quota | undefined> {
  const answer = await ask('GET', '/api/org/quotas');
  const row = listOf(answer).find((one) => textAt(one, 'target') === 'alert_rule');
  const [used, limit] = [memberOf(row, 'used'), memberOf(row, 'limit')];
  return typeof used === 'number' && typeof limit === 'number' ? { used, limit } : undefined;
}

/** The tree of notification policies. It is never written. */
export function readPolicies(): Promise<unknown> {
  return ask('GET', '/api/v1/provisioning/policies');
}

export function readContactPoints(): Promise<unknown> {
  return ask('GET', '/api/v1/provisioning/contact-points');
}

/** The alerts that Grafana's Alertmanager holds, with the contact points that it gives them to. */
export function readAlerts(matcher: string): Promise<unknown> {
  return ask('GET', `/api/alertmanager/grafana/api/v2/alerts?filter=${encodeURIComponent(matcher)}`);
}

/** When each contact point last tried to send, and what went wrong. */
export function readReceivers(): Promise<unknown> {
  return ask('GET', '/api/alertmanager/grafana/config/api/v1/receivers');
}
