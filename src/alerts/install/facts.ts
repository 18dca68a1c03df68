/** What is shown beside a plan: how many rules the organization may have, and where ours would ring. Each may be hidden from a person. */
import { errorText } from '../../editor/useLookup';
import { readContactPoints, readPolicies, readQuota, type Quota } from './api';
import { reachedBy, routeOf, kindsOf, type Reached } from './routes';
import { SEVERITIES, type Severity } from './ring';
import type { Wanted } from './wanted';

export interface Rings {
  severity: Severity;
  /** How many rules have it. */
  rules: number;
  reached: Array<Reached & { kinds: string[]; isExample: boolean }>;
}

export interface Facts {
  quota?: Quota;
  /** Absent where the policies can't be read. */
  rings?: Rings[];
  /** Why not. */
  problem?: string;
}

/** Labels whose values only the alert will have. */
const OPEN = new Set(['model_name', 'deployment_id', 'environment']);

const orNothing = async <T>(answer: Promise<T>): Promise<T | undefined> => {
  try {
    return await answer;
  } catch {
    // Hidden from this person, or switched off: what it would add is left out.
    return undefined;
  }
};

export async function readFacts(wanted: Wanted): Promise<Facts> {
  const [quota, points] = await Promise.all([orNothing(readQuota()), orNothing(readContactPoints())]);
  const shared = quota === undefined ? {} : { quota };
  try {
    const root = routeOf(await readPolicies());
    const rules = wanted.groups.flatMap((group) => group.rules);
    return {
      ...shared,
      rings: SEVERITIES.map((severity) => {
        const mine = rules.filter(({ labels }) => labels['severity'] === severity);
        const all = mine.map(({ labels, title }) => ({ ...labels, alertname: title }));
        const each = all.map((labels) => reachedBy(root, { ...labels, grafana_folder: wanted.folder.title }, OPEN));
        const names = [...new Set(each.flatMap((reached) => reached.map(({ receiver }) => receiver)))];
        return {
          severity,
          rules: mine.length,
          reached: names.map((receiver) => {
            const ways = each.map((reached) => reached.find((one) => one.receiver === receiver));
            const { kinds, isExample } = kindsOf(points, receiver) ?? { kinds: [], isExample: false };
            return {
              receiver,
              // By each of the rules, or by some of them only.
              depends: !ways.every((way) => way?.depends === false),
              muted: [...new Set(ways.flatMap((way) => way?.muted ?? []))],
              kinds,
              isExample,
            };
          }),
        };
      }),
    };
  } catch (error) {
    return { ...shared, problem: errorText(error) };
  }
}
