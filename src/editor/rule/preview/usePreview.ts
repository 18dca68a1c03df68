import { useEffect, useState } from 'react';
import { askInPieces, type Piece, piecesOf } from '../../../backtest';
import { type EditorSource } from '../../../source';
import { type BasetenQuery } from '../../../types';
import { errorText } from '../../useLookup';
import { askPiece } from './ask';
import { EVALUATIONS, Past } from './past';
import { seriesOf } from './cost';
import { rangeOf } from './range';

/** First results come after a day's worth, not after a week's. */
const LONGEST_PIECE = 1440;
/** More requests than these wait for a click. */
export const FEW_REQUESTS = 12;

export type Preview =
  | { phase: 'counting' }
  | { phase: 'impossible'; reason: string }
  | { phase: 'ready'; requests: number; start: () => void }
  | {
      phase: 'asking' | 'done' | 'stopped';
      requests: number;
      answered: number;
      past: Past;
      /** Why pieces will not come, each reason once. */
      lost: string[];
      stop: () => void;
      start: () => void;
    };

/** What the server knows of the last week for a rule's query; a new query begins anew. @param model as the rule runs it */
export function usePreview(source: EditorSource, model: BasetenQuery): Preview {
  const key = JSON.stringify([source.uid, model]);
  const [run, setRun] = useState({ key, count: 0, byHand: false });
  const [state, setState] = useState<{ key: string; preview: Preview }>({ key, preview: { phase: 'counting' } });
  const start = () => setRun(({ count }) => ({ key, count: count + 1, byHand: true }));

  useEffect(() => {
    const control = new AbortController();
    const show = (preview: Preview) => {
      if (!control.signal.aborted) {
        setState({ key, preview });
      }
    };
    const ask = async () => {
      let query: BasetenQuery;
      try {
        query = rangeOf(model, source.context);
      } catch (error) {
        show({ phase: 'impossible', reason: errorText(error) });
        return;
      }
      const pieces = piecesOf(EVALUATIONS, await seriesOf(source, model), LONGEST_PIECE);
      if (control.signal.aborted) {
        return;
      }
      if (pieces.length > FEW_REQUESTS && !(run.byHand && run.key === key)) {
        show({ phase: 'ready', requests: pieces.length, start });
        return;
      }
      const past = new Past(Date.now() - 60_000);
      const lost = new Set<string>();
      let left = EVALUATIONS;
      const progress = (phase: 'asking' | 'done' | 'stopped') => ({
        phase,
        requests: pieces.length,
        answered: 1 - left / EVALUATIONS,
        past,
        lost: [...lost],
        stop: () => {
          show(progress('stopped'));
          control.abort();
        },
        start,
      });
      const took = ({ first, last }: Piece) => {
        left -= last - first + 1;
        show(progress('asking'));
      };
      show(progress('asking'));
      await askInPieces({
        pieces,
        signal: control.signal,
        ask: (piece, signal) => askPiece(source, query, past.begin, EVALUATIONS - 1, piece, signal),
        onAnswer: (piece, answer) => {
          past.add(piece, answer);
          took(piece);
        },
        onLost: (piece, error) => {
          lost.add(errorText(error));
          took(piece);
        },
      });
      show(progress('done'));
    };
    ask().catch((error: unknown) => show({ phase: 'impossible', reason: errorText(error) }));
    return () => control.abort();
    // The key says everything that the question depends on; the model is new at every render.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, run]);

  return state.key === key ? state.preview : { phase: 'counting' };
}
