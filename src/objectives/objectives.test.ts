import { describe, expect, it, test } from 'vitest';
import {
  DEFAULTS,
  FIELDS,
  ObjectivesError,
  objectivesHash,
  objectivesOf,
  parseObjectives,
  promised,
  readObjectives,
  schema,
} from './index';

const problems = (raw: unknown) => {
  try {
    readObjectives(raw);
  } catch (error) {
    if (error instanceof ObjectivesError) {
      return error.problems.map(({ path, value }) => [path, value]);
    }
    throw error;
  }
  return [];
};

describe('a document of objectives', () => {
  it('is read from YAML and from JSON alike, and filled with the defaults', () => {
    const yaml =
      'version: 1\nsets:\n  - name: Voice\n    models: [voice-agent, "a: b"]\n    latencySeconds: none\n    ignoredCodes: [429]\n';
    const json =
      '{"version":1,"sets":[{"name":"Voice","models":["voice-agent","a: b"],"latencySeconds":"none","ignoredCodes":["429"]}]}';
    const { document, notices } = parseObjectives(yaml);
    expect(parseObjectives(json).document).toEqual(document);
    expect(notices).toEqual([]);
    expect(document.environments).toEqual(['production']);
    expect(document.defaults).toEqual(DEFAULTS);
    const [set] = document.sets;
    expect(set).toEqual({
      name: 'Voice',
      models: ['voice-agent', 'a: b'],
      objectives: { latencySeconds: 'none', ignoredCodes: ['429'] },
    });
    expect(objectivesOf(document, set)).toEqual({ ...DEFAULTS, latencySeconds: 'none', ignoredCodes: ['429'] });
  });

  it('promises no latency where it says so, and everything else', () => {
    const stated = { ...DEFAULTS, latencySeconds: 'none' } as const;
    expect(promised(stated, ['latencySeconds'])).toBeUndefined();
    expect(promised(stated, ['availability'])?.availability).toBe(0.999);
    expect(promised(DEFAULTS, ['latencySeconds'])?.latencySeconds).toBe(10);
    // A first byte is promised by those alone who say so.
    expect(promised(DEFAULTS, ['firstByteSeconds'])).toBeUndefined();
    expect(promised({ ...DEFAULTS, firstByteSeconds: 2.5 }, ['firstByteSeconds'])?.firstByteSeconds).toBe(2.5);
  });

  test.each<[string, object, Array<[string, unknown]>]>([
    ['a version that there is not', { version: 2 }, [['version', 2]]],
    ['no version', { version: undefined }, [['version', undefined]]],
    ['a share of 1', { defaults: { availability: 1 } }, [['defaults.availability', 1]]],
    ['a share in percent', { defaults: { latencyShare: 99 } }, [['defaults.latencyShare', 99]]],
    ['text for a number', { defaults: { errorRatio: '0.05' } }, [['defaults.errorRatio', '0.05']]],
    ['none where something has to be', { defaults: { availability: 'none' } }, [['defaults.availability', 'none']]],
    ['half a minute', { defaults: { startMinutes: 0.5 } }, [['defaults.startMinutes', 0.5]]],
    ['a number for a flag', { defaults: { longRequests: 1 } }, [['defaults.longRequests', 1]]],
    ['a protocol that there is not', { defaults: { protocol: 'gRPC' } }, [['defaults.protocol', 'gRPC']]],
    ['no pattern', { defaults: { badStatus: '5..|(' } }, [['defaults.badStatus', '5..|(']]],
    ['a class for a code', { defaults: { ignoredCodes: ['4xx'] } }, [['defaults.ignoredCodes[0]', '4xx']]],
    ['no environment', { environments: [] }, [['environments', []]]],
    ['an environment that is no list', { environments: 'production' }, [['environments', 'production']]],
    ['sets that are no list', { sets: { a: 1 } }, [['sets', { a: 1 }]]],
    ['a set without a name', { sets: [{ models: ['m'] }] }, [['sets[0].name', undefined]]],
    ['a name that is too long', { sets: [{ name: '模'.repeat(34), models: [] }] }, [['sets[0].name', '模'.repeat(34)]]],
    ['a name of two lines', { sets: [{ name: 'a\nb', models: [] }] }, [['sets[0].name', 'a\nb']]],
    ['a set without models', { sets: [{ name: 'a' }] }, [['sets[0].models', undefined]]],
    ['a number for a model', { sets: [{ name: 'a', models: [3] }] }, [['sets[0].models[0]', 3]]],
    [
      'a model in two sets',
      {
        sets: [
          { name: 'a', models: ['m'] },
          { name: 'b', models: ['n', 'm'] },
        ],
      },
      [['sets[1].models[1]', 'm']],
    ],
    [
      'a name twice',
      {
        sets: [
          { name: 'a', models: [] },
          { name: 'a', models: [] },
        ],
      },
      [['sets[1].name', 'a']],
    ],
    [
      'several faults, each of them',
      { defaults: { availability: 2, errorRatio: 0 }, sets: [{ name: '', models: ['m'], latencySeconds: -1 }] },
      [
        ['defaults.availability', 2],
        ['defaults.errorRatio', 0],
        ['sets[0].name', ''],
        ['sets[0].latencySeconds', -1],
      ],
    ],
  ])('is refused with %s', (_, content, expected) => {
    expect(problems({ version: 1, ...content })).toEqual(expected);
  });

  it.each([[null], ['text'], [[]], [3]])('is refused where it is %j', (raw) => {
    expect(problems(raw).length).toBeGreaterThan(0);
  });

  it('says path, value and what is allowed', () => {
    expect(() => readObjectives({ version: 1, sets: [{ name: 'a', models: ['m'], latencySeconds: '5s' }] })).toThrow(
      'sets[0].latencySeconds is "5s"; allowed: a number above 0, or none.'
    );
    expect(() => parseObjectives('version: 1\n  sets: [')).toThrow(/YAML or JSON/);
  });

  it('tells keys that nobody knows, and what was perhaps meant', () => {
    const { notices } = readObjectives({
      version: 1,
      enviroments: ['x'],
      defaults: { latencySecond: 3 },
      sets: [{ name: 'a', models: [], availabilty: 0.9 }],
    });
    expect(notices).toEqual([
      'enviroments is unknown and not used; did you mean environments?',
      'defaults.latencySecond is unknown and not used; did you mean latencySeconds?',
      'sets[0].availabilty is unknown and not used; did you mean availability?',
    ]);
  });

  it('has every field in the table and in its schema', () => {
    expect(Object.keys(FIELDS)).toEqual(Object.keys(DEFAULTS));
    const text = JSON.stringify(schema());
    expect(Object.keys(FIELDS).filter((name) => text.split(`"${name}":`).length !== 3)).toEqual([]);
    // The defaults pass their own checks.
    expect(readObjectives({ version: 1, defaults: DEFAULTS }).document.defaults).toEqual(DEFAULTS);
  });
});

