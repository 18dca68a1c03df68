/** How each derived measure is composed. */
import type { MeasureEntry } from '../../catalog/types';
import type { Recipe } from '../recipe';

const recipes: Array<{ id: string; recipe: Recipe<MeasureEntry> }> = [];

/** The recipe of a measure. Throws for an entry without one: a test holds the two tables together. */
export function findMeasure(entry: MeasureEntry): Recipe<MeasureEntry> {
  const row = recipes.find((candidate) => candidate.id === entry.id);
  if (!row) {
    throw new Error(`The measure ${entry.id} has no recipe`);
  }
  return row.recipe;
}
