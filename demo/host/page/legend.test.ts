import { describe, expect, it } from 'vitest';
import { heightWithLegend } from './legend';

describe('the height of a graph', () => {
  it('stays what it is where the legend has room', () => {
    expect(heightWithLegend(['p50', 'p95', 'p99'], 500, 190)).toBe(190);
    expect(heightWithLegend([], 500, 190)).toBe(190);
  });

  // Twelve status codes of some 25 characters take six lines of a panel of 500 pixels, of which three were seen.
  it('grows with the lines of the legend', () => {
    const codes = Array.from({ length: 12 }, (_, i) => `10${i} Abnormal Closure (WS)`.padEnd(27, '.'));
    expect(heightWithLegend(codes, 500, 190)).toBe(Math.ceil((6 * 22) / 0.35));
  });

  it('counts a name that is wider than the graph as one line', () => {
    expect(
      heightWithLegend(
        Array.from({ length: 5 }, () => 'x'.repeat(300)),
        400,
        190
      )
    ).toBe(Math.ceil((5 * 22) / 0.35));
  });
});
