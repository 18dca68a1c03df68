/**
 * Colours that lines are told apart by. Grafana's own palettes by name give several models one pale pink in the dark theme.
 * A test holds that each stands out from the background of its theme and from every other one of it, and from the two
 * colours that mean that something is wrong. The two lists have the same hues where both themes bear them.
 */
export const PALETTES = {
  dark: [
    '#009FFF',
    '#9F7000',
    '#FF30BF',
    '#408F00',
    '#40EFFF',
    '#DFDF00',
    '#5050FF',
    '#00FF9F',
    '#FFBF9F',
    '#CFBFFF',
    '#008080',
  ],
  light: [
    '#008FFF',
    '#604000',
    '#FF30BF',
    '#004010',
    '#008080',
    '#9F8F00',
    '#8000FF',
    '#009F40',
    '#BF8070',
    '#700050',
    '#004070',
  ],
} as const;

/** How many names can be told apart. */
export const COLORS = PALETTES.dark.length;

/**
 * The colours of a model's further lines, in the order of the palette: its own, mixed with black, grey or white. One rule for
 * all would make dark blue of bright blue. A test holds that no two of different models are alike.
 */
const SHADES: Record<keyof typeof PALETTES, ReadonlyArray<readonly [string, string]>> = {
  dark: [
    ['#0A81C9', '#4DBCFF'],
    ['#C0B089', '#AC8935'],
    ['#BF248F', '#FF6ED2'],
    ['#3A750A', '#66A533'],
    ['#56C8D3', '#C6FAFF'],
    ['#BABA08', '#F2F299'],
    ['#7272A6', '#8585FF'],
    ['#40C090', '#80FFCF'],
    ['#FFDFCF', '#896C5E'],
    ['#E9E2FF', '#AFA6CC'],
    ['#5A8080', '#339999'],
  ],
  light: [
    ['#5385AC', '#0064B3'],
    ['#766D5A', '#2B1D00'],
    ['#A66893', '#CC2699'],
    ['#001D07', '#698971'],
    ['#40A0A0', '#005353'],
    ['#8E8746', '#6F6610'],
    ['#5A00B3', '#B973FF'],
    ['#08873B', '#126935'],
    ['#A16E62', '#69463E'],
    ['#773A66', '#27001C'],
    ['#5A6D7B', '#001A2D'],
  ],
};

/** The colour of the nth line of the model at a place of the palette; after three they begin anew. */
export function shade(place: number, nth: number, theme: keyof typeof PALETTES): string | undefined {
  return [PALETTES[theme][place], ...(SHADES[theme][place] ?? [])][nth % 3];
}

/** FNV-1a: short names that differ in one character are far apart. */
function hash(name: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < name.length; i += 1) {
    value = Math.imul(value ^ name.charCodeAt(i), 0x01000193) >>> 0;
  }
  return value;
}

/**
 * The place in the palette of each name. It hangs on all names that there are, never on those that are drawn: so a name has
 * one place in every panel, and two have the same only where there are more names than colours. Each has the place that its
 * letters give, while that is free; those that collide take what is left. So few names move when one comes or goes.
 */
export function places(names: string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (let rest = [...new Set(names)].sort(); rest.length > 0;) {
    const round = rest.slice(0, COLORS);
    rest = rest.slice(COLORS);
    const taken = new Set<number>();
    const take = (name: string, place: number) => {
      taken.add(place);
      found.set(name, place);
    };
    for (const name of round) {
      const own = hash(name) % COLORS;
      if (!taken.has(own)) {
        take(name, own);
      }
    }
    for (const name of round.filter((one) => !found.has(one))) {
      let place = hash(name) % COLORS;
      while (taken.has(place)) {
        place = (place + 1) % COLORS;
      }
      take(name, place);
    }
  }
  return found;
}
