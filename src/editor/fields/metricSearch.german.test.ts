import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadTranslations } from '../../i18n';
import { english, german } from '../../testing/typedMetrics';
import { metricOptions } from './metricOptions';

beforeAll(async () => {
  // As Grafana does before it loads a plugin, with words that it has itself: a language without any is none.
  await i18next.init({ lng: 'de-DE', fallbackLng: 'en-US', resources: { 'de-DE': { grafana: { words: 'Wörter' } } } });
  await loadTranslations();
});

const titles = (search: string) => metricOptions(search, undefined).map(({ label }) => label);
const first = (search: string) => metricOptions(search, undefined)[0]?.value;

describe('somebody who reads German', () => {
  it.each(german)('types %s: %s', (typed, id) => {
    expect(first(typed)).toBe(id);
  });

  it.each(english)('may type English, %s: %s', (typed, id) => {
    expect(first(typed)).toBe(id);
  });

  it.each([
    ['Inferenz', 'Inferenz-Anfragen'],
    ['p95 Antwortzeit', 'Antwortzeit (End-to-End)'],
    ['Urteil', 'Urteil über den Canary'],
    ['Neustarts Container', 'Container-Neustarts'],
  ])('finds %s by its German title', (typed, title) => {
    expect(titles(typed)[0]).toBe(title);
  });

  it('reads in German what there is not', () => {
    expect(titles('Kosten')[0]).toBe('Kosten werden nicht exportiert. Nach Zeit berechnet wird:');
    const words =
      titles('Xylophon')[0]
        ?.replace(/^.*Vielleicht /, '')
        .split(', ') ?? [];
    for (const word of words) {
      expect(first(word), word).toMatch(/^[a-z]/);
    }
  });
});
