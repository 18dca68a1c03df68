import i18next from 'i18next';
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadTranslations } from '../i18n';
import { checked, worded } from './checked';
import { WORDINGS } from './wordings';

const layers = [
  {
    name: 'reachable',
    ok: true,
    text: 'Connected to Prometheus.',
    code: 'connected',
    params: { server: 'Prometheus' },
  },
  { name: 'authorised', ok: false, text: 'Refused: 401.', code: 'login', params: { error: '401.' } },
  'not a layer',
];

describe('a check without a result', () => {
  it.each<[string, unknown, RegExp]>([
    ['nothing at all', undefined, /^Grafana gave no result of the check: .* log of Grafana\.$/],
    ['an empty object', {}, /^Grafana gave no result/],
    ['an empty message', { status: 'ERROR', message: '' }, /^Grafana gave no result/],
    [
      'a page of a proxy',
      '<html><head><style>b {}</style></head><body><h1>504 Gateway Time-out</h1><hr>nginx</body></html>',
      /The answer was: 504 Gateway Time-out nginx$/,
    ],
  ])('is no alert without a text: %s', (_, answer, words) => {
    expect(checked(answer)).toEqual({ message: expect.stringMatching(words), details: undefined });
  });

  it('but what Grafana itself says goes on', () => {
    expect(checked({ message: 'Plugin unavailable' }).message).toBe('Plugin unavailable');
  });
});

describe('the layers in English', () => {
  it('are lines with a mark each, as the backend writes them', () => {
    expect(worded('Refused: 401.', { layers })).toEqual({
      message: 'Refused: 401.',
      details: { layers, verboseMessage: '✓ Connected to Prometheus.\n✗ Refused: 401.' },
    });
  });

  it('tell what works and should be better from what is well', () => {
    const twice = [{ name: 'labels', ok: true, warning: true, text: 'Scraped twice.' }];
    expect(worded('x', { layers: twice }).details).toMatchObject({ verboseMessage: '⚠ Scraped twice.' });
  });

  it('leave other details alone', () => {
    expect(worded('x', undefined)).toEqual({ message: 'x', details: undefined });
    expect(worded('x', { message: 'y' })).toEqual({ message: 'x', details: { message: 'y' } });
  });
});

describe('the layers in German', () => {
  beforeAll(async () => {
    await i18next.init({
      lng: 'de-DE',
      fallbackLng: 'en-US',
      resources: { 'de-DE': { grafana: { words: 'Wörter' } } },
    });
    await loadTranslations();
  });

  it('are worded from their codes; what the server itself said stays as it is', () => {
    expect(worded('Refused: 401.', { layers })).toEqual({
      message: 'Der Server weist die Anmeldung zurück: 401.',
      details: {
        layers,
        verboseMessage: '✓ Verbunden mit Prometheus.\n✗ Der Server weist die Anmeldung zurück: 401.',
      },
    });
  });

  it('stay English where a later backend has another code', () => {
    const later = [{ ok: true, text: 'Something new.', code: 'new' }];
    expect(worded('Something new.', { layers: later }).message).toBe('Something new.');
  });

  describe('by the backend', () => {
    const folder = new URL('../../pkg/plugin/', import.meta.url);
    const text = readdirSync(folder)
      .filter((name) => /^(health|setup)\w*\.go$/.test(name) && !name.includes('_test'))
      .map((name) => readFileSync(new URL(name, folder), 'utf8'))
      .join('\n');
    const named = new Map(
      [...text.matchAll(/^\t+(code\w+) = "([\w-]+)"/gm)].map(([, name = '', code = '']) => [name, code])
    );

    it('have a wording for each of its codes', () => {
      const literal = [...text.matchAll(/(?:e\.(?:pass|warn|fail)|say)\("\w+", "([\w-]+)"/g)].map(([, code]) => code);
      const listed = [...text.matchAll(/^\t+code: +"([\w-]+)"/gm)].map(([, code]) => code);
      expect(literal.length).toBeGreaterThan(10);
      expect([...new Set([...literal, ...listed, ...named.values()])].sort()).toEqual(Object.keys(WORDINGS).sort());
    });

    it('read nothing that it does not send with the code', () => {
      // Up to the sentence, which begins with a capital letter.
      const sent = [...text.matchAll(/(?:"([\w-]+)"|(code\w+)), params\((.*?)(?:, "[A-Z]|$)/gm)];
      const wrong = sent.flatMap(([, literal, name = '', pairs = '']) => {
        const code = literal ?? named.get(name) ?? name;
        const keys = [...pairs.matchAll(/"(\w+)", /g)].map(([, key]) => key);
        const read: Array<string | symbol> = [];
        WORDINGS[code]?.(new Proxy({}, { get: (_, key) => void read.push(key) }));
        return read.filter((key) => !keys.some((known) => known === key)).map((key) => `${code}: ${String(key)}`);
      });
      expect(sent.length).toBeGreaterThan(20);
      expect(wrong).toEqual([]);
    });
  });
});
