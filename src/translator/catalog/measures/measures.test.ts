import { describe, expect, it } from 'vitest';
import { CHANGED } from '../../../testing/arbitrary';
import { applicableLabels, catalog, findEntry, translate, type MeasureEntry } from '../../index';

const measures = catalog.filter((entry): entry is MeasureEntry => entry.kind === 'measure');

/** All measures, named once more by hand. */
const IDS = `error_ratio success_ratio bad_requests valid_requests good_within_objective unserved_requests
  unserved_async_requests stalled_requests requests_in_flight canary_error_ratio canary_latency concurrency_per_replica
  unrelieved_concurrency requests_per_replica replicas_total stuck_starting restarts new_deployments gpus_in_use idle_gpus
  gpu_hours unknown_code_share export_gone export_frozen data_age sustained_error_ratio sustained_late_ratio
  late_requests gave_up_ratio gave_up_requests missing_bound unserved_minutes unserved_async_minutes
  start_waiting_minutes lasting_concurrency failing_deployments newborn_failures canary_error_score missing_families
  missing_models unmatched_export availability_burn latency_burn availability_budget_left latency_budget_left saturation
  async_drain_time wanted_replicas replicas_beyond_need short_minutes wanted_short_minutes replica_changes
  replica_hours wanted_replica_hours usual_duration shorter_usual_duration sustained_late_first_byte_ratio late_first_bytes
  missing_first_byte_bound undrained_requests requests_or_none canary_verdict autoscaling_diagnosis
  burning_error_ratio refused_starts`.split(/\s+/);

const LABELS = [...new Set(catalog.flatMap(applicableLabels))];

/** Why measures can't be grouped by a label that some or all of their operands have, beside that others lack it. */
const REASONS: Record<string, Array<[reason: string, ids: string[]]>> = {
  status_code: [
    [
      'it compares status codes itself; badStatus and validStatus say which',
      `error_ratio success_ratio valid_requests requests_or_none good_within_objective usual_duration shorter_usual_duration
      canary_error_ratio canary_error_score canary_verdict sustained_error_ratio burning_error_ratio failing_deployments
      sustained_late_ratio late_requests sustained_late_first_byte_ratio late_first_bytes availability_burn latency_burn
      availability_budget_left latency_budget_left autoscaling_diagnosis`.split(/\s+/),
    ],
    ['it compares status codes itself; badStatus says which', ['refused_starts', 'newborn_failures']],
    ['it looks for the codes of clients that left', ['gave_up_ratio', 'gave_up_requests']],
    ['a bound is there for all status codes or for none', ['missing_bound', 'missing_first_byte_bound']],
    ['it looks at the codes of a group together', ['unknown_code_share']],
  ],
  is_async: [
    [
      'it counts synchronous requests only',
      `good_within_objective stalled_requests requests_in_flight usual_duration shorter_usual_duration sustained_late_ratio
      late_requests gave_up_ratio gave_up_requests missing_bound sustained_late_first_byte_ratio late_first_bytes
      missing_first_byte_bound latency_burn latency_budget_left autoscaling_diagnosis`.split(/\s+/),
    ],
  ],
  rollout_phase: [
    [
      'it compares the two rollout phases',
      ['canary_error_ratio', 'canary_latency', 'canary_error_score', 'canary_verdict'],
    ],
    ['every deployment would be new once more when its phase changes', ['new_deployments']],
  ],
  deployment_id: [
    [
      'the two rollout phases are different deployments',
      ['canary_error_ratio', 'canary_latency', 'canary_error_score', 'canary_verdict'],
    ],
    ['it compares the deployments', ['failing_deployments']],
  ],
};
/** Rows of the table above whose measure has no condition of its own on the label, so that a filter on it meets none. */
const BESIDE_CONDITIONS = [
  'missing_bound status_code',
  'missing_first_byte_bound status_code',
  'new_deployments rollout_phase',
  'failing_deployments deployment_id',
];

/** Measures that look at the time before their window: PromQL can't add a macro to that. */
const EARLIER =
  `stalled_requests refused_starts newborn_failures stuck_starting new_deployments export_frozen missing_families
  missing_models undrained_requests shorter_usual_duration autoscaling_diagnosis wanted_replicas`.split(/\s+/);

/** What the age of the data allows as an offset. */
const FROM_NOW = 'nothing, since the age of the data is measured from now';

/** 2⁶³ nanoseconds. */
const LONGEST = '9223372036854ms';

const has = (id: string, label: string) => {
  const entry = findEntry(id);
  return entry !== undefined && applicableLabels(entry).includes(label);
};

const said = (query: object) => translate(query).notices.map(({ severity, text }) => `${severity}: ${text}`);

it('has a row for each measure', () => {
  const hint =
    'IDS in src/translator/catalog/measures/measures.test.ts names each measure, since saved queries hold the ids; then run: npx vitest run src/translator/catalog';
  expect(measures.map(({ id }) => id).sort(), hint).toEqual(IDS.slice().sort());
});

