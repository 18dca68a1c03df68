import i18next from 'i18next';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { readFileSync } from 'node:fs';
import { reasonCodes, reasonText } from '../editor/notices/reasonText';
import { describe as sentenceOf } from '../editor/texts/sentence';
import { noFilterText } from '../exchange/noFilterText';
import { errorText } from '../editor/useLookup';
import { dateText, inEnglish, loadTranslations, numberText, t, tableText } from '.';

let early: string;

beforeAll(async () => {
  // As Grafana does before it loads a plugin, with the words that it has itself.
  await i18next.init({ lng: 'de-DE', fallbackLng: 'en-US', resources: { 'de-DE': { grafana: { words: 'Wörter' } } } });
  early = t('editor.options.legend', 'Legend');
  await loadTranslations();
});

describe('somebody who chose German in Grafana', () => {
  it('reads the editors and the catalog in German', () => {
    expect(early).toBe('Legend');
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

  it('reads why a click on a cell filters nothing', () => {
    expect(noFilterText({ why: 'not-of-metric', key: 'status_code', metric: 'baseten_replicas_active' })).toEqual({
      title: 'Der Filter wurde nicht hinzugefügt',
      text: 'Aktive Replicas hat kein Label status_code: danach gefiltert, bliebe nichts übrig.',
    });
    expect(noFilterText({ why: 'code', key: '' }).text).toContain('das ein Klick nicht ändert');
  });

  it('reads numbers with the point that German groups by', () => {
    expect(numberText(1200)).toBe('1.200');
  });

  it('reads days in German, whatever the browser speaks', () => {
    vi.stubGlobal('navigator', { language: 'en-US' });
    expect(dateText(new Date(2026, 10, 21), { weekday: 'long', day: 'numeric' })).toBe('Samstag, 21.');
    vi.unstubAllGlobals();
  });

  it('writes what everybody reads in English, and reads on in German', () => {
    const query = { metric: 'error_ratio', groupBy: ['model_name'], window: '5m' };
    expect(inEnglish(() => sentenceOf(query))).toMatch(
      /^Error ratio: .*, one line for each model, over the last 5m\.$/
    );
    expect(inEnglish(() => numberText(1200))).toBe('1,200');
    expect(() =>
      inEnglish(() => {
        throw new Error('broken');
      })
    ).toThrow('broken');
    expect(sentenceOf(query)).toContain('eine Linie je Modell');
  });

  it('reads what a query asks', () => {
    expect(
      sentenceOf({
        metric: 'baseten_end_to_end_response_time_seconds',
        groupBy: ['model_name', 'environment'],
        filters: [{ label: 'model_name', operator: '=', values: ['Llama', 'Whisper'] }],
        offset: '1d',
        top: { order: 'top', n: 3 },
      })
    ).toBe(
      'Antwortzeit (End-to-End): 95% davon dauerten höchstens so lange, eine Linie je Modell und Umgebung, wobei Modell ist Llama oder Whisper, über die letzten paar Scrapes. Wie es vor 1d war. Nur die 3 höchsten.'
    );
  });

  it('reads why an answer is empty', () => {
    const why = (reason: string, params: Record<string, unknown>, values: string[] = []) =>
      reasonText({ text: 'English', reason, label: '', values, params });
    const filter = { metric: 'baseten_replicas_active', label: 'model_name', operator: '=', value: 'nope' };
    expect(why('filter', filter, ['a', ''])).toBe(
      'Keine Zeitreihe von baseten_replicas_active passt auf den Filter model_name ist „nope“; in diesem Zeitraum hat der Server „a“, (none).'
    );
    expect(why('range', { metric: 'x', last: 1_700_000_000_000 })).toBe(
      'x hat in diesem Zeitraum keinen Messwert; der letzte war um 2023-11-14 22:13:20 UTC.'
    );
    expect(why('of a later version', {})).toBeUndefined();
  });

  it('reads every reason that the backend has', () => {
    const source = readFileSync(new URL('../../pkg/plugin/whyempty/reason.go', import.meta.url), 'utf8');
    const codes = [...source.matchAll(/^\t\w+ Code = "(\w+)"/gm)].map(([, code]) => code);
    expect(codes.length).toBeGreaterThan(10);
    expect([...reasonCodes].sort()).toEqual([...codes].sort());
  });

  it('reads a text that is not translated in English', () => {
    expect(t('editor.not-there', 'Not there')).toBe('Not there');
  });
});
