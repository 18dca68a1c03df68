/** The derived measures, one row each. */
import type { MeasureEntry } from './types';

export const measureEntries: MeasureEntry[] = [];
