import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { extract, localeFile, type Texts } from '../../build/i18n';
import plugin from '../../plugin.json' with { type: 'json' };

function flat(texts: Texts, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === 'string' ? [[prefix + key, value] as const] : [...flat(value, `${prefix}${key}.`)]
    )
  );
}

function read(language: string): Texts {
  return JSON.parse(readFileSync(localeFile(language), 'utf8'));
}

const placeholders = (text: string) => [...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name]) => name).sort();
const english = flat(extract());
const languages = readdirSync(new URL('../../locales', import.meta.url), { withFileTypes: true })
  .filter((found) => found.isDirectory())
  .map(({ name }) => name);
const others = languages.filter((language) => language !== 'en-US');

describe('languages', () => {
  it('are those that plugin.json names, English and at least one more', () => {
    expect([...languages].sort()).toEqual([...plugin.languages].sort());
    expect(languages).toContain('en-US');
    expect(others.length).toBeGreaterThan(0);
  });

  it('have English as it stands in the source (npm run i18n writes it)', () => {
    const written = flat(read('en-US'));
    const other = [...new Set([...english.keys(), ...written.keys()])].filter(
      (key) => english.get(key) !== written.get(key)
    );
    expect(other, 'locales/en-US is not what the source and the catalog say; run: npm run i18n').toEqual([]);
  });

  it.each(others)('%s has every text, with the same things filled in, and no other', (language) => {
    const texts = flat(read(language));
    const file = `locales/${language}/baseten-metrics-datasource.json`;
    const left = (wanted: Map<string, string>, found: Map<string, string>) =>
      [...wanted.keys()].filter((key) => !found.has(key));
    expect(left(english, texts), `Translate these into ${file}, by hand, then run: npx vitest run src/i18n`).toEqual(
      []
    );
    expect(left(texts, english), `Nothing shows these of ${file} any more: take them out`).toEqual([]);
    for (const [key, text] of texts) {
      expect(text.trim(), key).not.toBe('');
      expect(placeholders(text), key).toEqual(placeholders(english.get(key) ?? ''));
    }
  });

  it.each(others)('%s is another language', (language) => {
    const same = [...flat(read(language))].filter(([key, text]) => english.get(key) === text);
    expect(same.length).toBeLessThan(english.size / 10);
  });
});
