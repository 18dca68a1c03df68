/**
 * The editors' words in the language that a person has chosen in Grafana. English stands in the source; the other
 * languages are files in `locales/`, one chunk each, loaded with the first editor. What the translator writes (legends,
 * errors) is the same on the server, for dashboards and rules that everybody sees, and stays English.
 */
import { initPluginTranslations, type Resources, t as translateText } from '@grafana/i18n';

const PLUGIN = 'baseten-metrics-datasource';

/** Every language but English. */
const languages: Partial<Record<string, () => Promise<Resources>>> = {
  // eslint-disable-next-line no-restricted-syntax -- caught by initPluginTranslations
  'de-DE': async () => (await import('../../locales/de-DE/baseten-metrics-datasource.json')).default,
};

/** A language that the plugin lacks is English. */
function load(language: string): Promise<Resources> {
  return languages[language]?.() ?? Promise.resolve({});
}

let loaded: Promise<void> | undefined;
/** The language of the words. */
let language = 'en-US';
/** Texts that were looked up, by key: an editor says a hundred whenever it is drawn, and i18next reads each key anew. */
const known = new Map<string, string>();

/** Fetches the words, once. A language that can't be fetched is logged and English shown, so it never rejects. */
export function loadTranslations(): Promise<void> {
  loaded ??= initPluginTranslations(PLUGIN, [load]).then((chosen) => {
    language = languages[chosen.language] ? chosen.language : language;
    // What was said before the words were there was English.
    known.clear();
  });
  return loaded;
}

/** While a text for everybody is written. */
let isForEverybody = false;

/**
 * What `write` gives, in English whatever language was chosen: for texts that others read, such as a rule's. `write` has to
 * end before it gives: what it begins and leaves is in the language chosen.
 */
export function inEnglish<T>(write: () => T): T {
  const before = isForEverybody;
  isForEverybody = true;
  try {
    return write();
  } finally {
    isForEverybody = before;
  }
}

/** A text that nothing is filled into. */
function lookedUp(key: string, english: string): string {
  const text = known.get(key) ?? translateText(key, english);
  known.set(key, text);
  return text;
}

/**
 * A text in the language chosen. Key and English text are literals, since `npm run i18n` reads them from the source.
 * @param values what stands in for `{{name}}`, as it is: React escapes it
 */
export function t(key: string, english: string, values?: Record<string, string | number>): string {
  if (isForEverybody) {
    return english.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values?.[name] ?? ''));
  }
  if (!values) {
    return lookedUp(key, english);
  }
  return translateText(key, english, { ...values, interpolation: { escapeValue: false } });
}

/** A text of a table, such as the catalog: its key is made of its place there, and `npm run i18n` reads the table. */
export function tableText(key: string, english: string): string {
  return isForEverybody ? english : lookedUp(key, english);
}

/** True where texts are as the backend writes them, too: English, chosen or for want of another. */
export function isEnglish(): boolean {
  return language === 'en-US';
}

/** The language that a text written now is in. */
export function textLanguage(): string {
  return isForEverybody ? 'en-US' : language;
}

/** A whole number as the language of the words groups its digits. */
export function numberText(number: number): string {
  return number.toLocaleString(textLanguage());
}

/**
 * A time, or a part of it, in the language of the words: another one within a sentence would be neither. Where the browser
 * speaks it too, the browser's region says whether the clock has 12 hours or 24.
 */
export function dateText(time: number | Date, options: Intl.DateTimeFormatOptions): string {
  const isBrowsers = navigator.language.slice(0, 2) === language.slice(0, 2);
  return new Date(time).toLocaleString(isBrowsers ? undefined : language, options);
}

/** What the backend says that a text is made of, to be put into one: empty where it says nothing, or no text and no number. */
export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
