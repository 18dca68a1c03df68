import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DEFAULTS,
  objectivesHash,
  objectivesOf,
  parseObjectives,
  plainObjectives,
  readObjectives,
  setOf,
  withDefaults,
  withModel,
} from './index';

const read = (yaml: string) => parseObjectives(`version: 1\n${yaml}`).document;
const empty = read('');
const sets = (document: typeof empty) =>
  document.sets.map(({ name, models, objectives }) => [name, models, objectives]);

describe('other objectives for one model', () => {
  it('make a set of its name, which goes again with them', () => {
    const own = withModel(empty, 'whisper', { latencySeconds: 30 });
    expect(sets(own)).toEqual([['whisper', ['whisper'], { latencySeconds: 30 }]]);
    expect(sets(withModel(own, 'whisper', { latencySeconds: 10 }))).toEqual([]);
    expect(withModel(own, 'whisper', { latencySeconds: 30 })).toBe(own);
    expect(withModel(empty, 'whisper', { latencySeconds: 10 })).toBe(empty);
  });

  it('join models that have the same, whatever the order in which they were said', () => {
    const one = withModel(withModel(empty, 'a', { availability: 0.99 }), 'a', { errorRatio: 0.2 });
    const both = withModel(withModel(one, 'b', { errorRatio: 0.2 }), 'b', { availability: 0.99 });
    expect(sets(both)).toEqual([['a', ['a', 'b'], { availability: 0.99, errorRatio: 0.2 }]]);
  });

  it('keep the name of a set of one, on which the uids of its rules hang, and leave the others of a set alone', () => {
    const speech = read(
      'sets: [{name: Speech, models: [a, b], latencySeconds: 300}, {name: Alone, models: [c], startMinutes: 30}]'
    );
    expect(sets(withModel(speech, 'c', { availability: 0.99 }))[1]).toEqual([
      'Alone',
      ['c'],
      { availability: 0.99, startMinutes: 30 },
    ]);
    expect(sets(withModel(speech, 'b', { latencySeconds: 30 }))).toEqual([
      ['Speech', ['a'], { latencySeconds: 300 }],
      ['Alone', ['c'], { startMinutes: 30 }],
      ['b', ['b'], { latencySeconds: 30 }],
    ]);
  });

  it.each([
    ['a name that is taken', 'x', 'x 2'],
    ['a name of two lines', 'a\nb', 'a b'],
    ['a name that is too long', '模'.repeat(40), '模'.repeat(33)],
  ])('give a set another name than %s', (_, model, expected) => {
    const taken = read('sets: [{name: x, models: []}]');
    const changed = withModel(taken, model, { startMinutes: 20 });
    expect(changed.sets[1]?.name).toBe(expected);
    expect(changed.sets[1]?.models).toEqual([model]);
    expect(readObjectives(plainObjectives(changed)).document).toEqual(changed);
  });

  it('are what is read of the document afterwards, for this model alone', () => {
    const model = fc.constantFrom('a', 'b', 'c', 'd');
    const change = fc.record(
      { availability: fc.constantFrom(0.9, 0.99, 0.999), latencySeconds: fc.constantFrom(1, 10, 'none' as const) },
      { requiredKeys: [] }
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(model, change), { maxLength: 12 }), (changes) => {
        const expected = new Map<string, object>();
        let document = read('sets: [{name: S, models: [a, b], availability: 0.9}]');
        const all = ['a', 'b', 'c', 'd'];
        all.forEach((name) => expected.set(name, objectivesOf(document, setOf(document, name))));
        for (const [name, changed] of changes) {
          document = withModel(document, name, changed);
          expected.set(name, { ...expected.get(name), ...changed });
        }
        for (const name of all) {
          expect(objectivesOf(document, setOf(document, name))).toEqual(expected.get(name));
        }
        const plain = plainObjectives(document);
        expect(objectivesHash(readObjectives(JSON.parse(JSON.stringify(plain))).document)).toBe(
          objectivesHash(document)
        );
      })
    );
  });
});

it('a document is written without what is as everywhere', () => {
  expect(plainObjectives(empty)).toEqual({ version: 1, environments: ['production'] });
  expect(plainObjectives(withDefaults(empty, { latencySeconds: 5, availability: DEFAULTS.availability }))).toEqual({
    version: 1,
    environments: ['production'],
    defaults: { latencySeconds: 5 },
  });
});
