import { describe, expect, it } from 'vitest';
import { exposition } from './exposition';
import { calmScenario, demoScenario, families, simulate, Simulation } from './index';
import { formatBound } from './series';
import { collect, day, demoDay, hour, series, start, type Line } from './testing';

const demo = demoDay();
const demoSeries = demo.series;

/** The published labels, by hand from the support matrix and the docs; optional ones in brackets. */
const identity = ['model_id', 'model_name', 'deployment_id', '[environment]', '[rollout_phase]'];
const request = [...identity, 'status_code', 'is_async'];
const replica = [...identity, 'replica'];
const gpu = [...identity, 'replica', 'gpu'];
const engine = [...identity, 'pod_hash'];
const published: Record<string, [type: string, labels: string[]]> = {
  baseten_inference_requests_total: ['counter', request],
  baseten_end_to_end_response_time_seconds: ['histogram', request],
  baseten_container_cpu_usage_seconds_total: ['counter', replica],
  baseten_replicas_active: ['gauge', identity],
  baseten_replicas_starting: ['gauge', identity],
  baseten_container_cpu_memory_working_set_bytes: ['gauge', replica],
  baseten_gpu_memory_used: ['gauge', gpu],
  baseten_gpu_utilization: ['gauge', gpu],
  baseten_concurrent_requests: ['gauge', identity],
  baseten_ongoing_websocket_connections: ['gauge', identity],
  baseten_time_to_first_byte_seconds: ['histogram', request],
  baseten_request_size_bytes: ['histogram', request],
  baseten_response_size_bytes: ['histogram', request],
  baseten_async_queue_size: ['gauge', identity],
  baseten_time_in_async_queue_seconds: ['histogram', identity],
  baseten_async_webhook_requests_total: ['counter', identity],
  baseten_async_webhook_latency_seconds: ['histogram', identity],
  baseten_container_restarts_total: ['counter', identity],
  baseten_pod_readiness: ['gauge', [...identity, 'condition']],
  baseten_llm_input_tokens_total: ['counter', engine],
  baseten_llm_output_tokens_total: ['counter', engine],
  baseten_llm_input_tokens_per_request: ['histogram', engine],
  baseten_llm_output_tokens_per_request: ['histogram', engine],
  baseten_llm_tokens_per_second_per_request: ['histogram', engine],
  baseten_llm_kv_cache_hit_rate: ['histogram', engine],
  baseten_llm_spec_decode_num_accepted_tokens_total: ['counter', engine],
  baseten_llm_spec_decode_num_draft_tokens_total: ['counter', engine],
  baseten_llm_in_flight_tokens: ['gauge', engine],
  baseten_llm_avg_in_flight_tokens: ['gauge', engine],
  baseten_llm_num_requests: ['gauge', engine],
};

