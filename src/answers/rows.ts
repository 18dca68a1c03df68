/**
 * Makes fields of rows, and rows of what is packed. What an instant query gives, and a long range, comes to the browser as a
 * table, since Grafana takes ten times as long to hand on a field for each of thousands of series; a long table comes as one
 * row. Panels get what the same query gives without a browser.
 */
import {
  type DataFrame,
  DataFrameType,
  type DataQueryResponse,
  type Field,
  type FieldConfig,
  FieldType,
  isDataFrame,
  type Labels,
} from '@grafana/data';

/** As the backend writes them, in pkg/prometheus/frames/browser.go, which says what stands in the columns. */
const MARK = 'fieldsOfRows';
const GRID = 'seriesOfRows';
const PACKED = 'packedRows';

/**
 * The answer with frames as panels expect them, in place of those that are marked.
 * @param at a time in milliseconds for the numbers of an instant query, where a panel draws nothing without one: each is then
 *   a series of one sample, as from a Prometheus data source
 */
export function unpacked(answer: DataQueryResponse, at?: number): DataQueryResponse {
  const frames: unknown[] = answer.data;
  const made = frames.map((frame) => (isDataFrame(frame) ? (tableOf(frame) ?? fieldsOf(frame, at) ?? frame) : frame));
  return made.some((frame, i) => frame !== frames[i]) ? { ...answer, data: made } : answer;
}

/** The table of one packed row; undefined for another frame. */
function tableOf(frame: DataFrame): DataFrame | undefined {
  const { custom, ...meta } = frame.meta ?? {};
  const { [PACKED]: length, ...others }: Record<string, unknown> = custom ?? {};
  if (typeof length !== 'number') {
    return undefined;
  }
  const last = frame.fields.length - 1;
  return {
    ...frame,
    meta: { ...meta, ...rest(others), type: DataFrameType.NumericLong, typeVersion: [0, 1] },
    fields: frame.fields.map((field, i) => {
      const text: unknown = field.values[0];
      return i === last
        ? { ...field, type: FieldType.number, values: numbersIn(text, length) }
        : { ...field, values: textsOf(text) };
    }),
    length,
  };
}

/** A column of texts: those that there are, and for each row the place of its own. */
interface Texts {
  texts: string[];
  rows: number[];
}

function isTexts(value: unknown): value is Texts {
  return typeof value === 'object' && value !== null && 'texts' in value && 'rows' in value;
}

function textsOf(text: unknown): string[] {
  const packed: unknown = JSON.parse(String(text));
  return isTexts(packed) ? packed.rows.map((place) => packed.texts[place] ?? '') : [];
}

/** Numbers of rows; a NaN stands where a row has none. */
function numbersIn(text: unknown, length: number): Array<number | null> {
  return samplesOf(text, undefined, length).map((number) => (Number.isNaN(number) ? null : number));
}

/** What else stands in a frame's custom metadata; nothing where that is all. */
function rest(custom: object): { custom?: object } {
  return Object.keys(custom).length > 0 ? { custom } : {};
}

/** The columns of a marked frame: names, labels, which are null where a series has none of that name, and what follows. */
interface Rows {
  names: unknown[];
  labels: Field[];
  present: unknown[];
  value: Field | undefined;
}

/** One field of each row; undefined for a frame that isn't marked so. */
function fieldsOf(frame: DataFrame, at: number | undefined): DataFrame | undefined {
  const { custom, ...meta } = frame.meta ?? {};
  const { [MARK]: mark, [GRID]: grid, ...others } = custom ?? {};
  const isSeries = isGrid(grid);
  if (mark !== true && !isSeries) {
    return undefined;
  }
  const rows: Rows = {
    names: frame.fields[0]?.values ?? [],
    labels: frame.fields.slice(1, isSeries ? -2 : -1),
    present: isSeries ? (frame.fields.at(-2)?.values ?? []) : [],
    value: frame.fields.at(-1),
  };
  const hasTimes = isSeries || (at !== undefined && rows.names.length > 0);
  const fields = isSeries ? seriesOf(rows, grid) : [...(hasTimes ? [timesOf([at])] : []), ...numbersOf(rows)];
  return {
    ...frame,
    meta: {
      ...meta,
      ...rest(others),
      type: hasTimes ? DataFrameType.TimeSeriesWide : DataFrameType.NumericWide,
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
  const times = timesOf(
    Array.from({ length: n }, (_, i) => startMs + i * stepMs),
    { interval: stepMs }
  );
  const texts: unknown[] = rows.value?.values ?? [];
  const series = texts.map((text, row) => fieldOf(rows, row, samplesOf(text, rows.present[row], n)));
  return [times, ...series];
}

function timesOf(values: unknown[], config: FieldConfig = {}): Field {
  return { name: 'Time', type: FieldType.time, config, values };
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
