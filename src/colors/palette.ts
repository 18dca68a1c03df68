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

/** How far the lines of one model are from its colour, in turn. */
const SHADES = [0, 0.55, 0.3];

/** The colour of the nth line of a model: bright ones get darker, dark ones lighter, so that all stand out from the background. */
export function shade(color: string, nth: number, isDark: boolean): string {
  const share = SHADES[nth % SHADES.length] ?? 0;
  const channels = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
  const [red = 0, green = 0, blue = 0] = channels;
  const bright = isDark ? 0.3 * red + 0.6 * green + 0.1 * blue > 150 : Math.max(...channels) > 120;
  const target = isDark ? (bright ? 50 : 255) : bright ? 0 : 190;
  const mixed = channels.map((own) =>
    Math.round(own + (target - own) * share)
      .toString(16)
      .padStart(2, '0')
  );
  return `#${mixed.join('').toUpperCase()}`;
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
