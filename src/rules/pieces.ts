/**
 * Cuts a rule for many models into rules that a server takes: VictoriaMetrics refuses queries above 16 KiB, and a name
 * may stand in a query a dozen times.
 */
import { quoteMeta, type Filter } from '../translator';
import { remembered } from './remembered';

/** Some models: those that are named, or all but those. */
export interface Selection {
  /** True where only the named models are meant. */
  only: boolean;
  names: string[];
  /** Patterns that stand for names that are long. */
  patterns: ReadonlyMap<string, string>;
  /** Patterns of the names that are looked at at all, with the operator of each. Empty at first. */
  regions: Filter[];
  /** What tells the piece from the others of its selection; `''` for the one that all others were cut from. */
  cut: string;
}

const MODEL = 'model_name';

/** Names of more bytes are told by their beginning, their end and their length. */
const LONG = 60;
const KEPT = 8;

/**
 * Patterns for names that are too long to be spelled out a dozen times a query: beginning, number of characters, end. Names
 * that this would not tell apart are spelled out.
 * The rules of a set and those of all others select by the same pattern. So a model that nobody named, but that looks like
 * one that is named, has that one's objectives: it is watched all the same, and once.
 */
export function shortened(names: string[]): ReadonlyMap<string, string> {
  const patterns = new Map<string, string>();
  const counts = new Map<string, number>();
  for (const name of names) {
    const chars = Array.from(name);
    if (new TextEncoder().encode(name).length > LONG && chars.length > 2 * KEPT) {
      const ends = [chars.slice(0, KEPT), chars.slice(-KEPT)].map((part) => quoteMeta(part.join('')));
      const pattern = ends.join(`.{${chars.length - 2 * KEPT}}`);
      patterns.set(name, pattern);
      counts.set(pattern, (counts.get(pattern) ?? 0) + 1);
    }
  }
  return new Map([...patterns].filter(([, pattern]) => counts.get(pattern) === 1));
}

const FILTERS = new WeakMap<Selection, Filter[]>();

/** The filters that select the models. Each query of each rule for them has the same. */
export const filtersOf = (selection: Selection): Filter[] =>
  remembered(FILTERS, selection, () => makeFilters(selection));

function makeFilters({ only, names, regions, patterns }: Selection): Filter[] {
  // Names of a selection that is spelled out need no region beside.
  const filters = only ? [] : regions;
  if (names.length === 0) {
    return filters;
  }
  if (!names.some((name) => patterns.has(name))) {
    return [...filters, { label: MODEL, operator: only ? '=' : '!=', values: names }];
  }
  const values = names.map((name) => patterns.get(name) ?? quoteMeta(name));
  return [...filters, { label: MODEL, operator: only ? '=~' : '!~', values }];
}

const points = (name: string) => Array.from(name).map((char) => char.codePointAt(0) ?? 0);

/** A pattern that half of the names match, by the character at the first place where they differ. */
function halving(names: string[]): { pattern: string; matched: string[]; others: string[] } {
  const all = names.map(points);
  const at = (all[0] ?? []).findIndex((code, i) => all.some((other) => other[i] !== code));
  const place = at < 0 ? (all[0] ?? []).length : at;
  const codes = all.map((one) => one[place]).filter((code) => code !== undefined);
  const [least, most] = [Math.min(...codes), Math.max(...codes)];
  // Cut where the highest differing bit says, not at the middle of those that there are: so a cut stays where it is when
  // models come and go. Where the characters are all the same, the names that have none here are the other half.
  const bit = least === most ? 1 : 2 ** Math.floor(Math.log2((least ^ most) >>> 0));
  const from = Math.floor(most / bit) * bit;
  const to = from + bit - 1;
  const isWithin = (code: number | undefined) => code !== undefined && code >= from && code <= to;
  const hex = (code: number) => {
    const char = String.fromCodePoint(code);
    return /[0-9A-Za-z]/.test(char) ? char : `\\x{${code.toString(16)}}`;
  };
  return {
    // The rest may hold a newline, which servers differ about.
    pattern: `(?s:.{${place}}[${hex(from)}-${hex(to)}].*)`,
    matched: names.filter((_, i) => isWithin(all[i]?.[place])),
    others: names.filter((_, i) => !isWithin(all[i]?.[place])),
  };
}

/** Where a pattern of a region looks: all before its class of characters. */
const placeOf = (pattern: string) => pattern.slice(0, pattern.indexOf('['));

/** Of selections that were cut already: each rule for the same models cuts the same ones. */
const HALVES = new WeakMap<Selection, [Selection, Selection]>();

const halves = (selection: Selection) => remembered(HALVES, selection, () => cutInTwo(selection));

/** Cuts a selection in two, of which the first keeps its identity. Every name there is belongs to one of both. */
function cutInTwo(selection: Selection): [Selection, Selection] {
  const { pattern, matched, others } = halving(selection.names);
  const { regions } = selection;
  // What lies outside of several patterns is one filter, which is shorter than one for each.
  const outside = regions.filter(({ operator }) => operator === '!~').flatMap(({ values }) => values);
  const inside = regions.filter(({ operator }) => operator === '=~');
  const without = (patterns: string[]): Filter[] =>
    patterns.length === 0 ? [] : [{ label: MODEL, operator: '!~', values: patterns }];
  // Ranges of characters at one place are halved again and again: the last one lies within those that names had to be in
  // before, and beside those that they had to be out of.
  const elsewhere = (one: string) => placeOf(one) !== placeOf(pattern);
  return [
    {
      ...selection,
      names: others,
      regions: [...inside, ...without([...outside, pattern])],
    },
    {
      ...selection,
      names: matched,
      regions: [
        ...inside.filter(({ values }) => values.some(elsewhere)),
        ...without(outside.filter(elsewhere)),
        { label: MODEL, operator: '=~', values: [pattern] },
      ],
      cut: `${selection.cut}/${pattern}`,
    },
  ];
}

/** The selection in as few cuts as it takes until each piece fits. */
export function pieces(selection: Selection, fits: (piece: Selection) => boolean): Selection[] {
  if (new Set(selection.names).size < 2 || fits(selection)) {
    return [selection];
  }
  return halves(selection)
    .flatMap((half) => pieces(half, fits))
    .filter(({ only, names }) => !only || names.length > 0);
}
