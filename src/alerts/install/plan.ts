/** What installing would do: worked out and shown before anything is written. */
import { isRecord } from '../../translator';
import { OURS } from '../../rules/labels';
import type { FoundRule } from './found';
import { prefixOf, RING_GROUP } from './names';
import { secondsOf, type Wanted, type WantedGroup, type WantedRule } from './wanted';

/** How a rule of ours stands to what Grafana has. */
export interface Change {
  uid: string;
  title: string;
  group: string;
  kind: 'create' | 'change' | 'keep' | 'remove';
  /** What differs, by the API's names; `ruleGroup` where it was moved. */
  fields: string[];
  /** Somebody has paused it, which stays so. */
  isPaused: boolean;
}

export interface Plan {
  wanted: Wanted;
  /** False where the folder has to be made. */
  hasFolder: boolean;
  changes: Change[];
  /** Groups to be written, which are those where something differs. */
  groups: WantedGroup[];
  /** Groups of ours that are to be there no more. */
  gone: string[];
  /** Rules of ours that lie elsewhere, and are no longer wanted. */
  strays: string[];
  /** Rules of others in a group that would be written: the API would delete them. Nothing is installed then. */
  foreign: FoundRule[];
  /** Rules of this plugin for this data source that were not installed from here, such as provisioned ones: they would ring twice. */
  doubled: FoundRule[];
}

/** True for a rule that was installed from here for this data source. */
export function isOurs(rule: FoundRule, datasourceUid: string): boolean {
  return rule.uid.startsWith(prefixOf(datasourceUid));
}

/**
 * True where Grafana has what was written. It fills in what was left out, so only what was written is looked at.
 */
export function says(found: unknown, written: unknown): boolean {
  if (Array.isArray(written)) {
    const items: unknown[] = written;
    return Array.isArray(found) && found.length === items.length && items.every((item, i) => says(found[i], item));
  }
  if (isRecord(written)) {
    return (
      isRecord(found) &&
      Object.entries(written).every(([name, value]) => value === undefined || says(found[name], value))
    );
  }
  return found === written;
}

/** All members alike, and none more: a label that somebody adds may lead alerts elsewhere. */
const same = (found: unknown, written: Record<string, string>) =>
  says(found, written) && isRecord(found) && Object.keys(found).length === Object.keys(written).length;

const sameTime = (found: unknown, written: string) =>
  typeof found === 'string' && secondsOf(found) === secondsOf(written);

/** The fields of a rule that Grafana has otherwise. */
export function differences(found: FoundRule, rule: WantedRule): string[] {
  const { raw } = found;
  return Object.entries(rule)
    .filter(([name, value]) => {
      switch (name) {
        case 'for':
        case 'keep_firing_for':
          return !sameTime(raw[name], String(value));
        case 'labels':
          return !same(raw[name], rule.labels);
        case 'annotations':
          return !same(raw[name], rule.annotations);
        default:
          return !says(raw[name], value);
      }
    })
    .map(([name]) => name);
}

/**
 * @param found every rule of the organization that can be read
 * @param intervals seconds of the groups of our folder, where they are known
 */
export function planOf(
  wanted: Wanted,
  found: readonly FoundRule[],
  hasFolder: boolean,
  intervals: ReadonlyMap<string, number> = new Map()
): Plan {
  const { datasourceUid, folder } = wanted;
  const ours = new Map(found.filter((rule) => isOurs(rule, datasourceUid)).map((rule) => [rule.uid, rule]));
  const here = (rule: FoundRule) => rule.folder === folder.uid;
  const titles = new Set(wanted.groups.map(({ title }) => title));

  const changes: Change[] = [];
  const groups: WantedGroup[] = [];
  for (const group of wanted.groups) {
    const mine = group.rules.map((rule): Change => {
      const { uid, title } = rule;
      const before = ours.get(uid);
      if (before === undefined) {
        return { uid, title, group: group.title, kind: 'create', fields: [], isPaused: false };
      }
      const isMoved = !here(before) || before.group !== group.title;
      const fields = [...(isMoved ? ['ruleGroup'] : []), ...differences(before, rule)];
      const kind = fields.length > 0 ? 'change' : 'keep';
      return { uid, title, group: group.title, kind, fields, isPaused: before.isPaused };
    });
    const wants = new Set(group.rules.map(({ uid }) => uid));
    const leaving = [...ours.values()].filter(
      (rule) => here(rule) && rule.group === group.title && !wants.has(rule.uid)
    );
    const interval = intervals.get(group.title);
    const isLate = interval !== undefined && interval !== group.interval;
    changes.push(...mine);
    if (isLate || leaving.length > 0 || mine.some(({ kind }) => kind !== 'keep')) {
      groups.push(group);
    }
  }

  const wants = new Set(changes.map(({ uid }) => uid));
  const leaving = [...ours.values()].filter(({ uid, group }) => !wants.has(uid) && group !== RING_GROUP);
  for (const { uid, title, group, isPaused } of leaving) {
    changes.push({ uid, title, group, kind: 'remove', fields: [], isPaused });
  }
  const isWhole = (group: string) =>
    found.filter((rule) => here(rule) && rule.group === group).every((rule) => ours.has(rule.uid));
  const left = new Set(leaving.filter((rule) => here(rule) && !titles.has(rule.group)).map(({ group }) => group));
  const gone = [...left].filter(isWhole);
  return {
    wanted,
    hasFolder,
    changes,
    groups,
    gone,
    strays: leaving
      .filter((rule) => !here(rule) || (!titles.has(rule.group) && !gone.includes(rule.group)))
      .map(({ uid }) => uid),
    foreign: found.filter((rule) => here(rule) && titles.has(rule.group) && !ours.has(rule.uid)),
    doubled: found.filter(
      (rule) =>
        !ours.has(rule.uid) &&
        !here(rule) &&
        rule.labels['source'] === OURS.source &&
        rule.datasources.includes(datasourceUid)
    ),
  };
}

/** How many of each kind. */
export function countOf({ changes }: Plan, kind: Change['kind']): number {
  return changes.filter((change) => change.kind === kind).length;
}

/** What is written for a group: a pause, and a contact point of a rule's own, are a person's and stay. */
export function bodyOf(group: WantedGroup, found: readonly FoundRule[]) {
  return {
    title: group.title,
    interval: group.interval,
    rules: group.rules.map((rule) => {
      const before = found.find(({ uid }) => uid === rule.uid);
      return {
        ...rule,
        ruleGroup: group.title,
        isPaused: before?.isPaused ?? false,
        ...(before?.notifications === undefined ? {} : { notification_settings: before.notifications }),
      };
    }),
  };
}
