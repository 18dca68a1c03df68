import { describe, expect, it } from 'vitest';
import { findEntry } from '../translator';
import { type BasetenQuery } from '../types';
import { changeCalculation, changeMetric } from './changes';

const latency = 'baseten_end_to_end_response_time_seconds';
const utilization = 'baseten_gpu_utilization';
const cpu = 'baseten_container_cpu_usage_seconds_total';

function entry(id: string) {
  const found = findEntry(id);
  if (!found) {
    throw new Error(`no ${id}`);
  }
  return found;
}

describe('changing the metric', () => {
  const query: BasetenQuery = {
    refId: 'A',
    metric: latency,
    calculation: 'quantile',
    quantile: 0.99,
    filters: [
      { label: 'model_name', operator: '=', values: ['a'] },
      { label: 'status_code', operator: '=', values: ['500'] },
      { label: 'cluster', operator: '=', values: ['eu'] },
    ],
    groupBy: ['model_name', 'status_code'],
    legendFormat: '{{model_name}}',
    top: { order: 'top', n: 3 },
  };

  it('keeps what fits and says what does not', () => {
    expect(changeMetric(query, utilization)).toEqual({
      query: {
        refId: 'A',
        metric: utilization,
        filters: [
          { label: 'model_name', operator: '=', values: ['a'] },
          { label: 'cluster', operator: '=', values: ['eu'] },
        ],
        groupBy: ['model_name'],
        legendFormat: '{{model_name}}',
        top: { order: 'top', n: 3 },
      },
      dropped: ['Percentile', 'the filter on status code', 'grouping by status code'],
    });
  });

  it('keeps everything between metrics of one kind', () => {
    const change = changeMetric(query, 'baseten_time_to_first_token_seconds');
    expect(change.query.calculation).toBe('quantile');
    expect(change.query.quantile).toBe(0.99);
  });

  it('drops a threshold of another unit, and keeps one of the same', () => {
    const share: BasetenQuery = { refId: 'A', metric: latency, calculation: 'share_within', threshold: 2 };
    expect(changeMetric(share, 'baseten_request_size_bytes')).toEqual({
      query: { refId: 'A', metric: 'baseten_request_size_bytes', calculation: 'share_within' },
      dropped: ['threshold'],
    });
  });

  it('drops an aggregation that would mean nothing', () => {
    const sum: BasetenQuery = { refId: 'A', metric: 'baseten_replicas_active', aggregation: 'sum' };
    expect(changeMetric(sum, utilization).dropped).toEqual(['combining by sum']);
  });

  it('drops an offset that the metric refuses', () => {
    const past: BasetenQuery = { refId: 'A', metric: 'baseten_replicas_active', offset: '1d' };
    expect(changeMetric(past, 'data_age')).toEqual({ query: { refId: 'A', metric: 'data_age' }, dropped: ['Offset'] });
    expect(changeMetric(past, 'error_ratio').query.offset).toBe('1d');
  });

  it('picks the first metric without a word', () => {
    expect(changeMetric({ refId: 'A' }, cpu)).toEqual({ query: { refId: 'A', metric: cpu }, dropped: [] });
  });
});

describe('changing the calculation', () => {
  it('lets go what the new one does not read, so that the query stays valid', () => {
    const query: BasetenQuery = {
      refId: 'A',
      metric: latency,
      quantile: 0.5,
      top: { order: 'top', n: 3 },
      format: 'table',
      queryType: 'instant',
    };
    expect(changeCalculation(query, entry(latency), 'heatmap')).toEqual({
      refId: 'A',
      metric: latency,
      calculation: 'heatmap',
    });
  });
});
