import { DataFrameType, FieldType, type DataFrame, type DataQueryResponse, type FieldConfig } from '@grafana/data';
import { describe, expect, it, test, vi } from 'vitest';
import { contrast, difference } from './difference';
import { colored, ModelNamesKept } from './models';
import { COLORS, PALETTES, places, shade } from './palette';

/** Backgrounds of panels in Grafana's two themes, and the colours that say that something is wrong. */
const BACKGROUND = { dark: '#181B1F', light: '#FFFFFF' } as const;
const MEANING = ['#D63A5E', '#F2B134'];

describe('the arithmetic on colours', () => {
  it('knows the contrast of known pairs', () => {
    expect(contrast('#000000', '#FFFFFF')).toBeCloseTo(21, 5);
    // The lightest grey that WCAG's readers take for text on white.
    expect(contrast('#767676', '#FFFFFF')).toBeCloseTo(4.54, 2);
  });

  // From the standard's pairs (Sharma, Wu and Dalal, 2005), those that sRGB can show to a digit.
  it('knows differences of known pairs', () => {
    expect(difference('#3366CC', '#3366CC')).toBe(0);
    expect(difference('#000000', '#FFFFFF')).toBeCloseTo(100, 1);
    expect(difference('#FF0000', '#00FF00')).toBeCloseTo(86.6, 1);
    expect(difference('#0000FF', '#00FF00')).toBeCloseTo(83.2, 1);
  });
});

describe.each(['dark', 'light'] as const)('the palette of the %s theme', (theme) => {
  const colors = PALETTES[theme];

  it('stands out from the background', () => {
    for (const color of colors) {
      expect(contrast(color, BACKGROUND[theme]), color).toBeGreaterThan(3);
    }
  });

  it('has no two colours that are taken for each other, and none for an alarm', () => {
    colors.forEach((color, i) => {
      for (const other of [...colors.slice(0, i), ...MEANING]) {
        expect(difference(color, other), `${color} and ${other}`).toBeGreaterThan(MEANING.includes(other) ? 15 : 25);
      }
    });
    expect(colors.length).toBe(COLORS);
  });
});

describe.each(['dark', 'light'] as const)('shades in the %s theme', (theme) => {
  const shades = PALETTES[theme].map((_, place) => [0, 1, 2].map((nth) => shade(place, nth, theme) ?? ''));

  it.each(PALETTES[theme].map((color, place) => [color, place] as const))(
    'of %s differ from each other and from those of all other models, and stand out from the background',
    (color, place) => {
      const own = shades[place] ?? [];
      expect(own[0]).toBe(color);
      expect(shade(place, 3, theme)).toBe(color);
      const others = shades.filter((_, other) => other !== place).flat();
      for (const [i, line] of own.entries()) {
        expect(contrast(line, BACKGROUND[theme]), line).toBeGreaterThan(2.9);
        for (const other of own.slice(0, i)) {
          expect(difference(line, other), `${line} and ${other}`).toBeGreaterThan(7);
        }
        for (const other of others) {
          expect(difference(line, other), `${line} and ${other}`).toBeGreaterThan(11);
        }
        for (const meaning of MEANING) {
          expect(difference(line, meaning), `${line} and ${meaning}`).toBeGreaterThan(14);
        }
      }
    }
  );
});

const EIGHT = [
  'Llama 3.1',
  'SDXL\\Lightning',
  'bge (v1.5)',
  'night',
  'sandbox',
  'voice',
  'whisper "turbo"',
  'Übersetzer',
];

describe('places of names', () => {
  it('differ while there are colours, and hang on no order', () => {
    const found = places(EIGHT);
    expect(new Set(found.values()).size).toBe(EIGHT.length);
    expect(places([...EIGHT].reverse())).toEqual(found);
  });

  it('are all used once before one is used twice', () => {
    const many = Array.from({ length: 3 * COLORS }, (_, i) => `model ${i}`);
    const counts = [...places(many).values()].reduce(
      (sum, place) => sum.set(place, (sum.get(place) ?? 0) + 1),
      new Map<number, number>()
    );
    expect([...counts.values()]).toEqual(Array.from({ length: COLORS }, () => 3));
  });

  it('stay but for a few when a name goes', () => {
    const before = places(EIGHT);
    for (const gone of EIGHT) {
      const after = places(EIGHT.filter((name) => name !== gone));
      expect([...after].filter(([name, place]) => before.get(name) !== place).length, gone).toBeLessThanOrEqual(2);
    }
  });
});

