/** The derived measures: numbers made of exported series, one row each. How they are composed stands in promql/measures. */
import { capacityMeasures } from './measures-capacity';
import { exportMeasures } from './measures-export';
import { requestMeasures } from './measures-requests';
import type { MeasureEntry } from './types';

export const measureEntries: MeasureEntry[] = [...requestMeasures, ...capacityMeasures, ...exportMeasures];
