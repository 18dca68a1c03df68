import { useEffect, useRef, useState } from 'react';
import { errorText } from '../editor/useLookup';
import { type ObjectivesDocument } from '../objectives';
import { type EditorSource } from '../source';
import { type Fleet, propose } from './fleet';
import { type Proposal } from './proposals';

export type Proposals = {
  found: ReadonlyMap<string, Proposal>;
  start: () => void;
  stop: () => void;
} & ({ state: 'idle' | 'asking' | 'done' } | { state: 'failed'; reason: string });

/** Proposals for the fleet, asked for by a click. */
export function useProposals(source: EditorSource, document: ObjectivesDocument, fleet: Fleet): Proposals {
  const [found, setFound] = useState<ReadonlyMap<string, Proposal>>(new Map());
  const [phase, setPhase] = useState<{ state: 'idle' | 'asking' | 'done' } | { state: 'failed'; reason: string }>({
    state: 'idle',
  });
  const control = useRef<AbortController>(undefined);
  // Who leaves the page takes the requests along.
  useEffect(() => () => control.current?.abort(), []);
  return {
    found,
    ...phase,
    start: () => {
      const own = new AbortController();
      control.current = own;
      setPhase({ state: 'asking' });
      propose(source, document, fleet, own.signal, setFound).then(
        () => setPhase({ state: 'done' }),
        (error: unknown) => {
          setPhase(own.signal.aborted ? { state: 'idle' } : { state: 'failed', reason: errorText(error) });
        }
      );
    },
    stop: () => control.current?.abort(),
  };
}
