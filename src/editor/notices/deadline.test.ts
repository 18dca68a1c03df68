import { describe, expect, it, vi } from 'vitest';
import { within } from './deadline';

describe('within', () => {
  it('takes an answer that comes in time, and one that fails for what it is', async () => {
    expect(await within(Promise.resolve('answer'), 1000, 'without')).toBe('answer');
    await expect(within(Promise.reject(new Error('no route')), 1000, 'without')).rejects.toThrow('no route');
  });

  it('does without one that takes longer', async () => {
    vi.useFakeTimers();
    const late = within(new Promise<string>(() => undefined), 1000, 'without');
    vi.advanceTimersByTime(1000);
    expect(await late).toBe('without');
    vi.useRealTimers();
  });
});
