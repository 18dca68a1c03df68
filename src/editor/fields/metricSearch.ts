/** Finds metrics by what people type: the catalog's names in both languages, the trade's names, then what is said of them. */
import { textLanguage } from '../../i18n';
import { catalog, type Entry } from '../../translator';
import { entryTexts } from '../texts/catalogTexts';
import { costMetrics, costWords, metricWords } from './metricWords';

/** p95, P99.9, 95th percentile. */
const PERCENTILE = /\bp\d{1,2}(?:[.,]\d+)?\b|\b\d{1,2}(?:[.,]\d+)?th\b(?:\s+percentile\b)?/gi;
/** The names under which a histogram is exported are no names of its own here. */
const HISTOGRAM_SUFFIX = /(baseten_\w+)_(?:bucket|sum|count)\b/gi;

/** Words that say nothing of which metric is meant, as in "how many errors are there". */
const FILLERS = new Set(
  `a an and any are by der die das des dem den do does for how i in is it many mein meine much my of on our the there
   to und viele von what wie zum`.split(/\s+/)
);

/** One form for singular and plural, with and without accents; what is typed and what is searched both go through it. */
function stem(word: string): string {
  const single = word
    .replace(/ies$/, 'y')
    .replace(/(sh|ch|x|ss)es$/, '$1')
    .replace(/(.{2,}[^s])s$/, '$1');
  return single.length > 6 ? single.replace(/en?$/, '') : single;
}

function wordsOf(text: string): string[] {
  const plain = text.toLowerCase().replaceAll('ß', 'ss').normalize('NFD').replace(/\p{M}/gu, '');
  const words = plain.match(/[\p{L}\p{N}]+/gu) ?? [];
  const telling = words.filter((word) => !FILLERS.has(word));
  return (telling.length > 0 ? telling : words).map(stem);
}

const isSame = (typed: string, word: string) => word === typed;
const isBeginning = (typed: string, word: string) => word.startsWith(typed);

/** Whether each word that is typed fits another of these words. */
function fits(typed: string[], words: string[], fit: (typed: string, word: string) => boolean): boolean {
  const left = [...words];
  return typed.every((one) => {
    const same = left.indexOf(one);
    const at = same >= 0 ? same : left.findIndex((word) => fit(one, word));
    if (at >= 0) {
      left.splice(at, 1);
    }
    return at >= 0;
  });
}

const order = new Map(metricWords.map(([id], index) => [id, index]));
const namesOf = new Map(metricWords.map(([id, ...names]) => [id, names.map(wordsOf)]));

/** What can be said of every metric of a kind. */
function namesOfKind({ calculations }: Entry): string[] {
  return [
    ...(calculations.includes('quantile') ? ['percentile', 'quantile', 'median', 'Perzentil'] : []),
    ...(calculations.includes('mean') ? ['average', 'mean', 'Durchschnitt', 'Mittelwert'] : []),
    ...(calculations.includes('rate') ? ['rate', 'per second', 'pro Sekunde'] : []),
  ];
}

/** The words of an entry, by text: titles, other names, and all of these in one; at last with what is said of it. */
function wordsOfEntry(entry: Entry) {
  const texts = entryTexts(entry);
  const titles = [entry.title, texts.title].map(wordsOf);
  const names = [entry.id, ...namesOfKind(entry)].map(wordsOf).concat(namesOf.get(entry.id) ?? []);
  const about = [entry.group, texts.group, entry.description, texts.description].map(wordsOf);
  const named = [...titles, ...names];
  return { titles, names, named, namedInOne: [named.flat()], saidInOne: [[...named, ...about].flat()] };
}

const known = new Map<string, Array<{ entry: Entry; words: ReturnType<typeof wordsOfEntry> }>>();

/** The catalog with its words, read once for a language: with each letter that is typed all of them are looked at. */
function readCatalog() {
  const language = textLanguage();
  const read = known.get(language) ?? catalog.map((entry) => ({ entry, words: wordsOfEntry(entry) }));
  known.set(language, read);
  return read;
}

/** How well an entry fits, 0 the best; -1 where some word is nowhere. A name is whole when each of its words was typed. */
function fitOf(id: string, words: ReturnType<typeof wordsOfEntry>, search: string, typed: string[]): number {
  const { titles, names, named, namedInOne, saidInOne } = words;
  const areWhole = (lists: string[][]) => lists.filter((list) => list.length === typed.length);
  const oneFits = (lists: string[][], fit: typeof isSame) => lists.some((list) => fits(typed, list, fit));
  return [
    () => search.trim() === id,
    () => oneFits(areWhole(titles), isSame),
    () => oneFits(areWhole(names), isSame),
    () => oneFits(areWhole(named), isBeginning),
    () => oneFits(titles, isSame),
    () => oneFits(titles, isBeginning),
    () => oneFits(names, isSame),
    () => oneFits(names, isBeginning),
    () => oneFits(namedInOne, isBeginning),
    () => oneFits(saidInOne, isBeginning),
  ].findIndex((isSo) => isSo());
}

const wordsForCost = new Set(costWords.flatMap(wordsOf));

/**
 * The entries that have each word of the search as the beginning of one of theirs, the likeliest first, and whether costs are
 * asked for, which nothing here tells: the entries are then what comes near. Without a search, all entries as they are.
 */
export function searchMetrics(search: string): { entries: Entry[]; isCost: boolean } {
  const typed = wordsOf(search.replace(HISTOGRAM_SUFFIX, '$1').replace(PERCENTILE, ' percentile '));
  if (typed.length === 0) {
    return { entries: catalog, isCost: false };
  }
  if (typed.some((word) => wordsForCost.has(word))) {
    return { entries: catalog.filter(({ id }) => costMetrics.includes(id)), isCost: true };
  }
  const asked = ({ id }: Entry) => order.get(id) ?? order.size;
  const found = readCatalog()
    .map(({ entry, words }) => ({ entry, fit: fitOf(entry.id, words, search, typed) }))
    .filter(({ fit }) => fit >= 0)
    .sort((a, b) => a.fit - b.fit || asked(a.entry) - asked(b.entry));
  return { entries: found.map(({ entry }) => entry), isCost: false };
}
