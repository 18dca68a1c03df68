/**
 * Makes fields of rows. The numbers of an instant query come to the browser as a table, since Grafana takes ten times as long
 * to hand on a field for each of thousands of series; panels get the fields that the same query gives without a browser.
 */
import {
  type DataFrame,
  DataFrameType,
  type DataQueryResponse,
  type Field,
  FieldType,
  isDataFrame,
  type Labels,
} from '@grafana/data';

/** As the backend writes it, in pkg/prometheus/frames/numeric.go. */
const MARK = 'fieldsOfRows';

/** The answer with fields in place of the rows that are marked. */
export function withFields(answer: DataQueryResponse): DataQueryResponse {
  const frames: unknown[] = answer.data;
  return frames.some(isMarked)
    ? { ...answer, data: frames.map((frame) => (isMarked(frame) ? fieldsOf(frame) : frame)) }
    : answer;
}

function isMarked(frame: unknown): frame is DataFrame {
  return isDataFrame(frame) && frame.meta?.custom?.[MARK] === true;
}

/** One field of each row: the first column is its name, the last its value, those between are labels; null is an absent one. */
function fieldsOf(frame: DataFrame): DataFrame {
  const { custom, ...meta } = frame.meta ?? {};
  const { [MARK]: _, ...others } = custom ?? {};
  const names: unknown[] = frame.fields[0]?.values ?? [];
  const value = frame.fields.at(-1);
  const numbers: unknown[] = value?.values ?? [];
  const columns = frame.fields.slice(1, -1);
  // There are thousands of rows: no object is spread for each but the one that panels change, the config.
  const fields = numbers.map((number, row): Field => ({
    name: value?.name ?? '',
    type: FieldType.number,
    labels: labelsOf(columns, row),
    config: { ...value?.config, displayNameFromDS: String(names[row]) },
    values: [number],
  }));
  const rest = Object.keys(others).length > 0 ? { custom: others } : {};
  return {
    ...frame,
    meta: { ...meta, ...rest, type: DataFrameType.NumericWide },
    fields,
    length: fields.length > 0 ? 1 : 0,
  };
}

function labelsOf(columns: Field[], row: number): Labels | undefined {
  if (columns.length === 0) {
    return undefined;
  }
  const labels: Labels = {};
  for (const { name, values } of columns) {
    const text: unknown = values[row];
    if (typeof text === 'string') {
      labels[name] = text;
    }
  }
  return labels;
}
