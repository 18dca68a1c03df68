/** Grafana's legends below a graph get this share of its height, and what doesn't fit is scrolled to. */
const SHARE = 0.35;
/** Of the legend, in pixels: a line, what stands around a name, and a character of its size on average. */
const LINE = 22;
const AROUND = 30;
const CHARACTER = 6.6;

/**
 * The height at which a graph shows all of its legend, `least` or more: what is below the edge looks as if it wasn't there.
 * @param names of all series @param width of the graph in pixels
 */
export function heightWithLegend(names: string[], width: number, least: number): number {
  let lines = 1;
  let used = 0;
  for (const name of names) {
    const own = Math.min(width, AROUND + CHARACTER * name.length);
    if (used > 0 && used + own > width) {
      lines += 1;
      used = 0;
    }
    used += own;
  }
  return Math.max(least, Math.ceil((lines * LINE) / SHARE));
}
