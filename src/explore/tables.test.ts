import { createDataFrame, type DataFrame, DataFrameType, FieldType, type Labels } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { withTables } from './tables';

interface Series {
  labels: Labels;
  values: Array<number | null>;
}

function frame(type: DataFrameType, series: Series[], refId = 'A'): DataFrame {
  const ranged = type === DataFrameType.TimeSeriesWide;
  const times = { name: 'Time', type: FieldType.time, values: [1000, 2000, 3000] };
  return createDataFrame({
    refId,
    meta: { type, notices: [{ severity: 'info', text: 'Look.' }] },
    fields: [
      ...(ranged ? [times] : []),
      ...series.map(({ labels, values }) => ({
        name: 'Response time, p95',
        type: FieldType.number,
        labels,
        values,
        config: { unit: 's', displayNameFromDS: 'cut off …' },
      })),
    ],
  });
}

/** Columns with their values, and what the frame wants to be. */
function shown(frames: DataFrame[]) {
  return frames.map(({ refId, meta, fields, length }) => {
    return {
      refId,
      as: meta?.preferredVisualisationType,
      length,
      columns: fields.map(({ name, values }) => [name, ...values]),
    };
  });
}

const whisper = { gpu: '0', environment: 'production', model_name: 'Whisper' };

describe('an answer in Explore', () => {
  it('has its lines in the graph alone, and beside it a row a series with its labels and its last value', () => {
    const wide = frame(DataFrameType.TimeSeriesWide, [
      { labels: whisper, values: [1, 2, 3] },
      { labels: { model_name: 'Llama' }, values: [4, 5, null] },
      { labels: { model_name: 'Idle' }, values: [null, null, null] },
    ]);
    const { data } = withTables({ data: [wide] });
    expect(shown(data)).toEqual([
      expect.objectContaining({ refId: 'A', as: 'graph', length: 3 }),
      {
        refId: 'A',
        as: 'table',
        length: 2,
        columns: [
          ['Time', 3000, 2000],
          ['model_name', 'Whisper', 'Llama'],
          ['environment', 'production', ''],
          ['gpu', '0', ''],
          ['Response time, p95', 3, 5],
        ],
      },
    ]);
    const [, model, , , value] = data[1].fields;
    expect(model.config).toEqual({ filterable: true });
    expect(value.config).toEqual({ unit: 's' });
  });

  it('has a table a query, of all its frames', () => {
    const multi = (refId: string, name: string) => ({
      ...frame(DataFrameType.TimeSeriesWide, [{ labels: { model_name: name }, values: [1, 2, 3] }], refId),
      meta: { type: DataFrameType.TimeSeriesMulti },
    });
    const { data } = withTables({ data: [multi('A', 'x'), multi('A', 'y'), multi('B', 'z')] });
    expect(shown(data).map(({ refId, as, length }) => [refId, as, length])).toEqual([
      ['A', 'graph', 3],
      ['A', 'graph', 3],
      ['B', 'graph', 3],
      ['A', 'table', 2],
      ['B', 'table', 1],
    ]);
  });

  it('is a table where it is one row of numbers, with what was said of it', () => {
    const numbers = frame(DataFrameType.NumericWide, [{ labels: whisper, values: [7] }]);
    const { data } = withTables({ data: [numbers] });
    expect(shown(data)).toEqual([
      {
        refId: 'A',
        as: 'table',
        length: 1,
        columns: [
          ['model_name', 'Whisper'],
          ['environment', 'production'],
          ['gpu', '0'],
          ['Response time, p95', 7],
        ],
      },
    ]);
    expect(data[0].meta.notices).toHaveLength(1);
  });

  it.each<[string, DataFrame]>([
    ['a table', { ...frame(DataFrameType.NumericLong, [{ labels: {}, values: [1] }]) }],
    ['a heatmap', { ...frame(DataFrameType.HeatmapRows, [{ labels: { le: '1' }, values: [1] }]) }],
    ['nothing', createDataFrame({ refId: 'A', meta: { type: DataFrameType.TimeSeriesWide }, fields: [] })],
  ])('stays as it is where it is %s', (_, given) => {
    expect(withTables({ data: [given] }).data).toEqual([given]);
  });
});
