/** Changes to a document of objectives, one model at a time, and its plain form. All pure: a document is never changed itself. */
import {
  DEFAULTS,
  FIELDS,
  type ObjectivesDocument,
  type ObjectiveSet,
  type Objectives,
  type StatedObjectives,
} from './fields';
import { MOST_BYTES, objectivesOf } from './read';

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
const isField = (name: string): name is keyof Objectives => name in FIELDS;

/** What differs from the defaults, in the order of the fields. */
function differing(stated: StatedObjectives, defaults: StatedObjectives): Partial<StatedObjectives> {
  return Object.fromEntries(
    Object.keys(FIELDS)
      .filter(isField)
      .filter((name) => !same(stated[name], defaults[name]))
      .map((name) => [name, stated[name]])
  );
}

/** The set that a model stands in; undefined where the defaults hold. */
export function setOf({ sets }: ObjectivesDocument, model: string): ObjectiveSet | undefined {
  return sets.find(({ models }) => models.includes(model));
}

/** A name for a set of one model that no set has, within what titles take. */
function nameFor(model: string, sets: readonly ObjectiveSet[]): string {
  const length = (text: string) => new TextEncoder().encode(text).length;
  const chars = Array.from(model.replace(/[\r\n]+/g, ' ').trim() || '?');
  for (let number = 1; ; number++) {
    const end = number === 1 ? '' : ` ${number}`;
    const kept = [...chars];
    while (length(kept.join('') + end) > MOST_BYTES) {
      kept.pop();
    }
    const name = kept.join('') + end;
    if (!sets.some((set) => set.name === name)) {
      return name;
    }
  }
}

/**
 * The document with other objectives for one model. Models with the same objectives stand in one set; a set whose only model
 * changes keeps its name, and with it the uids of its rules.
 */
export function withModel(
  document: ObjectivesDocument,
  model: string,
  changes: Partial<StatedObjectives>
): ObjectivesDocument {
  const own = setOf(document, model);
  const objectives = differing({ ...objectivesOf(document, own), ...changes }, document.defaults);
  if (same(objectives, differing(objectivesOf(document, own), document.defaults))) {
    return document;
  }
  const without = document.sets
    .map((set) => (set === own ? { ...set, models: set.models.filter((name) => name !== model) } : set))
    .filter((set, i) => set.models.length > 0 || document.sets[i]?.models.length === 0);
  if (Object.keys(objectives).length === 0) {
    return { ...document, sets: without };
  }
  const like = without.find((set) => same(differing(objectivesOf(document, set), document.defaults), objectives));
  // A name that a person gave stays; one that was made of the model's goes when another set has the same.
  const keeps = own?.models.length === 1 && (like === undefined || own.name !== nameFor(model, without));
  if (keeps) {
    return { ...document, sets: document.sets.map((set) => (set === own ? { ...set, objectives } : set)) };
  }
  return {
    ...document,
    sets:
      like === undefined
        ? [...without, { name: nameFor(model, without), models: [model], objectives }]
        : without.map((set) => (set === like ? { ...set, models: [...set.models, model] } : set)),
  };
}

/** The document with other defaults. */
export function withDefaults(document: ObjectivesDocument, changes: Partial<StatedObjectives>): ObjectivesDocument {
  return { ...document, defaults: { ...document.defaults, ...changes } };
}

/** The document as it is written down: what is as everywhere is left out. {@link readObjectives} gives the same back. */
export function plainObjectives({ version, environments, defaults, sets }: ObjectivesDocument): object {
  const stated = differing(defaults, DEFAULTS);
  return {
    version,
    environments,
    ...(Object.keys(stated).length === 0 ? {} : { defaults: stated }),
    ...(sets.length === 0
      ? {}
      : { sets: sets.map(({ name, models, objectives }) => ({ name, models, ...objectives })) }),
  };
}
