/** A short name for what a document says, so that rules can tell which one they were made of. */
import { sha256 } from '../sha256';
import type { ObjectivesDocument } from './fields';

/** Lists whose order means nothing, sorted; keys too. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items: unknown[] = value;
    return items
      .map(ordered)
      .map((item) => [JSON.stringify(item), item] as const)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([, item]) => item);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([, member]) => member !== undefined)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, member]) => [key, ordered(member)])
      )
    : value;
}

/**
 * 16 hexadecimal digits. The same for documents that say the same: the order of keys, sets, models and codes doesn't count, nor
 * whether a default is spelled out.
 * @param document as {@link readObjectives} gives it
 */
export function objectivesHash({ version, environments, defaults, sets }: ObjectivesDocument): string {
  const usual = new Map<string, unknown>(Object.entries(defaults));
  const stated = sets.map(({ name, models, objectives }) => ({
    name,
    models,
    objectives: Object.fromEntries(
      Object.entries({ ...defaults, ...objectives }).filter(
        ([field, value]) => JSON.stringify(value) !== JSON.stringify(usual.get(field))
      )
    ),
  }));
  return sha256(JSON.stringify(ordered({ version, environments, defaults, sets: stated }))).slice(0, 16);
}
