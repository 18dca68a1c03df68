/** What the person who looks may do, as Grafana tells the page. Its server has the last word. */
import { config } from '@grafana/runtime';
import { t } from '../../i18n';
import { isRecord } from '../../translator';

/** The permissions of Grafana 12.3 for writing a group of rules without provenance, any of these lists whole. */
const WRITES = [
  ['alert.provisioning:write'],
  ['alert.rules.provisioning:write'],
  ['alert.rules:create', 'alert.rules:write', 'alert.provisioning.provenance:write'],
];

/** Why this person can't install; undefined where nothing speaks against it. */
export function whyNot(user: unknown = config.bootData.user): string | undefined {
  const permissions: unknown = isRecord(user) ? user['permissions'] : undefined;
  if (!isRecord(permissions) || Object.keys(permissions).length === 0) {
    return undefined;
  }
  return WRITES.some((all) => all.every((action) => permissions[action] === true))
    ? undefined
    : t(
        'alerts.install.no-rights',
        'You may read alert rules and not write them: an editor or an administrator of this organization can install them. You can download them.'
      );
}

/** How a test alert names who rings. */
export function whoRings(user: unknown = config.bootData.user): string {
  const name: unknown = isRecord(user) ? user['login'] : undefined;
  return typeof name === 'string' && name !== '' ? name : 'Somebody';
}
