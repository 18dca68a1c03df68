/** What is ours in a Grafana, by name: everything is of one data source, so that two of them don't touch each other's. */
import { sha256 } from '../../sha256';

/** Grafana's limit for the uid of a rule and of a folder. */
const LONGEST_UID = 40;
const HASH = 8;

/** What the uids of all our rules for a data source begin with. */
export function prefixOf(datasourceUid: string): string {
  return `baseten-${sha256(datasourceUid).slice(0, HASH)}-`;
}

/** The uid of a rule: the same at every installation, so that installing again doubles nothing. */
export function uidOf(datasourceUid: string, id: string): string {
  const prefix = prefixOf(datasourceUid);
  const room = LONGEST_UID - prefix.length;
  return prefix + (id.length <= room ? id : `${id.slice(0, room - HASH - 1)}-${sha256(id).slice(0, HASH)}`);
}

/** The folder of our own. */
export function folderUidOf(datasourceUid: string): string {
  return `${prefixOf(datasourceUid)}alerts`;
}

/** @param name the data source's */
export function folderTitleOf(name: string): string {
  return `Baseten alerts: ${name}`;
}

/** The group of test alerts. */
export const RING_GROUP = 'baseten-ring';
