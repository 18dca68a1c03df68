/**
 * SHA-256 of a text's UTF-8 bytes, in hexadecimal (FIPS 180-4). Uids of rules hang on it, so that the generator and the browser
 * must agree; the browser's own is asynchronous, and is missing where Grafana is served without TLS.
 */
const word = (value: number) => value >>> 0;

const isPrime = (n: number) => {
  for (let factor = 2; factor * factor <= n; factor++) {
    if (n % factor === 0) {
      return false;
    }
  }
  return true;
};
const primes = Array.from({ length: 312 }, (_, i) => i).filter((n) => n > 1 && isPrime(n));

/** The first 32 bits of the fraction of a root. */
const fraction = (root: number) => word((root - Math.floor(root)) * 2 ** 32);
/** Section 4.2.2: cube roots of the first 64 primes. */
const ROUNDS = primes.slice(0, 64).map((prime) => fraction(Math.cbrt(prime)));
/** Section 5.3.3: square roots of the first 8. */
const START = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));

const turned = (value: number, bits: number) => (value >>> bits) | (value << (32 - bits));

/** Section 5.1.1: a one, zeros up to whole blocks of 64 bytes, and the length in bits. */
function padded(text: string): DataView {
  const bytes = new TextEncoder().encode(text);
  const view = new DataView(new ArrayBuffer(Math.ceil((bytes.length + 9) / 64) * 64));
  bytes.forEach((byte, i) => view.setUint8(i, byte));
  view.setUint8(bytes.length, 0x80);
  view.setBigUint64(view.byteLength - 8, BigInt(bytes.length) * 8n);
  return view;
}

/** Section 6.2.2, steps 1 to 4, for the block that begins at `from`. */
function digested(state: readonly number[], view: DataView, from: number): number[] {
  const schedule: number[] = [];
  const scheduled = (i: number) => schedule[i] ?? 0;
  for (let i = 0; i < 64; i++) {
    if (i < 16) {
      schedule.push(view.getUint32(from + 4 * i));
      continue;
    }
    const [far, near] = [scheduled(i - 15), scheduled(i - 2)];
    const s0 = turned(far, 7) ^ turned(far, 18) ^ (far >>> 3);
    const s1 = turned(near, 17) ^ turned(near, 19) ^ (near >>> 10);
    schedule.push(word(scheduled(i - 16) + s0 + scheduled(i - 7) + s1));
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i++) {
    const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const chosen = (e & f) ^ (~e & g);
    const t1 = h + s1 + chosen + (ROUNDS[i] ?? 0) + scheduled(i);
    const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const most = (a & b) ^ (a & c) ^ (b & c);
    [h, g, f, e, d, c, b, a] = [g, f, e, word(d + t1), c, b, a, word(t1 + s0 + most)];
  }
  return [a, b, c, d, e, f, g, h].map((value, i) => word(value + (state[i] ?? 0)));
}

export function sha256(text: string): string {
  const view = padded(text);
  let state: readonly number[] = START;
  for (let from = 0; from < view.byteLength; from += 64) {
    state = digested(state, view, from);
  }
  return state.map((value) => value.toString(16).padStart(8, '0')).join('');
}
