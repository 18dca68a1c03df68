/** Nearest names, for "did you mean". */

/** Longer texts are no misspelt name; comparing them with each of the catalog would take a tenth of a second in the backend. */
const LONGEST = 60;

/** Edit distance (Levenshtein) of two short texts, in one row that is overwritten. */
function distance(a: string, b: string): number {
  const letters = Array.from({ length: b.length }, (_, i) => b.charCodeAt(i));
  const row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 0; i < a.length; i++) {
    const letter = a.charCodeAt(i);
    let diagonal = i;
    let left = i + 1;
    for (let j = 0; j < letters.length; j++) {
      const above = row[j + 1] || 0;
      left = letter === letters[j] ? Math.min(diagonal, left + 1, above + 1) : Math.min(diagonal, left, above) + 1;
      diagonal = above;
      row[j + 1] = left;
    }
    row[0] = i + 1;
  }
  return row[b.length] || 0;
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
    .map((name, i) => {
      const own = core(name);
      // A part of a name ("response_time") is nearer than its length says.
      const contained = wanted.length > 2 && (own.indexOf(wanted) >= 0 || wanted.indexOf(own) >= 0);
      const longer = Math.max(wanted.length, own.length);
      // Of half the length it is another name, whatever its letters are.
      const unlike = Math.min(wanted.length, own.length) * 2 < longer;
      return { name, i, far: contained ? 0 : unlike ? longer : distance(wanted, own) };
    })
    .sort((a, b) => a.far - b.far || a.i - b.i);
  const best = ranked[0] ? ranked[0].far : 0;
  return ranked
    .filter(({ far }) => far <= best + 2)
    .slice(0, limit)
    .map(({ name }) => name);
}
