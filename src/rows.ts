/**
 * Makes fields of rows. What an instant query gives, and a long range, comes to the browser as a table, since Grafana takes ten
 * times as long to hand on a field for each of thousands of series; panels get the fields that the same query gives without a
 * browser.
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

/** As the backend writes them, in pkg/prometheus/frames/browser.go, which says what stands in the columns. */
const MARK = 'fieldsOfRows';
const GRID = 'seriesOfRows';

/** The answer with fields in place of the rows that are marked. */
export function withFields(answer: DataQueryResponse): DataQueryResponse {
  const frames: unknown[] = answer.data;
  const isMade = (frame: unknown): frame is DataFrame => isDataFrame(frame) && isMarked(frame);
  return frames.some(isMade)
    ? { ...answer, data: frames.map((frame) => (isMade(frame) ? fieldsOf(frame) : frame)) }
    : answer;
}

function isMarked({ meta }: DataFrame): boolean {
  return meta?.custom?.[MARK] === true || isGrid(meta?.custom?.[GRID]);
}

/** The columns of a marked frame: names, labels, which are null where a series has none of that name, and what follows. */
interface Rows {
  names: unknown[];
  labels: Field[];
  present: unknown[];
  value: Field | undefined;
}

/** One field of each row. */
function fieldsOf(frame: DataFrame): DataFrame {
  const { custom, ...meta } = frame.meta ?? {};
  const { [MARK]: _, [GRID]: grid, ...others } = custom ?? {};
  const isSeries = isGrid(grid);
  const rows: Rows = {
    names: frame.fields[0]?.values ?? [],
    labels: frame.fields.slice(1, isSeries ? -2 : -1),
    present: isSeries ? (frame.fields.at(-2)?.values ?? []) : [],
    value: frame.fields.at(-1),
  };
  const rest = Object.keys(others).length > 0 ? { custom: others } : {};
  const fields = isSeries ? seriesOf(rows, grid) : numbersOf(rows);
  return {
    ...frame,
    meta: {
      ...meta,
      ...rest,
      type: isSeries ? DataFrameType.TimeSeriesWide : DataFrameType.NumericWide,
      typeVersion: [0, 1],
    },
    fields,
    length: fields[0]?.values.length ?? 0,
  };
}

function numbersOf(rows: Rows): Field[] {
  const numbers: unknown[] = rows.value?.values ?? [];
  return numbers.map((number, row) => fieldOf(rows, row, [number]));
}

// There are thousands of rows: no object is spread for each but the one that panels change, the config.
function fieldOf({ names, labels, value }: Rows, row: number, values: unknown[]): Field {
  return {
    name: value?.name ?? '',
    type: FieldType.number,
    labels: labelsOf(labels, row),
    config: { ...value?.config, displayNameFromDS: String(names[row]) },
    values,
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

/** A grid of times in milliseconds: `n` of them, a step apart. */
interface Grid {
  startMs: number;
  stepMs: number;
  n: number;
}

function isGrid(grid: unknown): grid is Grid {
  return typeof grid === 'object' && grid !== null && 'startMs' in grid && 'stepMs' in grid && 'n' in grid;
}

/** The times, and the samples of each series; null stands where it has none. */
function seriesOf(rows: Rows, { startMs, stepMs, n }: Grid): Field[] {
  const times: Field = {
    name: 'Time',
    type: FieldType.time,
    config: { interval: stepMs },
    values: Array.from({ length: n }, (_, i) => startMs + i * stepMs),
  };
  const texts: unknown[] = rows.value?.values ?? [];
  const series = texts.map((text, row) => fieldOf(rows, row, samplesOf(text, rows.present[row], n)));
  return [times, ...series];
}

/** Samples that stand in base64 as little-endian doubles, each at the place whose bit is set; all places without bits. */
function samplesOf(text: unknown, bits: unknown, n: number): Array<number | null> {
  const samples = bytesOf(text);
  const present = typeof bits === 'string' ? bytesOf(bits) : undefined;
  const values: Array<number | null> = [];
  let at = 0;
  for (let i = 0; i < n; i++) {
    if (present === undefined || (present.getUint8(i >> 3) & (1 << (i & 7))) !== 0) {
      values.push(samples.getFloat64(at, true));
      at += 8;
    } else {
      values.push(null);
    }
  }
  return values;
}

function bytesOf(text: unknown): DataView {
  const characters = atob(String(text));
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < characters.length; i++) {
    bytes[i] = characters.charCodeAt(i);
  }
  return new DataView(bytes.buffer);
}
