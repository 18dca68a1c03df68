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
  const names = frame.fields[0];
  const value = frame.fields.at(-1);
  const labels = frame.fields.slice(1, -1);
  const fields = (value?.values ?? []).map((number: unknown, row): Field => {
    const own: Labels = {};
    for (const { name, values } of labels) {
      const text: unknown = values[row];
      if (typeof text === 'string') {
        own[name] = text;
      }
    }
    return {
      name: value?.name ?? '',
      type: FieldType.number,
      ...(labels.length > 0 ? { labels: own } : {}),
      config: { ...value?.config, displayNameFromDS: String(names?.values[row]) },
      values: [number],
    };
  });
  const rest = Object.keys(others).length > 0 ? { custom: others } : {};
  return {
    ...frame,
    meta: { ...meta, ...rest, type: DataFrameType.NumericWide },
    fields,
    length: fields.length > 0 ? 1 : 0,
  };
}
