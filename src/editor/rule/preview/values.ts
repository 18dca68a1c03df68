/** Asks the data source for values on a grid of times, as a panel asks: with the person's own rights. */
import {
  type DataFrame,
  type DataQueryRequest,
  type DataQueryResponse,
  dateTime,
  FieldType,
  isDataFrame,
} from '@grafana/data';
import { from } from 'rxjs';
import { type EditorSource } from '../../../source';
import { type BasetenQuery } from '../../../types';
import { errorText } from '../../useLookup';

/** Times a step apart, of which those from `first` to `last` are asked for; `begin` is that of number 0, in milliseconds. */
export interface Grid {
  begin: number;
  stepMs: number;
  first: number;
  last: number;
}

/** One series at the times asked for; NaN where it has no value. */
export interface Values {
  labels: Record<string, string>;
  values: Float64Array;
}

let requests = 0;

/**
 * The series of each query, by its letter.
 * @throws an Error in words where any of the queries fails, is cut, or comes at other times than those of the grid
 */
export function askValues(
  source: EditorSource,
  queries: readonly BasetenQuery[],
  grid: Grid,
  signal: AbortSignal
): Promise<(refId: string) => Values[]> {
  const { begin, stepMs, first, last } = grid;
  const range = { from: dateTime(begin + first * stepMs), to: dateTime(begin + last * stepMs) };
  const request: DataQueryRequest<BasetenQuery> = {
    // Grafana cancels a request when another one of its name comes.
    requestId: `baseten-preview-${(requests += 1)}`,
    // As for a panel: for Explore the data source shapes its answers to be drawn.
    app: 'dashboard',
    interval: `${stepMs / 1000}s`,
    intervalMs: stepMs,
    maxDataPoints: last - first + 1,
    range: { ...range, raw: range },
    scopedVars: {},
    startTime: Date.now(),
    timezone: 'utc',
    targets: queries.map((query) => ({ ...query, background: true })),
  };
  return new Promise((resolve, reject) => {
    let answer: DataQueryResponse | undefined;
    // Whoever leaves takes the request along, through Grafana and the backend to the server.
    const stop = () => {
      subscription.unsubscribe();
      reject(new Error('The preview was stopped.'));
    };
    const subscription = from(source.query(request)).subscribe({
      next: (given) => (answer = given),
      error: (error: unknown) => {
        signal.removeEventListener('abort', stop);
        reject(new Error(errorText(error)));
      },
      complete: () => {
        signal.removeEventListener('abort', stop);
        try {
          const frames = framesOf(answer);
          const read = queries.map(
            ({ refId }) =>
              [
                refId,
                seriesOf(
                  frames.filter((frame) => frame.refId === refId),
                  grid
                ),
              ] as const
          );
          const found = new Map(read);
          resolve((refId) => found.get(refId) ?? []);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(errorText(error)));
        }
      },
    });
    signal.addEventListener('abort', stop, { once: true });
  });
}

function framesOf(answer: DataQueryResponse | undefined): DataFrame[] {
  // oxlint-disable-next-line typescript/no-deprecated -- The failure of a whole request stands there alone.
  const error = answer?.errors?.[0] ?? answer?.error;
  if (answer === undefined || error !== undefined) {
    throw new Error(errorText(error));
  }
  const data: unknown[] = answer.data;
  return data.filter(isDataFrame);
}

function seriesOf(frames: readonly DataFrame[], { begin, stepMs, first, last }: Grid): Values[] {
  const found: Values[] = [];
  for (const frame of frames) {
    const partial = frame.meta?.notices?.find(({ text }) => text.startsWith('The answer is partial'));
    if (partial !== undefined) {
      throw new Error(partial.text);
    }
    const time = frame.fields.find(({ type }) => type === FieldType.time);
    const times: unknown[] = time?.values ?? [];
    // Between the points of a longer step anything may have fired.
    if (times.length > 0 && time?.config.interval !== stepMs) {
      throw new Error('The server answered with another step than it was asked for.');
    }
    for (const field of frame.fields.filter(({ type }) => type === FieldType.number)) {
      const values = new Float64Array(last - first + 1).fill(NaN);
      const own: unknown[] = field.values;
      times.forEach((time, index) => {
        const place = (Number(time) - begin) / stepMs - first;
        if (!Number.isInteger(place)) {
          throw new Error('The server answered at other times than it was asked for.');
        }
        const value = own[index];
        if (place >= 0 && place < values.length && typeof value === 'number') {
          values[place] = value;
        }
      });
      found.push({ labels: field.labels ?? {}, values });
    }
  }
  return found;
}
