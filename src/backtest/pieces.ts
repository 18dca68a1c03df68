/**
 * Asks for a long past in pieces that a server can bear. The step is never raised to make a range fit: Grafana evaluates each
 * minute, and a coarser grid would jump over what fires.
 */

/** Prometheus refuses more points than 11,000; aligning both ends takes some. */
const MOST_POINTS = 10_900;
/** A fifth of what Prometheus lets one query hold (`query.max-samples`, 50 million): a rule's parts are held beside each other. */
const MOST_SAMPLES = 10_000_000;
/** Smaller ones would cost more by their number than they save. */
const LEAST_POINTS = 30;
/** Failures behind each other after which the server is left alone. */
const GIVE_UP_AFTER = 4;
/** Of one query. */
const SLOW_MS = 3000;
const LONGEST_PAUSE_MS = 20_000;

/** Evaluations from `first` to `last`, by their number. */
export interface Piece {
  first: number;
  last: number;
}

/**
 * The pieces of a range, newest first: what was lately is what people ask about.
 * @param evaluations how many there are
 * @param series that the server reads for one evaluation
 * @param longest a piece may be, so that first results come soon
 */
export function piecesOf(evaluations: number, series: number, longest = MOST_POINTS): Piece[] {
  const most = Math.max(LEAST_POINTS, Math.min(MOST_POINTS, longest, Math.floor(MOST_SAMPLES / Math.max(1, series))));
  const count = Math.ceil(evaluations / most);
  return Array.from({ length: count }, (_, i) => ({
    first: Math.max(0, evaluations - (i + 1) * most),
    last: evaluations - i * most - 1,
  }));
}

/** Waits, unless the signal ends it. Rejects with the signal's reason. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

export interface Asked<T, P extends Piece = Piece> {
  pieces: readonly P[];
  /** Rejects where the piece can't be had; at once when the signal says so. */
  ask: (piece: P, signal: AbortSignal) => Promise<T>;
  onAnswer: (piece: P, answer: T) => void;
  /** A piece that will not come, and why. */
  onLost: (piece: P, error: unknown) => void;
  signal: AbortSignal;
  /** A piece that takes longer, and twice as long for each point as the fastest, says that the server is busy. */
  slowMs?: number;
  now?: () => number;
  sleep?: Sleep;
}

/**
 * Asks for all pieces, two at a time; one at a time and with pauses while the server is slow. A piece that fails is halved
 * once, in case it was too large. Resolves when all are answered or lost, and rejects as soon as the signal says so.
 */
export async function askInPieces<T, P extends Piece = Piece>({
  pieces,
  ask,
  onAnswer,
  onLost,
  signal,
  slowMs = SLOW_MS,
  now = () => performance.now(),
  sleep = wait,
}: Asked<T, P>): Promise<void> {
  const left = pieces.map((piece) => ({ piece, halved: false }));
  let failures = 0;
  let fastest = Infinity;
  let pause = 0;

  const worker = async (isFirst: boolean) => {
    for (;;) {
      signal.throwIfAborted();
      if (left.length > 0 && pause > 0 && failures < GIVE_UP_AFTER) {
        await sleep(pause, signal);
        // Only the first one goes on while the server is slow.
        if (pause > 0 && !isFirst) {
          continue;
        }
      }
      const next = left.shift();
      if (next === undefined) {
        return;
      }
      const { piece, halved } = next;
      if (failures >= GIVE_UP_AFTER) {
        onLost(piece, new Error('The server failed several times, so it was not asked any more.'));
        continue;
      }
      const begin = now();
      try {
        const answer = await ask(piece, signal);
        signal.throwIfAborted();
        failures = 0;
        const took = now() - begin;
        const each = took / (piece.last - piece.first + 1);
        pause = took > slowMs && each > 2 * fastest ? Math.min(took, LONGEST_PAUSE_MS) : 0;
        fastest = Math.min(fastest, each);
        onAnswer(piece, answer);
      } catch (error) {
        signal.throwIfAborted();
        failures += 1;
        pause = Math.min(1000 * 2 ** failures, LONGEST_PAUSE_MS);
        const middle = Math.floor((piece.first + piece.last) / 2);
        if (halved || piece.last - piece.first < 2 * LEAST_POINTS) {
          onLost(piece, error);
        } else {
          left.unshift(
            { piece: { ...piece, first: middle + 1 }, halved: true },
            { piece: { ...piece, last: middle }, halved: true }
          );
        }
      }
    }
  };
  await Promise.all([worker(true), worker(false)]);
}

const wait: Sleep = (ms, signal) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason instanceof Error ? signal.reason : new Error('It was stopped.'));
    };
    signal.addEventListener('abort', stop, { once: true });
  });