describe('the hash of a document', () => {
  const hashOf = (yaml: string) => objectivesHash(parseObjectives(`version: 1\n${yaml}`).document);
  const own = hashOf(
    'sets: [{name: a, models: [m, n], availability: 0.99, ignoredCodes: ["429", "408"]}, {name: b, models: [o]}]'
  );

  it.each([
    [
      'keys',
      'sets: [{ignoredCodes: ["429", "408"], availability: 0.99, models: [m, n], name: a}, {name: b, models: [o]}]',
    ],
    [
      'models',
      'sets: [{name: a, models: [n, m], availability: 0.99, ignoredCodes: ["429", "408"]}, {name: b, models: [o]}]',
    ],
    [
      'codes',
      'sets: [{name: a, models: [m, n], availability: 0.99, ignoredCodes: [408, 429]}, {name: b, models: [o]}]',
    ],
    [
      'sets',
      'sets: [{name: b, models: [o]}, {name: a, models: [m, n], availability: 0.99, ignoredCodes: ["429", "408"]}]',
    ],
  ])('is the same whatever the order of %s', (_, yaml) => {
    expect(hashOf(yaml)).toBe(own);
  });

  it('is the same where a default is spelled out', () => {
    expect(
      hashOf(
        'environments: [production]\ndefaults: {errorRatio: 0.05}\nsets: [{name: a, models: [m, n], availability: 0.99, ignoredCodes: ["429", "408"]}, {name: b, models: [o], latencySeconds: 10}]'
      )
    ).toBe(own);
  });

  it.each([
    [
      'another value',
      'sets: [{name: a, models: [m, n], availability: 0.98, ignoredCodes: ["429", "408"]}, {name: b, models: [o]}]',
    ],
    [
      'a model more',
      'sets: [{name: a, models: [m, n, p], availability: 0.99, ignoredCodes: ["429", "408"]}, {name: b, models: [o]}]',
    ],
    [
      'a model in another set',
      'sets: [{name: a, models: [m], availability: 0.99, ignoredCodes: ["429", "408"]}, {name: b, models: [n, o]}]',
    ],
    [
      'another environment',
      'environments: [staging]\nsets: [{name: a, models: [m, n], availability: 0.99, ignoredCodes: ["429", "408"]}, {name: b, models: [o]}]',
    ],
    [
      'another default',
      'defaults: {startMinutes: 11}\nsets: [{name: a, models: [m, n], availability: 0.99, ignoredCodes: ["429", "408"]}, {name: b, models: [o]}]',
    ],
  ])('is another one with %s', (_, yaml) => {
    expect(hashOf(yaml)).not.toBe(own);
  });
});
