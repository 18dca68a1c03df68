/** How each derived measure is composed. */
import type { MeasureEntry } from '../../catalog/types';
import type { Recipe } from '../recipe';
import { capacityRows } from './capacity';
import { exportRows } from './export';
import { recipeOf } from '../measure';
import { requestRows } from './requests';

const rows = [...requestRows, ...capacityRows, ...exportRows];

/** The recipe of a measure. Throws for an entry without one: a test holds the two tables together. */
export function findMeasure(entry: MeasureEntry): Recipe<MeasureEntry> {
  const row = rows.find((candidate) => candidate.id === entry.id);
  if (!row) {
    throw new Error(`The measure ${entry.id} has no recipe`);
  }
  return recipeOf(row, entry);
}
