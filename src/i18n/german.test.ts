import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { errorText } from '../editor/useLookup';
import { loadTranslations, numberText, t, tableText } from '.';

beforeAll(async () => {
  // As Grafana does before it loads a plugin, with the words that it has itself.
  await i18next.init({ lng: 'de-DE', fallbackLng: 'en-US', resources: { 'de-DE': { grafana: { words: 'Wörter' } } } });
  await loadTranslations();
});

describe('somebody who chose German in Grafana', () => {
  it('reads the editors and the catalog in German', () => {
    expect(t('editor.options.legend', 'Legend')).toBe('Legende');
    expect(tableText('catalog.metric.baseten_replicas_active.title', 'Active replicas')).toBe('Aktive Replicas');
  });

  it('reads what is filled in as it is, markup and all', () => {
    expect(t('editor.filters.values', 'Values of {{label}}', { label: '<b>&' })).toBe('Werte für <b>&');
  });

  it('reads in German that nothing was answered, and what was answered as it is', () => {
    expect(errorText(undefined)).toBe('keine Antwort');
    expect(errorText({ data: { message: 'bad gateway' } })).toBe('bad gateway');
  });

  it('reads numbers with the point that German groups by', () => {
    expect(numberText(1200)).toBe('1.200');
  });

  it('reads a text that is not translated in English', () => {
    expect(t('editor.not-there', 'Not there')).toBe('Not there');
  });
});
