/** Asks the plugin as Grafana does, and reads its frames. */
import { inject } from 'vitest';
import { numbersOf } from '../../demo/lib/numbers';
import type { QueryModel } from '../../src/translator';

interface Field {
  name: string;
  type?: string;
  labels?: Record<string, string>;
  config?: { unit?: string; displayNameFromDS?: string };
}

/** What the plugin adds to a frame for its editor. */
interface Custom {
  whyEmpty?: { text: string; reason: string; label?: string; values?: string[]; params?: Record<string, unknown> };
}

export interface Frame {
  schema: {
    fields: Field[];
    meta?: { type?: string; notices?: Array<{ severity: string; text: string }>; custom?: Custom };
  };
  data: { values: Array<Array<number | string | null>> };
}

interface Answer {
  status: number;
  error?: string;
  frames?: Frame[];
}

/** One number series with the labels that tell it from the others. */
export interface Result {
  labels: Readonly<Record<string, string>>;
  unit: string | undefined;
  name: string | undefined;
  /** Milliseconds; empty for an instant. */
  times: number[];
  values: Array<number | null>;
}

export interface Ask {
  /** Uid of the data source. */
  source: string;
  query: QueryModel;
  /** Milliseconds. */
  from: number;
  to: number;
  stepMs?: number;
  /** As a rule asks. */
  fromAlert?: boolean;
}

/** The plain answer, errors included. */
export async function askRaw({ source, query, from, to, stepMs = 60_000, fromAlert = false }: Ask): Promise<Answer> {
  const response = await fetch(`${inject('gateway')}/api/ds/query`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(fromAlert ? { 'X-Demo-From-Alert': 'true' } : {}) },
    body: JSON.stringify({
      from: String(from),
      to: String(to),
      queries: [
        {
          refId: 'A',
          datasource: { uid: source },
          ...(fromAlert ? { intervalMs: 1000, maxDataPoints: 43_200 } : { intervalMs: stepMs, maxDataPoints: 2000 }),
          ...query,
        },
      ],
    }),
  });
  const body: { results?: Record<string, Answer>; message?: string } = await response.json();
  const answer = body.results?.A;
  if (answer === undefined) {
    throw new Error(`The gateway answered ${response.status}: ${JSON.stringify(body)}`);
  }
  return answer;
}

/** The number fields of the answer; throws with the plugin's words when the query failed. */
export async function ask(request: Ask): Promise<Result[]> {
  const { error, frames = [] } = await askRaw(request);
  if (error !== undefined) {
    throw new Error(error);
  }
  return frames.flatMap(({ schema, data }) => {
    const columns = schema.fields.map((field, i) => ({ ...field, values: data.values[i] ?? [] }));
    const times = numbers(columns.find(({ type }) => type === 'time')?.values);
    return numbersOf(schema.meta?.type, columns).map(({ column, labels, values }) => ({
      labels,
      unit: column.config?.unit,
      name: column.config?.displayNameFromDS,
      times,
      values,
    }));
  });
}

function numbers(values: readonly unknown[] | undefined): number[] {
  return (values ?? []).filter((value) => typeof value === 'number');
}
