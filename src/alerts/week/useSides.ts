import { useEffect, useRef, useState } from 'react';
import { askInPieces, piecesOf } from '../../backtest';
import { seriesOf } from '../../editor/rule/preview/cost';
import { knownOf, knownQueries, withAhead } from '../../editor/rule/preview/known';
import { EVALUATIONS } from '../../editor/rule/preview/past';
import { STEP_MS } from '../../editor/rule/preview/range';
import { askValues } from '../../editor/rule/preview/values';
import { errorText } from '../../editor/useLookup';
import { type EditorSource } from '../../source';
import { type QueryModel } from '../../translator';
import type { Counts } from './sides';

/** The three questions about a model. */
export type Questions = Record<'bad' | 'valid' | 'usual', QueryModel>;

/** First results come after a day's worth, not after a week's. */
const LONGEST_PIECE = 1440;

export type Asked =
  | { phase: 'idle' }
  | { phase: 'asking' | 'done'; counts: Counts; answered: number; lost: string[] }
  | { phase: 'failed'; reason: string };

/** A model's requests of the last week, asked for by a click; other questions begin anew. */
export function useSides(source: EditorSource, questions: Questions) {
  const key = JSON.stringify([source.uid, questions]);
  const [state, setState] = useState<{ key: string; asked: Asked }>({ key, asked: { phase: 'idle' } });
  const control = useRef<AbortController>(undefined);
  useEffect(() => () => control.current?.abort(), [key]);

  const start = () => {
    const own = new AbortController();
    control.current?.abort();
    control.current = own;
    const show = (asked: Asked) => setState({ key, asked });
    ask(source, questions, own.signal, show).catch((error: unknown) => {
      if (!own.signal.aborted) {
        show({ phase: 'failed', reason: errorText(error) });
      }
    });
  };
  return { asked: state.key === key ? state.asked : ({ phase: 'idle' } as const), start };
}

async function ask(
  source: EditorSource,
  questions: Questions,
  signal: AbortSignal,
  show: (asked: Asked) => void
): Promise<void> {
  const last = Math.floor(Date.now() / STEP_MS - 1) * STEP_MS;
  const times = Array.from({ length: EVALUATIONS }, (_, i) => last - (EVALUATIONS - 1 - i) * STEP_MS);
  const empty = () => new Float64Array(EVALUATIONS).fill(NaN);
  const counts = { times, known: new Uint8Array(EVALUATIONS), bad: empty(), valid: empty(), usual: empty() };
  const lost = new Set<string>();
  let answered = 0;
  const tell = (phase: 'asking' | 'done') =>
    show({ phase, counts: { ...counts }, answered: answered / EVALUATIONS, lost: [...lost] });
  const names = ['bad', 'valid', 'usual'] as const;
  const queries = names.map((name) => ({
    ...questions[name],
    refId: name,
    queryType: 'range' as const,
    interval: '1m',
  }));
  tell('asking');
  const series = await Promise.all(queries.map((query) => seriesOf(source, query)));
  await askInPieces({
    pieces: piecesOf(EVALUATIONS, Math.max(...series), LONGEST_PIECE),
    signal,
    ask: async (piece) => {
      const grid = withAhead({ begin: times[0] ?? 0, stepMs: STEP_MS, ...piece }, EVALUATIONS - 1);
      const of = await askValues(source, [...queries, ...knownQueries(['gone', 'scraped'], '1m')], grid, signal);
      return { of, known: knownOf(of('gone'), of('scraped'), grid, source.context.scrapeIntervalMs).models };
    },
    onAnswer: ({ first, last: end }, { of, known }) => {
      const count = end - first + 1;
      counts.known.set(known.subarray(0, count), first);
      for (const name of names) {
        counts[name].set(of(name)[0]?.values.subarray(0, count) ?? [], first);
      }
      answered += count;
      tell('asking');
    },
    onLost: ({ first, last: end }, error) => {
      lost.add(errorText(error));
      answered += end - first + 1;
      tell('asking');
    },
  });
  tell('done');
}
