/**
 * Explore draws series as lines and, of the same frames, makes a table with a column for each series, whose names are cut off.
 * Here the lines are for the graph alone, and a table with the labels as columns stands beside it.
 */
import {
  type DataFrame,
  DataFrameType,
  type DataQueryResponse,
  type Field,
  FieldType,
  isDataFrame,
  type Labels,
  type PreferredVisualisationType,
} from '@grafana/data';

const LINES: ReadonlySet<string> = new Set([DataFrameType.TimeSeriesWide, DataFrameType.TimeSeriesMulti]);
const NUMBERS: ReadonlySet<string> = new Set([DataFrameType.NumericWide, DataFrameType.NumericMulti]);
/** Labels that people look for first; the others follow as the series name them. */
const FIRST = ['model_name', 'environment', 'deployment_id'];

/** A series with its last value. */
interface Row {
  labels: Labels;
  value: unknown;
  time: unknown;
  field: Field;
}

function typeOf(frame: DataFrame): string {
  return frame.length === 0 ? '' : (frame.meta?.type ?? '');
}

/** Where the last value stands; -1 where there is none. */
function lastOf(values: unknown[]): number {
  let at = values.length - 1;
  while (at >= 0 && (typeof values[at] !== 'number' || Number.isNaN(values[at]))) {
    at--;
  }
  return at;
}

/** The series of a frame, each with its last value; those without any are left out. */
function rowsOf(frame: DataFrame): Row[] {
  const times: unknown[] = frame.fields.find(({ type }) => type === FieldType.time)?.values ?? [];
  return frame.fields
    .filter(({ type }) => type === FieldType.number)
    .flatMap((field) => {
      const values: unknown[] = field.values;
      const at = lastOf(values);
      return at < 0 ? [] : [{ labels: field.labels ?? {}, value: values[at], time: times[at], field }];
    });
}

function column(name: string, type: FieldType, values: unknown[], config: Field['config'] = {}): Field {
  return { name, type, config, values };
}

function tableOf(frames: DataFrame[]): DataFrame | undefined {
  const [first] = frames;
  const rows = frames.flatMap(rowsOf);
  const [row] = rows;
  if (!first || !row) {
    return undefined;
  }
  const ranged = LINES.has(typeOf(first));
  const named = [...new Set(rows.flatMap(({ labels }) => Object.keys(labels)))];
  const labels = [
    ...FIRST.filter((label) => named.includes(label)),
    ...named.filter((label) => !FIRST.includes(label)),
  ];
  const { displayNameFromDS, ...config } = row.field.config;
  const times = ranged
    ? [
        column(
          'Time',
          FieldType.time,
          rows.map(({ time }) => time)
        ),
      ]
    : [];
  const { refId } = first;
  return {
    refId,
    length: rows.length,
    meta: {
      type: ranged ? DataFrameType.TimeSeriesLong : DataFrameType.NumericLong,
      preferredVisualisationType: 'table',
    },
    fields: [
      ...times,
      ...labels.map((label) =>
        column(
          label,
          FieldType.string,
          rows.map(({ labels: { [label]: value = '' } }) => value),
          { filterable: true }
        )
      ),
      column(
        row.field.name,
        FieldType.number,
        rows.map(({ value }) => value),
        config
      ),
    ],
  };
}

function preferring(frame: DataFrame, preferredVisualisationType: PreferredVisualisationType): DataFrame {
  return { ...frame, meta: { ...frame.meta, preferredVisualisationType } };
}

/** The answer as Explore shows it best. What is a table, a heatmap or empty already stays as it is. */
export function withTables(answer: DataQueryResponse): DataQueryResponse {
  const given: unknown[] = answer.data;
  const frames = given.filter(isDataFrame);
  const shown = frames.map((frame) => (LINES.has(typeOf(frame)) ? preferring(frame, 'graph') : frame));
  const charted = frames.filter((frame) => LINES.has(typeOf(frame)) || NUMBERS.has(typeOf(frame)));
  const refIds = [...new Set(charted.map(({ refId }) => refId))];
  const tables = refIds.flatMap((refId) => tableOf(charted.filter((frame) => frame.refId === refId)) ?? []);
  return {
    ...answer,
    data: [
      // A row of numbers is that table, so it needs no other; what was said of it stands on the table.
      ...shown.filter((frame) => !NUMBERS.has(typeOf(frame))),
      ...tables.map((table) => {
        const numbers = charted.find((frame) => frame.refId === table.refId && NUMBERS.has(typeOf(frame)));
        return numbers ? { ...table, meta: { ...numbers.meta, ...table.meta } } : table;
      }),
    ],
  };
}
