/** Asks the data source for the values that a rule would have had, as a panel asks: with the person's own rights. */
import {
  type DataFrame,
  type DataQueryRequest,
  type DataQueryResponse,
  dateTime,
  FieldType,
  isDataFrame,
} from '@grafana/data';
import { from } from 'rxjs';
import { type Piece } from '../../../backtest';
import { type EditorSource } from '../../../source';
import { translate } from '../../../translator';
import { type BasetenQuery } from '../../../types';
import { errorText } from '../../useLookup';

/** Grafana evaluates the groups that we write once a minute. */
export const STEP_MS = 60_000;

const QUERY = 'A';
const EXPORT = 'B';

/** Values on the evaluations of a piece; NaN where there is none. */
export interface Values {
  labels: Record<string, string>;
  values: Float64Array;
}

export interface Answer {
  series: Values[];
  /** 1 where the server had the export's samples then, so that a missing value was missing; 0 where nobody could tell. */
  known: Uint8Array;
}

/**
 * The query of a rule over a range, with the same values at each evaluation.
 * @throws an Error in words where a range can't give them
 */
export function rangeOf(model: BasetenQuery, context: EditorSource['context']): BasetenQuery {
  const translation = translate(model, { ...context, fromAlert: true });
  if (translation.expr.includes('@ end()') || translation.expr.includes('@ start()') || model.top !== undefined) {
    throw new Error('Its series are chosen anew at each evaluation, which a range can’t show.');
  }
  const ranged: BasetenQuery = { ...model, queryType: 'range', format: 'time_series', interval: '1m' };
  const { expr, stepAtLeast } = translate(ranged, context);
  // What counts since the point before would get a longer step in a range: as PromQL it is taken at each evaluation.
  return stepAtLeast === '' && expr === translation.expr
    ? ranged
    : { ...ranged, editorMode: 'code', metric: undefined, expr: translation.expr };
}

let requests = 0;

/** Asks for the evaluations of a piece; `begin` is the time of the first one of all, in milliseconds. */
export function askPiece(
  source: EditorSource,
  query: BasetenQuery,
  begin: number,
  { first, last }: Piece,
  signal: AbortSignal
): Promise<Answer> {
  const range = { from: dateTime(begin + first * STEP_MS), to: dateTime(begin + last * STEP_MS) };
  const request: DataQueryRequest<BasetenQuery> = {
    // Grafana cancels a request when another one of its name comes.
    requestId: `baseten-preview-${(requests += 1)}`,
    // As for a panel: for Explore the data source shapes its answers to be drawn.
    app: 'dashboard',
    interval: '1m',
    intervalMs: STEP_MS,
    maxDataPoints: last - first + 1,
    range: { ...range, raw: range },
    scopedVars: {},
    startTime: Date.now(),
    timezone: 'utc',
    targets: [
      { ...query, background: true },
      { refId: EXPORT, metric: 'export_gone', queryType: 'range', interval: '1m', background: true },
    ],
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
      error: (error: unknown) => reject(new Error(errorText(error))),
      complete: () => {
        signal.removeEventListener('abort', stop);
        try {
          resolve(readAnswer(answer, begin, { first, last }));
        } catch (error) {
          reject(error instanceof Error ? error : new Error(errorText(error)));
        }
      },
    });
    signal.addEventListener('abort', stop, { once: true });
  });
}

function readAnswer(answer: DataQueryResponse | undefined, begin: number, piece: Piece): Answer {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- The failure of a whole request stands there alone.
  const error = answer?.errors?.[0] ?? answer?.error;
  if (answer === undefined || error !== undefined) {
    throw new Error(errorText(error));
  }
  const data: unknown[] = answer.data;
  const frames = data.filter(isDataFrame);
  const of = (refId: string) =>
    seriesOf(
      frames.filter((frame) => frame.refId === refId),
      begin,
      piece
    );
  const known = new Uint8Array(piece.last - piece.first + 1);
  for (const { values } of of(EXPORT)) {
    values.forEach((gone, index) => {
      known[index] = gone === 0 ? 1 : 0;
    });
  }
  return { series: of(QUERY), known };
}

function seriesOf(frames: readonly DataFrame[], begin: number, { first, last }: Piece): Values[] {
  const found: Values[] = [];
  for (const frame of frames) {
    const partial = frame.meta?.notices?.find(({ text }) => text.startsWith('The answer is partial'));
    if (partial !== undefined) {
      throw new Error(partial.text);
    }
    const time = frame.fields.find(({ type }) => type === FieldType.time);
    const times: unknown[] = time?.values ?? [];
    // Between the points of a longer step anything may have fired.
    if (times.length > 0 && time?.config.interval !== STEP_MS) {
      throw new Error('The server answered with another step than it was asked for.');
    }
    for (const field of frame.fields.filter(({ type }) => type === FieldType.number)) {
      const values = new Float64Array(last - first + 1).fill(NaN);
      const own: unknown[] = field.values;
      times.forEach((time, index) => {
        const place = (Number(time) - begin) / STEP_MS - first;
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
