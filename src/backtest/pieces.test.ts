import { describe, expect, it } from 'vitest';
import { askInPieces, piecesOf, type Piece } from './pieces';

const week = 7 * 24 * 60;

describe('pieces of a range', () => {
  it.each<[title: string, series: number, count: number, longest: number]>([
    ['a week of a few series is one', 100, 1, week],
    // 10 million samples over 3,000 series.
    ['many series make more', 3000, 4, 3333],
    ['very many make them short, but not shorter than half an hour', 10_000_000, week / 30, 30],
  ])('%s', (_, series, count, longest) => {
    const pieces = piecesOf(week, series);
    expect(pieces.length).toBe(count);
    expect(Math.max(...pieces.map(({ first, last }) => last - first + 1))).toBe(longest);
    // Newest first, and each evaluation in one of them.
    const numbers = pieces.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (__, i) => last - i));
    expect(numbers).toEqual(Array.from({ length: week }, (__, i) => week - 1 - i));
  });

  it('are never longer than a server takes', () => {
    expect(Math.max(...piecesOf(50_000, 1).map(({ first, last }) => last - first + 1))).toBeLessThanOrEqual(11_000);
  });
});

/** A server in made-up time: `ask` says how long each piece takes, in milliseconds, or that it fails. */
function server(times: (piece: Piece, count: number) => number | 'fails') {
  let clock = 0;
  let under = 0;
  let count = 0;
  const waiting: Array<{ at: number; go: () => void }> = [];
  const sleep = (ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('stopped')));
      waiting.push({ at: clock + ms, go: resolve });
    });
  const log: Array<{ piece: Piece; at: number; under: number }> = [];
  return {
    log,
    now: () => clock,
    sleep,
    ask: async (piece: Piece, signal: AbortSignal) => {
      under += 1;
      log.push({ piece, at: clock, under });
      const took = times(piece, count++);
      await sleep(took === 'fails' ? 10 : took, signal);
      under -= 1;
      if (took === 'fails') {
        throw new Error('too many samples');
      }
      return piece;
    },
    /** Lets time pass until nobody waits. */
    run: async (done: Promise<unknown>) => {
      let over = false;
      void done.finally(() => (over = true)).catch(() => {});
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        const next = waiting.sort((a, b) => a.at - b.at).shift();
        if (over || next === undefined) {
          return done;
        }
        clock = Math.max(clock, next.at);
        next.go();
      }
    },
  };
}

function asked(pieces: Piece[], times: Parameters<typeof server>[0]) {
  const made = server(times);
  const answers: Piece[] = [];
  const lost: Piece[] = [];
  const control = new AbortController();
  const done = askInPieces({
    pieces,
    ask: made.ask,
    onAnswer: (_, answer) => answers.push(answer),
    onLost: (piece) => lost.push(piece),
    signal: control.signal,
    now: made.now,
    sleep: made.sleep,
  });
  return { ...made, answers, lost, control, done };
}

const ten = piecesOf(10 * 3000, 3333);

describe('asking', () => {
  it('asks two at a time while the server is quick', async () => {
    const all = asked(ten, () => 500);
    await all.run(all.done);
    expect(all.answers.length).toBe(ten.length);
    expect(Math.max(...all.log.map(({ under }) => under))).toBe(2);
    expect(all.now()).toBe((ten.length / 2) * 500);
  });

  it('asks one at a time, with pauses, while the server is slow', async () => {
    const all = asked(ten, (_, count) => (count < 2 ? 500 : 6000));
    await all.run(all.done);
    expect(all.answers.length).toBe(ten.length);
    const slow = all.log.slice(4);
    expect(slow.length).toBeGreaterThan(3);
    expect(slow.every(({ under }) => under === 1)).toBe(true);
    const distances = slow.slice(1).map(({ at }, i) => at - (slow[i]?.at ?? 0));
    // Six seconds of work, and six of rest.
    expect(Math.min(...distances)).toBeGreaterThanOrEqual(12_000);
  });

  it('halves a piece that is too large', async () => {
    const all = asked([{ first: 0, last: 999 }], ({ first, last }) => (last - first > 600 ? 'fails' : 100));
    await all.run(all.done);
    expect(all.answers).toEqual([
      { first: 500, last: 999 },
      { first: 0, last: 499 },
    ]);
    expect(all.lost).toEqual([]);
  });

  it('says which pieces it lost, and leaves a server alone that always fails', async () => {
    const all = asked(ten, () => 'fails');
    await all.run(all.done);
    const evaluations = all.lost.reduce((sum, { first, last }) => sum + last - first + 1, 0);
    expect(evaluations).toBe(10 * 3000);
    expect(all.log.length).toBeLessThanOrEqual(6);
  });

  it('ends at once where somebody stops it, and asks nothing more', async () => {
    const all = asked(ten, () => 60_000);
    setTimeout(() => all.control.abort(new Error('stopped')), 0);
    await expect(all.done).rejects.toThrow('stopped');
    expect(all.log.length).toBe(2);
    expect(all.answers).toEqual([]);
  });
});
