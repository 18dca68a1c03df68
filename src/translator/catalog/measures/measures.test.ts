import { describe, expect, it } from 'vitest';
import { applicableLabels, catalog, findEntry, translate, type MeasureEntry, type MeasureParameter } from '../../index';

const measures = catalog.filter((entry): entry is MeasureEntry => entry.kind === 'measure');
const CHANGED: Record<MeasureParameter, unknown> = {
  window: '17m',
  threshold: 7,
  quantile: 0.42,
  badStatus: '418',
  concurrencyTarget: 8,
  utilization: 0.5,
  minReplicas: 1,
  maxReplicas: 4,
  scaleDownDelay: '5m',
  validStatus: '[2-5]..',
};

/** The measures of the design's table, those that alert rules ask for, and the age of the data. */
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

it('has a row for each measure', () => {
  const hint = 'IDS in src/translator/catalog/measures/measures.test.ts names each measure: saved queries hold the ids';
  expect(measures.map(({ id }) => id).sort(), hint).toEqual(IDS.slice().sort());
});

describe.each(measures.map((entry) => [entry.id, entry] as const))('%s', (id, entry) => {
  const query = { metric: id, threshold: 2 };

  it('is changed by its parameters and by no others', () => {
    const changing = Object.entries(CHANGED)
      .filter(([field, value]) => translate({ ...query, [field]: value }).expr !== translate(query).expr)
      .map(([field]) => field);
    expect(changing.sort()).toEqual(entry.parameters.slice().sort());
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

  it('says why it can not be grouped by the other labels of its operands', () => {
    for (const label of Object.keys(entry.notGroupable)) {
      expect(() => translate({ ...query, groupBy: [label] })).toThrow(entry.notGroupable.get(label));
    }
  });

  it('has a unit and a description that ends', () => {
    expect(entry.unit).not.toBe('');
    expect(entry.description).toMatch(/\.$/);
  });
});