function frame(labels: Array<Record<string, string>>, config: FieldConfig = {}, type = DataFrameType.TimeSeriesWide) {
  const made: DataFrame = {
    length: 1,
    meta: { type },
    fields: [
      { name: 'Time', type: FieldType.time, values: [1], config: {} },
      ...labels.map((own) => ({ name: 'v', type: FieldType.number, values: [1], config, labels: own })),
    ],
  };
  return made;
}

const model = (name: string) => ({ model_name: name });
const colorsOf = (response: DataQueryResponse) => {
  const frames: DataFrame[] = response.data;
  return frames.flatMap(({ fields }) => fields.slice(1).map(({ config }) => config.color?.fixedColor));
};
const draw = (frames: DataFrame[], all = EIGHT, isDark = true) => colorsOf(colored({ data: frames }, all, isDark));

describe('lines of models', () => {
  it('have the colour of their model in every panel, whichever else are drawn, also over several queries', () => {
    const [a, b, c] = draw([frame(['night', 'voice', 'sandbox'].map(model))]);
    expect(draw([frame([model('voice')]), frame([model('night')])])).toEqual([b, a]);
    expect(new Set([a, b, c]).size).toBe(3);
    expect(PALETTES.dark).toContain(a);
    expect(PALETTES.light).toContain(draw([frame(['night', 'voice'].map(model))], EIGHT, false)[0]);
  });

  it('have one too where the server did not say which models there are', () => {
    expect(new Set(draw([frame(['new', 'newer'].map(model))], [])).size).toBe(2);
  });

  it('have it where one line is drawn alone too', () => {
    const [night] = draw([frame(['night', 'voice'].map(model))]);
    expect(draw([frame([model('night')])])).toEqual([night]);
  });

  it('are shades of it where a model has several lines beside those of others', () => {
    const [night, voice] = draw([frame(['night', 'voice'].map(model))]);
    const stable = { rollout_phase: 'stable' };
    const [a, b, c] = draw([frame([model('night'), model('voice')]), frame([{ ...model('night'), ...stable }])]);
    expect([a, b]).toEqual([night, voice]);
    expect(c).toBe(
      shade(
        PALETTES.dark.findIndex((color) => color === night),
        1,
        'dark'
      )
    );
  });

  it('have the colour of their model where they are stable, whether or not another is promoted', () => {
    const phase = (name: string) => ({ ...model('night'), rollout_phase: name });
    const [alone] = draw([frame([phase('stable'), model('voice')])]);
    const [promoting, stable] = draw([frame([phase('promoting'), phase('stable'), model('voice')])]);
    expect(stable).toBe(alone);
    expect(promoting).not.toBe(alone);
  });

  it.each(['deployment_id', 'replica'])('have a colour of the palette where it is one alone by %s', (label) => {
    expect(PALETTES.light).toContain(draw([frame([{ [label]: '1gn08ddh' }])], EIGHT, false)[0]);
  });

  it.each(['deployment_id', 'replica'])('of one model are told apart by %s', (label) => {
    const lines = ['1gn08ddh', '2dtvld3w', 'xn92hmg5'].map((name) => ({ [label]: name }));
    const [a, b, c] = draw([frame(lines)]);
    expect(new Set([a, b, c]).size).toBe(3);
    expect(PALETTES.dark).toContain(a);
    // With the name of their one model they are the same.
    expect(draw([frame(lines.map((line) => ({ ...model('night'), ...line })))])).toEqual([a, b, c]);
  });

  test.each([
    ['several lines of one model', [frame([model('night'), { ...model('night'), phase: 'stable' }])]],
    ['lines without a model', [frame([{ status_code: '200' }, { status_code: '500' }])]],
    ['numbers', [frame(['night', 'voice'].map(model), {}, DataFrameType.NumericWide)]],
  ])('leaves the colours to the panel: %s', (_, frames) => {
    expect(draw(frames).every((color) => color === undefined)).toBe(true);
  });

  it('keeps a colour that is there', () => {
    const own = { color: { mode: 'fixed', fixedColor: '#123456' } };
    expect(draw([frame(['night', 'voice'].map(model), own)])).toEqual(['#123456', '#123456']);
  });
});

describe('the names of all models', () => {
  it('are asked for once, again after a failure, and not waited for too long', async () => {
    const ask = vi.fn<() => Promise<string[]>>().mockRejectedValueOnce(new Error('down')).mockResolvedValue(['a']);
    const kept = new ModelNamesKept(ask);
    expect(await kept.names(1)).toEqual([]);
    expect(await kept.names(2)).toEqual(['a']);
    expect(await kept.names(3)).toEqual(['a']);
    expect(ask).toHaveBeenCalledTimes(2);
    vi.useFakeTimers();
    const slow = new ModelNamesKept(() => new Promise(() => undefined)).names();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await slow).toEqual([]);
    vi.useRealTimers();
  });
});
