// @vitest-environment jsdom
import { setBackendSrv } from '@grafana/runtime';
import { of } from 'rxjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readObjectives } from '../objectives';
import { answerTo, emptyBackend } from '../testing/backendSrv';
import { asProvisioning, ChangedMeanwhile, fetchSettings, isWritable, readStored, saveObjectives } from './stored';

describe('the document in the settings', () => {
  const own = { version: 1, sets: [{ name: 'Speech', models: ['whisper'], latencySeconds: 300 }] };

  it('is read as an object and as a text in YAML or JSON', () => {
    const expected = readObjectives(own).document;
    const yaml = 'version: 1\nsets: [{name: Speech, models: [whisper], latencySeconds: 300}]';
    for (const raw of [own, JSON.stringify(own), yaml]) {
      expect(readStored(raw)).toEqual({ document: expected, isStored: true, notices: [] });
    }
  });

  it.each([[undefined], [null], ['']])('is that of the defaults where they say %j', (raw) => {
    expect(readStored(raw)).toMatchObject({ isStored: false, notices: [], document: { sets: [] } });
    expect(readStored(raw).problem).toBeUndefined();
  });

  it.each<[raw: unknown, problem: string]>([
    [
      { version: 1, defaults: { availability: 99 } },
      'defaults.availability is 99; allowed: a number above 0 and below 1.',
    ],
    ['version: 1\n sets: [', 'YAML or JSON'],
    [17, 'an object with'],
    [[], 'an object with'],
    [{}, 'version is missing'],
  ])('%j is named and stands aside', (raw, problem) => {
    const stored = readStored(raw);
    expect(stored.problem).toContain(problem);
    expect(stored.document.sets).toEqual([]);
  });
});

describe('saving', () => {
  // Grafana's answers, of which only these two matter here; the real one is in tests/grafana.
  const settings = {
    uid: 'a/b',
    name: 'Baseten',
    version: 7,
    readOnly: false,
    basicAuthUser: 'me',
    secureJsonFields: { bearerToken: true },
    jsonData: { scrapeInterval: '30s', unknownToUs: [1] },
    accessControl: { 'datasources:write': true },
  };
  let now: { version: number; jsonData: { scrapeInterval: string; objectives?: unknown } };
  let puts: Array<{ url: string; body: unknown }>;
  beforeEach(() => {
    now = structuredClone(settings);
    puts = [];
    setBackendSrv({
      ...emptyBackend,
      fetch: (options) => {
        if (options.method === 'PUT') {
          puts.push({ url: options.url, body: options.data });
        }
        return of(answerTo(options, now));
      },
    });
  });
  const { document } = readObjectives({ version: 1, defaults: { latencySeconds: 5 } });

  it('writes the document and leaves everything else as it is', async () => {
    await saveObjectives(await fetchSettings('a/b'), document);
    const { accessControl, ...rest } = settings;
    expect(puts).toEqual([
      {
        url: '/api/datasources/uid/a%2Fb',
        body: {
          ...rest,
          jsonData: {
            ...rest.jsonData,
            objectives: { version: 1, environments: ['production'], defaults: { latencySeconds: 5 } },
          },
        },
      },
    ]);
  });

  it('takes over what somebody has changed of the rest meanwhile', async () => {
    const seen = await fetchSettings('a/b');
    now.version = 8;
    now.jsonData.scrapeInterval = '15s';
    await saveObjectives(seen, document);
    expect(puts[0]?.body).toMatchObject({ version: 8, jsonData: { scrapeInterval: '15s' } });
  });

  it('writes nothing over objectives of somebody else', async () => {
    const seen = await fetchSettings('a/b');
    now.jsonData.objectives = { version: 1 };
    await expect(saveObjectives(seen, document)).rejects.toBeInstanceOf(ChangedMeanwhile);
    expect(puts).toEqual([]);
  });

  it('is not offered where the source is provisioned or the person may not', async () => {
    const own = await fetchSettings('a/b');
    expect(isWritable(own)).toBe(true);
    expect(isWritable({ ...own, readOnly: true })).toBe(false);
    expect(isWritable({ ...own, accessControl: { 'datasources:write': false } })).toBe(false);
    expect(isWritable({ ...own, accessControl: undefined })).toBe(true);
  });
});

it('a file for provisioning has each $ twice, since Grafana fills in what follows one', () => {
  const { document } = readObjectives({ version: 1, sets: [{ name: 'US$5', models: ['$HOME'], errorRatio: 0.1 }] });
  expect(parse(asProvisioning(document, 'My $ource'))).toEqual({
    apiVersion: 1,
    datasources: [
      {
        name: 'My $$ource',
        jsonData: {
          objectives: {
            version: 1,
            environments: ['production'],
            sets: [{ name: 'US$$5', models: ['$$HOME'], errorRatio: 0.1 }],
          },
        },
      },
    ],
  });
});
