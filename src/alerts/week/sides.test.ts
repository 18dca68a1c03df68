import { describe, expect, it } from 'vitest';
import { DEFAULTS, readObjectives } from '../../objectives';
import { type Counts, pagersOf, queriesOf, sidesOfModel } from './sides';

const MINUTE = 60_000;
/** Two days and a half: outages begin each three hours and a half. */
const EVALUATIONS = 3600;
/** Midnight of the clock that the tests run by. */
const first = new Date(2026, 2, 2).valueOf();
const times = Array.from({ length: EVALUATIONS }, (_, i) => first + i * MINUTE);
const documentOf = (more: object = {}) => readObjectives({ version: 1, defaults: { ...DEFAULTS, ...more } }).document;

/** 300 requests in five minutes at the hours that a model is called, none failed, answers of so many seconds. */
function counts({
  usual = 2,
  isCalled = () => true,
}: { usual?: number; isCalled?: (hour: number) => boolean } = {}): Counts {
  return {
    times,
    known: new Uint8Array(EVALUATIONS).fill(1),
    bad: new Float64Array(EVALUATIONS),
    valid: Float64Array.from(times, (time) => (isCalled(new Date(time).getHours()) ? 300 : NaN)),
    usual: new Float64Array(EVALUATIONS).fill(usual),
  };
}

const minutes = (ms: number | undefined) => (ms === undefined ? 'never' : ms / MINUTE);
function medians(document: ReturnType<typeof documentOf>, past: Counts, model = 'm') {
  const sides = sidesOfModel(pagersOf(document, model), past);
  return Object.fromEntries(Object.entries(sides).map(([name, { day }]) => [name, minutes(day.medianMs)]));
}

// By hand. A page comes six minutes after the condition holds first, and half a minute later the group is told.
describe('how soon the rules of a model page', () => {
  it('is in minutes with the usual objective', () => {
    expect(medians(documentOf(), counts())).toEqual({
      // More than 1.44% of an hour: 60 of 3,600 in the first minute.
      all: 7.5,
      // 12, 24, 36, 48, 60 of 3,600 are 1.67%.
      fifth: 11.5,
      // Three a minute: 54 of 3,600 are 1.5%, after 18 minutes.
      twentieth: 24.5,
      // 60 in the first minute, and each five minutes lose a fifth.
      flicker: 7.5,
      // None has ended in more than ten minutes, for five minutes.
      hung: 16.5,
    });
  });

  it('is hours or never where the objective is loose', () => {
    expect(medians(documentOf({ availability: 0.9 }), counts())).toEqual({
      // More than 60% of six hours: 217 minutes of 360.
      all: 223.5,
      fifth: 'never',
      twentieth: 'never',
      flicker: 'never',
      hung: 16.5,
    });
  });

  it('is an hour for hung replicas whose answers take long', () => {
    expect(medians(documentOf(), counts({ usual: 300 }))['hung']).toBe(66.5);
  });

  it('is never for a night that nobody calls in', () => {
    const past = counts({ isCalled: (hour) => hour >= 12 && hour < 20 });
    const { all, hung } = sidesOfModel(pagersOf(documentOf(), 'm'), past);
    expect(all.night.never).toBeGreaterThan(2);
    expect(all.night.never).toBe(all.night.begins);
    expect(hung.night.never).toBe(hung.night.begins);
    expect(all.day.never).toBeLessThan(all.day.begins);
  });

  it('is never where the document has no such rule', () => {
    const document = readObjectives({
      version: 1,
      defaults: DEFAULTS,
      sets: [{ name: 'slow', models: ['batch'], longRequests: true }],
    }).document;
    expect(medians(document, counts(), 'batch')['hung']).toBe('never');
    expect(medians(document, counts(), 'm')['hung']).toBe(16.5);
  });
});

describe('the rules of a model', () => {
  const document = readObjectives({
    version: 1,
    defaults: DEFAULTS,
    sets: [
      { name: 'loose', models: ['a', 'b'], availability: 0.9 },
      // Longer names are told by patterns.
      { name: 'long', models: [`${'x'.repeat(80)} (1.5)`], availability: 0.99 },
    ],
  }).document;
  it.each([
    ['c', 0.0144],
    ['a', 1.44],
    [`${'x'.repeat(80)} (1.5)`, 0.144],
  ])('of %s are those of its set', (model, limit) => {
    expect(pagersOf(document, model).failures?.when[0]?.right).toBe(limit);
  });

  it('are asked about with the codes that the set calls bad', () => {
    const { document: own } = readObjectives({ version: 1, defaults: { ...DEFAULTS, badStatus: '5..' } });
    const { bad, valid, usual } = queriesOf(pagersOf(own, 'm'), own, 'm');
    expect(bad).toMatchObject({ metric: 'bad_requests', badStatus: '5..', window: '5m' });
    expect(valid).toMatchObject({ metric: 'valid_requests', badStatus: '5..', window: '5m' });
    expect(usual.filters).toEqual([
      { label: 'environment', operator: '=', values: ['production'] },
      { label: 'model_name', operator: '=', values: ['m'] },
    ]);
  });
});
