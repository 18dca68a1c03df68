/** Nearest names, for "did you mean". */

/** Longer texts are no misspelt name; comparing them with each of the catalog would take a tenth of a second in the backend. */
const LONGEST = 60;

/** Edit distance (Levenshtein) of two short texts. */
export function distance(a: string, b: string): number {
  const letters = b.split('');
  // What has been read of `a` against the first letter of `b`, the first two and so on: overwritten with each letter of `a`.
  const row = letters.map((_, j) => j + 1);
  let left = b.length;
  for (let i = 0; i < a.length; i++) {
    const letter = a[i];
    let diagonal = i;
    left = i + 1;
    for (let j = 0; j < letters.length; j++) {
      const above = row[j] || 0;
      left = letter === letters[j] ? diagonal : Math.min(diagonal, left, above) + 1;
      diagonal = above;
      row[j] = left;
    }
  }
  return left;
}

/** Words of a name without the prefix that all share and the suffixes of histogram series. */
function core(name: string): string {
  return name
    .toLowerCase()
    .replace(/^baseten_/, '')
    .replace(/_(?:bucket|sum|count|total)$/, '');
}

/** Up to `limit` of `names` that look most like `text`, nearest first; ties keep their order, far ones are left out. */
export function nearest(text: string, names: string[], limit = 3): string[] {
  const wanted = core(text.slice(0, LONGEST));
  const ranked = names
    .map((name) => {
      const own = core(name);
      // A part of a name ("response_time") is nearer than its length says.
      const contained = wanted.length > 2 && (own.includes(wanted) || wanted.includes(own));
      const longer = Math.max(wanted.length, own.length);
      // Of half the length it is another name, whatever its letters are.
      const unlike = Math.min(wanted.length, own.length) * 2 < longer;
      return { name, far: contained ? 0 : unlike ? longer : distance(wanted, own) };
    })
    .sort((a, b) => a.far - b.far);
  const best = Math.min(...ranked.map(({ far }) => far));
  return ranked
    .filter(({ far }) => far <= best + 2)
    .slice(0, limit)
    .map(({ name }) => name);
}
