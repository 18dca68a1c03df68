/** Carries a plan out, group by group: each is written whole or not at all, and read back. What is done stays done; the next plan shows the rest. */
import { t } from '../../i18n';
import {
  deleteFolder,
  deleteGroup,
  deleteRule,
  hasFolder,
  isEmptyFolder,
  makeFolder,
  readGroup,
  readRules,
  writeGroup,
} from './api';
import { bodyOf, differences, isOurs, planOf, type Plan } from './plan';
import { folderUidOf, RING_GROUP } from './names';
import type { FoundRule } from './found';
import type { Wanted } from './wanted';

/** Looks at Grafana and works out what there is to do. Writes nothing. */
export async function makePlan(wanted: Wanted): Promise<Plan> {
  const [found, isThere] = await Promise.all([readRules(), hasFolder(wanted.folder.uid)]);
  const groups = isThere
    ? await Promise.all(
        wanted.groups.map(async ({ title }) => [title, await readGroup(wanted.folder.uid, title)] as const)
      )
    : [];
  const intervals = new Map(groups.flatMap(([title, group]) => (group === undefined ? [] : [[title, group.interval]])));
  return planOf(wanted, found, isThere, intervals);
}

export interface Step {
  what: string;
  state: 'waiting' | 'under way' | 'done' | 'failed';
  /** Why it failed. */
  why?: string;
}

/** One thing to be done; `run` rejects with an Error in words. */
export interface Task {
  what: string;
  run: () => Promise<void>;
}

/** Runs the tasks in their order and stops at the first that fails. Never rejects: the steps tell. */
async function runAll(tasks: Task[], tell: (steps: Step[]) => void): Promise<Step[]> {
  const steps: Step[] = tasks.map(({ what }) => ({ what, state: 'waiting' }));
  const set = (index: number, step: Partial<Step>) => {
    const before = steps[index];
    if (before !== undefined) {
      steps[index] = { ...before, ...step };
    }
    tell([...steps]);
  };
  for (const [index, { run }] of tasks.entries()) {
    set(index, { state: 'under way' });
    try {
      await run();
      set(index, { state: 'done' });
    } catch (error) {
      set(index, { state: 'failed', why: error instanceof Error ? error.message : String(error) });
      break;
    }
  }
  return steps;
}

/** Refuses a group that holds what isn't ours: it is looked at right before it is written. */
function refuseForeign(group: string, rules: readonly FoundRule[], datasourceUid: string): void {
  const foreign = rules.filter((rule) => !isOurs(rule, datasourceUid));
  if (foreign.length > 0) {
    throw new Error(
      t(
        'alerts.install.foreign',
        'The group {{group}} holds rules that are not from here: {{rules}}. Writing it would delete them. Move them to another group, then go on.',
        { group, rules: foreign.map(({ title }) => title).join(', ') }
      )
    );
  }
}

async function writeChecked(plan: Plan, group: Plan['groups'][number]): Promise<void> {
  const { datasourceUid, folder } = plan.wanted;
  const before = await readGroup(folder.uid, group.title);
  refuseForeign(group.title, before?.rules ?? [], datasourceUid);
  // Rules that come from elsewhere keep their pause too.
  const all = await readRules();
  await writeGroup(folder.uid, group.title, bodyOf(group, all));
  const after = await readGroup(folder.uid, group.title);
  const wrong = group.rules.filter((rule) => {
    const found = after?.rules.find(({ uid }) => uid === rule.uid);
    return found === undefined || differences(found, rule).length > 0;
  });
  if (wrong.length > 0 || after?.rules.length !== group.rules.length || after.interval !== group.interval) {
    throw new Error(
      t('alerts.install.otherwise', 'Grafana took the group {{group}} and has it otherwise: {{rules}}.', {
        group: group.title,
        rules: wrong.map(({ title }) => title).join(', '),
      })
    );
  }
}

/**
 * The steps of a plan, in an order that leaves no model unwatched on the way: what is new first, then what goes.
 * @param before what has to be done for any of it, such as saving what the rules are made of
 */
export function install(plan: Plan, tell: (steps: Step[]) => void, before: readonly Task[] = []): Promise<Step[]> {
  const { folder, datasourceUid } = plan.wanted;
  return runAll(
    [
      ...before,
      ...(plan.hasFolder
        ? []
        : [
            {
              what: t('alerts.install.step-folder', 'Make the folder {{folder}}', { folder: folder.title }),
              run: () => makeFolder(folder.uid, folder.title),
            },
          ]),
      ...plan.groups.map((group) => ({
        what: t('alerts.install.step-group', 'Write the group {{group}} and read it back', { group: group.title }),
        run: () => writeChecked(plan, group),
      })),
      ...removals(folder.uid, datasourceUid, plan.gone, plan.strays),
    ],
    tell
  );
}

function removals(folder: string, datasourceUid: string, groups: string[], rules: string[]): Task[] {
  return [
    ...groups.map((group) => ({
      what: t('alerts.install.step-delete-group', 'Delete the group {{group}}', { group }),
      run: async () => {
        const there = await readGroup(folder, group);
        if (there !== undefined) {
          refuseForeign(group, there.rules, datasourceUid);
          await deleteGroup(folder, group);
        }
      },
    })),
    ...rules.map((uid) => ({
      what: t('alerts.install.step-delete-rule', 'Delete the rule {{uid}}', { uid }),
      run: () => deleteRule(uid),
    })),
  ];
}

/** Everything that was installed for a data source. */
export interface Removal {
  groups: string[];
  /** Rules of ours among those of others. */
  rules: string[];
  /** How many rules go in all, test alerts aside. */
  count: number;
  /** Others that ask the data source, such as provisioned ones, and that are not paused: they ring as before. */
  stay: FoundRule[];
}

export function removalOf(datasourceUid: string, found: readonly FoundRule[]): Removal {
  const folder = folderUidOf(datasourceUid);
  const ours = found.filter((rule) => isOurs(rule, datasourceUid));
  const isWhole = (group: string) =>
    found.every((rule) => rule.folder !== folder || rule.group !== group || isOurs(rule, datasourceUid));
  const groups = [...new Set(ours.filter((rule) => rule.folder === folder).map(({ group }) => group))].filter(isWhole);
  return {
    groups,
    rules: ours.filter((rule) => rule.folder !== folder || !groups.includes(rule.group)).map(({ uid }) => uid),
    count: ours.filter(({ group }) => group !== RING_GROUP).length,
    stay: found.filter(
      (rule) => !rule.isPaused && rule.datasources.includes(datasourceUid) && !isOurs(rule, datasourceUid)
    ),
  };
}

/** What removing would take away, and what it would leave. Writes nothing. */
export async function lookAtRemoval(datasourceUid: string): Promise<Removal> {
  return removalOf(datasourceUid, await readRules());
}

/** Removes all of it, and the folder where nothing else lies in it. */
export async function remove(datasourceUid: string, tell: (steps: Step[]) => void): Promise<Step[]> {
  const { groups, rules } = removalOf(datasourceUid, await readRules());
  const folder = folderUidOf(datasourceUid);
  return runAll(
    [
      ...removals(folder, datasourceUid, groups, rules),
      {
        what: t('alerts.install.step-delete-folder', 'Delete the folder, if nothing else lies in it'),
        run: async () => {
          if ((await hasFolder(folder)) && (await isEmptyFolder(folder))) {
            await deleteFolder(folder);
          }
        },
      },
    ],
    tell
  );
}
