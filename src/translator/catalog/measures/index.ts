/**
 * The measures: numbers made of exported series, one row each. A row holds what a measure is, how it is composed and how it
 * is called. A new one is a row in one of these files.
 */
import { alertMeasures } from './alerts';
import { canaryMeasures } from './canary';
import { diagnosisMeasures } from './diagnosis';
import { exportMeasures } from './export';
import { gpuMeasures } from './gpus';
import { lateMeasures } from './late';
import { missingMeasures } from './missing';
import { objectiveMeasures } from './objectives';
import { ratioMeasures } from './ratios';
import { replicaMeasures } from './replicas';
import type { Measure } from './row';
import { scalingMeasures } from './scaling';
import { waitingMeasures } from './waiting';

export const measures: Measure[] = [
  ...ratioMeasures,
  ...waitingMeasures,
  ...canaryMeasures,
  ...replicaMeasures,
  ...gpuMeasures,
  ...exportMeasures,
  ...alertMeasures,
  ...lateMeasures,
  ...missingMeasures,
  ...objectiveMeasures,
  ...scalingMeasures,
  ...diagnosisMeasures,
];