describe('history', () => {
  it('is the same for the same seed and start, and another for another seed', () => {
    const make = (seed: string) => {
      const { lines } = simulate({ seed, from: start, to: start + hour, scenario: demoScenario(start) });
      return [...lines].join('');
    };
    const first = make('one');
    expect(make('one') === first).toBe(true);
    expect(make('two') === first).toBe(false);
  });

  it('does not change when families are left out', () => {
    const options = { seed: 'one', from: start, to: start + 2 * hour, scenario: demoScenario(start) };
    const requestLines = (lines: Line[]) =>
      lines.filter(({ metric }) => metric.__name__ === 'baseten_inference_requests_total');
    const without = collect({ ...options, without: ['baseten_request_size_bytes', 'baseten_llm_input_tokens_total'] });
    expect(requestLines(without.lines)).toEqual(requestLines(collect(options).lines));
    expect(without.lines.some(({ metric }) => metric.__name__?.startsWith('baseten_request_size'))).toBe(false);
  });

  it('has every published series with exactly its labels', () => {
    const seen = new Map<string, Set<string>>();
    const wrong: string[] = [];
    for (const { metric } of demoSeries) {
      const { __name__: name = '', le, ...labels } = metric;
      const family = Object.keys(published).find(
        (known) => name === known || ['_bucket', '_sum', '_count'].some((end) => name === known + end)
      );
      const [type, expected] = published[family ?? ''] ?? ['', []];
      const allowed = expected.map((label) => label.replace(/[[\]]/g, ''));
      const required = expected.filter((label) => !label.startsWith('['));
      const isRight =
        family !== undefined &&
        Object.entries(families).find(([known]) => known === family)?.[1].type === type &&
        (le !== undefined) === (name.endsWith('_bucket') && type === 'histogram') &&
        Object.keys(labels).every((label) => allowed.includes(label)) &&
        required.every((label) => label in labels) &&
        !Object.values(labels).includes('');
      if (!isRight) {
        wrong.push(`${type} ${JSON.stringify(metric)}`);
      }
      const names = seen.get(family ?? '') ?? new Set();
      seen.set(family ?? '', names.add(name));
    }
    // One expectation for thousands of series: vitest's took longer than what they compare.
    expect(wrong).toEqual([]);
    for (const [name, [type]] of Object.entries(published)) {
      const exported = type === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name];
      expect([...(seen.get(name) ?? [])].sort(), name).toEqual(exported);
    }
  });

  it('has names that are awkward, deployments without environment, and both phases', () => {
    const values = (label: string) => new Set(demoSeries.map(({ metric }) => metric[label]));
    const names = [...values('model_name')].join('\n');
    for (const awkward of [' ', '"', '/', '\\', 'Ü', '日', '$', '%', '(']) {
      expect(names).toContain(awkward);
    }
    expect(values('model_name').size).toBeGreaterThanOrEqual(6);
    expect([...values('environment')].sort()).toEqual(['production', 'staging', undefined]);
    expect([...values('rollout_phase')].sort()).toEqual(['promoting', 'stable', undefined]);
    expect([...values('gpu')]).toContain('1');
    for (const code of ['200', '400', '499', '500', '502', '503', '0', '14', '1000', '1006']) {
      expect([...values('status_code')]).toContain(code);
    }
  });

  it('has cumulative buckets whose last is the count', () => {
    const at = new Map<string, { bounds: Array<[number, number]>; count?: number }>();
    for (const { metric, values, timestamps } of demoSeries) {
      const { __name__: name = '', le, ...labels } = metric;
      const base = name.replace(/_(bucket|count)$/, '');
      if (base === name || !(base in published) || timestamps.at(-1) !== start + day) {
        continue;
      }
      const key = JSON.stringify([base, labels]);
      const entry = at.get(key) ?? { bounds: [] };
      at.set(key, entry);
      if (le === undefined) {
        entry.count = values.at(-1) ?? NaN;
      } else {
        entry.bounds.push([le === '+Inf' ? Infinity : Number(le), values.at(-1) ?? NaN]);
      }
    }
    expect(at.size).toBeGreaterThan(50);
    for (const [key, { bounds, count }] of at) {
      const sorted = bounds.sort(([a], [b]) => a - b).map(([, value]) => value);
      expect(
        sorted.every((value, i) => i === 0 || value >= (sorted[i - 1] ?? 0)),
        key
      ).toBe(true);
      expect(sorted.at(-1), key).toBe(count);
    }
  });

  it('counts up, except where something starts anew', () => {
    const resets = (seriesOf: Line[]) =>
      seriesOf.reduce(
        (sum, { values }) => sum + values.filter((value, i) => i > 0 && value < (values[i - 1] ?? 0)).length,
        0
      );
    const counters = (lines: Line[]) =>
      series(lines).filter(({ metric }) => /_total$|_bucket$|_count$|_sum$/.test(metric.__name__ ?? ''));
    const requests = (lines: Line[]) => counters(lines).filter(({ metric }) => 'status_code' in metric);
    const calm = collect({ seed: 'calm', from: start, to: start + 6 * hour, scenario: calmScenario() });
    expect(resets(requests(calm.lines))).toBe(0);
    expect(resets(requests(demo.lines))).toBeGreaterThan(0);
    // The CPU of a container, too, starts anew when the container does.
    const cpu = demo.lines.filter(({ metric }) => metric.__name__ === 'baseten_container_cpu_usage_seconds_total');
    expect(resets(series(cpu))).toBeGreaterThan(0);
  });

  it('agrees with its truth in the number of requests', () => {
    const calm = collect({
      seed: 'calm',
      from: start,
      to: start + hour,
      scenario: calmScenario(),
      keep: { ended: true, states: true },
    });
    const requests = calm.lines.filter(({ metric }) => metric.__name__ === 'baseten_inference_requests_total');
    const counted = series(requests).reduce((sum, { values }) => sum + (values.at(-1) ?? 0), 0);
    expect(counted).toBeGreaterThan(100000);
    expect(counted).toBe(calm.truth.count({ from: start, to: start + hour }));
  });
});

describe('live endpoint', () => {
  it('goes on exactly where the history ended, in however many steps', () => {
    const end = start + 3 * hour;
    const scenario = demoScenario(start);
    const live = new Simulation({ seed: 'live', start, scenario });
    for (let time = start; time <= end; time += 47000) {
      live.advanceTo(time);
    }
    live.advanceTo(end);
    const text = exposition(live);
    const { lines } = collect({ seed: 'live', from: start, to: end, scenario, plainBounds: true });
    const last = series(lines).filter(({ timestamps }) => timestamps.at(-1) === end);
    expect(last.length).toBeGreaterThan(2000);
    const exported = new Set(text.split('\n').filter((line) => line !== '' && !line.startsWith('#')));
    expect(exported.size).toBe(last.length);
    for (const { metric, values } of last.filter((_, i) => i % 50 === 0)) {
      const { __name__: name, ...labels } = metric;
      const escaped = Object.entries(labels).map(([key, value]) => {
        const written = key === 'le' && value !== '+Inf' ? formatBound(Number(value)) : value;
        return `${key}="${written.replace(/\\/g, '\\\\').replace(/"/g, '\\"')}"`;
      });
      expect(exported).toContain(`${name}{${escaped.join(',')}} ${values.at(-1)}`);
    }
  });
});
