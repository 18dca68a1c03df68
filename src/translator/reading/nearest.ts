/** Nearest names, for "did you mean". */

/** Longer texts are no misspelt name; comparing them would only cost time. */
const LONGEST = 100;

/** Edit distance (Levenshtein) of two short texts. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] || 0) + (a.charAt(i - 1) === b.charAt(j - 1) ? 0 : 1);
      next.push(Math.min(replaced, (row[j] || 0) + 1, (next[j - 1] || 0) + 1));
    }
    row = next;
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
      return { name, i, far: contained ? 0 : distance(wanted, own) };
    })
    .sort((a, b) => a.far - b.far || a.i - b.i);
  const best = ranked[0] ? ranked[0].far : 0;
  return ranked
    .filter(({ far }) => far <= best + 2)
    .slice(0, limit)
    .map(({ name }) => name);
}
