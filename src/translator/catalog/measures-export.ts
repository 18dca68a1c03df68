/** Measures of the export itself: without them, silence looks like health. */
import { ACTIVE, CONCURRENT, CPU, measure, REQUESTS, STARTING } from './measure-rows';
import { IDENTITY, OPTIONAL } from './rows';
import type { MeasureEntry } from './types';

export const exportMeasures: MeasureEntry[] = [
  measure({
    id: 'export_gone',
    title: 'Export gone',
    description: '1 where none of the core series had a sample for 3 minutes, 0 otherwise; never absent.',
    operands: [REQUESTS, CONCURRENT, ACTIVE, STARTING, CPU],
    labels: [],
    optionalLabels: [],
    notGroupable: Object.fromEntries(
      IDENTITY.concat(OPTIONAL, 'status_code', 'is_async', 'replica').map((label) => [
        label,
        'what is gone has no labels to group by',
      ])
    ),
  }),
  measure({
    id: 'export_frozen',
    title: 'Export frozen',
    description:
      '1 where every CPU counter stood still for 6 minutes while replicas are active, which no running container does: old values are being served. 0 otherwise.',
    operands: [CPU, ACTIVE],
    notGroupable: { replica: `${ACTIVE} has no such label` },
  }),
  measure({
    id: 'data_age',
    title: 'Age of the data',
    description:
      'Seconds since the newest sample of replicas and concurrent requests; absent after an hour without one.',
    unit: 's',
    operands: [ACTIVE, CONCURRENT],
    parameters: ['window'],
    defaults: { window: '1h' },
  }),
];
