import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPast, type Past } from './past';
import { differences, replay, type Replayed } from './replay';

describe('a day with incidents and what looks like them', () => {
  let past: Past;
  let result: Replayed;

  beforeAll(async () => {
    past = await startPast('day', 1);
    result = await replay(past);
  });
  afterAll(async () => {
    await past.stop();
  });

  it('has both', () => {
    const roles = past.incidents.map(({ role }) => role);
    expect(roles.filter((role) => role === 'incident').length).toBeGreaterThan(5);
    expect(roles.filter((role) => role === 'look-alike').length).toBeGreaterThan(2);
  });

  it('sets off every rule that an incident has', () => {
    expect(result.missed).toEqual([]);
    expect([...result.rules.values()].reduce((sum, { delays }) => sum + delays.length, 0)).toBeGreaterThan(5);
  });

  it('sets off nothing else', () => {
    expect(result.wrong).toEqual([]);
  });

  it('gives a rule the same values at 500 random times as the ranges that it was replayed with', async () => {
    expect([...result.series.values()].some((series) => series.length > 1)).toBe(true);
    expect(await differences(past, result, 500)).toEqual([]);
  });
});