describe.each(measures.map((entry) => [entry.id, entry] as const))('%s', (id, entry) => {
  const query = { metric: id, ...(entry.parameters.includes('threshold') ? { threshold: 2 } : {}) };

  it('is changed by its parameters and by no others', () => {
    const changing = Object.entries(CHANGED)
      .filter(([field, value]) => translate({ ...query, [field]: value }).expr !== translate(query).expr)
      .map(([field]) => field);
    const hint = `"parameters" in the row of ${id}, in src/translator/catalog/measures, are what its "build" reads; then run: npx vitest run src/translator/catalog`;
    expect(changing.sort(), hint).toEqual(entry.parameters.slice().sort());
  });

  it('reads its operands and nothing else', () => {
    const read = translate(query).selects.map(({ metric }) => metric.replace(/_(?:bucket|sum|count)$/, ''));
    expect(entry.operands.every((operand) => findEntry(operand)?.kind === 'series')).toBe(true);
    // Whether a scrape succeeds says only Prometheus itself.
    const besides = id === 'export_gone' ? ['up'] : [];
    expect([...new Set(read)].sort()).toEqual([...entry.operands, ...besides].sort());
  });

  it('can be grouped by labels that each operand has', () => {
    const labels = applicableLabels(entry);
    for (const operand of entry.operands) {
      const found = findEntry(operand);
      expect(found && applicableLabels(found)).toEqual(expect.arrayContaining(labels));
    }
    for (const label of labels) {
      expect(translate({ ...query, groupBy: [label] }).labels).toEqual([label]);
    }
  });

  it('says why it can not be grouped by another label, and where a filter on one meets a condition of its own', () => {
    const labels = applicableLabels(entry);
    for (const label of LABELS.filter((each) => !labels.includes(each))) {
      const without = entry.operands.filter((operand) => !has(operand, label));
      const own = REASONS[label]?.find(([, ids]) => ids.includes(id))?.[0];
      const lack = `${without.join(' and ')} ${without.length > 1 ? 'have' : 'has'} no such label`;
      const reason = labels.length === 0 ? 'what is not there has no labels to group by' : (own ?? lack);
      expect(reason, `${id} by ${label} needs a reason in its row, and in REASONS here`).not.toMatch(/^ /);
      expect(() => translate({ ...query, groupBy: [label] })).toThrow(
        `${entry.title} (${id}) can't be grouped by it, since ${reason}; allowed: `
      );
      expect(said({ ...query, filters: [{ label, values: ['x'] }] })).toEqual(
        without.length === entry.operands.length
          ? [
              `warning: ${entry.title} (${id}) is made of series without the label ${label}: the filter on it is not used.`,
            ]
          : without.length > 0
            ? [`info: The filter on ${label} does not reach ${lack.replace(/ (?=ha(?:s|ve) no)/, ', which ')}.`]
            : own && !BESIDE_CONDITIONS.includes(`${id} ${label}`)
              ? [`warning: The filter on ${label} narrows what ${entry.title} (${id}) looks at, though ${reason}.`]
              : []
      );
    }
    for (const label of labels) {
      expect(said({ ...query, filters: [{ label, values: ['x'] }] })).toEqual([]);
    }
  });

  it('names no field in a reason that it does not read', () => {
    const words = [...entry.notGroupable.values()].flatMap((reason) => reason.match(/\w+/g) ?? []);
    const fields = words.filter((word) => word in CHANGED);
    expect(entry.parameters).toEqual(expect.arrayContaining(fields));
  });

  it('takes the offset of a whole range, or says why it can not', () => {
    const shifted = { ...query, maxReplicas: 4, offset: '$__range' };
    if (EARLIER.includes(id)) {
      const allowed = `a written-out duration such as 1h, since ${id} looks at the time before its window`;
      expect(() => translate(shifted)).toThrow(`offset is "$__range"; allowed: ${allowed}.`);
    } else if (id === 'data_age') {
      expect(() => translate(shifted)).toThrow(`offset is "$__range"; allowed: ${FROM_NOW}.`);
    } else {
      expect(translate(shifted).expr).toContain('offset $__range');
    }
  });

  it('takes the longest window and offset that Prometheus can hold, or says why it can not', () => {
    const window = entry.parameters.includes('window') ? { window: LONGEST } : {};
    expect(translate({ ...query, ...window }).expr).not.toBe('');
    const shifted = { ...query, maxReplicas: 4, offset: LONGEST };
    if (EARLIER.includes(id)) {
      const allowed = 'a duration that Prometheus can hold together with the window';
      expect(() => translate(shifted)).toThrow(`offset is "${LONGEST}"; allowed: ${allowed}.`);
    } else if (id === 'data_age') {
      expect(() => translate(shifted)).toThrow(`offset is "${LONGEST}"; allowed: ${FROM_NOW}.`);
    } else {
      expect(translate(shifted).expr).toContain(`offset ${LONGEST}`);
    }
  });

  it('is a measure by its facts, and its description ends', () => {
    expect(entry).toMatchObject({ group: 'Measures', calculations: ['value'], aggregations: [] });
    expect(entry.unit).not.toBe('');
    expect(entry.description).toMatch(/\.$/);
    expect(entry.description).not.toMatch(/undefined/);
  });
});
