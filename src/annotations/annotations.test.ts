// @vitest-environment jsdom
import { createDataFrame, type DataFrame, FieldType } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { translate } from '../translator';
import { toEvents } from './events';
import { type AnnotationTarget, toQuery } from './queries';

const MINUTE = 60_000;

/** A series with one value a step from minute 0; undefined is an absent point. */
function series(labels: Record<string, string>, values: Array<number | undefined>, stepMs = MINUTE): DataFrame {
  const points = values.flatMap((value, i) => (value === undefined ? [] : [{ time: i * stepMs, value }]));
  return createDataFrame({
    fields: [
      { name: 'Time', type: FieldType.time, values: points.map(({ time }) => time) },
      { name: 'Value', type: FieldType.number, values: points.map(({ value }) => value), labels },
    ],
  });
}

describe('queries of the ready annotations', () => {
  const filters = [{ label: 'environment', operator: '=' as const, values: ['production'] }];
  it.each([
    [
      'rollouts',
      'sum by (model_name, deployment_id) (baseten_replicas_active{environment="production", rollout_phase="promoting"})',
    ],
    ['scaling', 'sum by (model_name) (baseten_replicas_active{environment="production"})'],
  ] as const)('%s', (kind, expr) => {
    expect(translate(toQuery({ refId: 'Anno', kind, filters })).expr.replaceAll(/,\s*/g, ', ')).toBe(expr);
  });

  it('restarts read the measure, so that a leaving pod is no restart', () => {
    const query = toQuery({ refId: 'Anno', kind: 'restarts', filters });
    expect(query).toMatchObject({ metric: 'restarts', filters, groupBy: ['model_name', 'deployment_id'] });
    expect(() => translate(query)).not.toThrow();
  });

  it.each(['gaps', 'frozen'] as const)('%s are about the export as a whole, whatever filters a file gives', (kind) => {
    const { expr } = translate(toQuery({ refId: 'Anno', kind, filters }));
    expect(expr).not.toContain('environment');
  });

  it.each([
    ['"x"', undefined],
    ['7', undefined],
    ['[null, {"label": ""}]', [null]],
  ])('filters that a file says wrongly, %s, break no dashboard', (text, filters) => {
    const target: AnnotationTarget = JSON.parse(`{"refId":"Anno","kind":"restarts","filters":${text}}`);
    expect(toQuery(target)?.filters).toEqual(filters ?? []);
  });

  it('any other query goes as it is, an empty one not at all', () => {
    expect(toQuery({ refId: 'Anno', editorMode: 'code', expr: 'up == 0' })).toMatchObject({ expr: 'up == 0' });
    expect(toQuery({ refId: 'Anno' })).toBeUndefined();
    expect(toQuery(undefined)).toBeUndefined();
  });
});

describe('events', () => {
  it('a rollout is a region from its first point to its last, a second one is another', () => {
    const labels = { model_name: 'Llama', deployment_id: 'd2' };
    const other = series({ model_name: 'Whisper', deployment_id: 'w' }, [0, 0, 0, 0, 0, 0, 0]);
    const found = toEvents('rollouts', [series(labels, [undefined, 1, 2, undefined, undefined, 1, 1]), other]);
    expect(found).toMatchObject([
      { time: MINUTE, timeEnd: 2 * MINUTE, isRegion: true, title: 'Rollout of Llama', tags: ['Llama', 'd2'] },
      { time: 5 * MINUTE, timeEnd: 6 * MINUTE, isRegion: true },
    ]);
    expect(found[0]?.text).toBe('Deployment d2 is being promoted');
  });

  it('scaling says from how many to how many', () => {
    expect(toEvents('scaling', [series({ model_name: 'Llama' }, [2, 2, 3, 1])])).toEqual([
      { time: 2 * MINUTE, title: 'Llama scaled up', text: '2 → 3 replicas', tags: ['Llama'] },
      { time: 3 * MINUTE, title: 'Llama scaled down', text: '3 → 1 replica', tags: ['Llama'] },
    ]);
  });

  it('a series that is gone while others are there is scaled to zero; where nothing was scraped, nothing happened', () => {
    const steady = series({ model_name: 'Whisper' }, [1, 1, 1, undefined, 1]);
    const found = toEvents('scaling', [series({ model_name: 'Llama' }, [2, undefined, 2, undefined, 2]), steady]);
    expect(found.map(({ time, text }) => [time, text])).toEqual([
      [MINUTE, '2 → 0 replicas'],
      [2 * MINUTE, '0 → 2 replicas'],
    ]);
  });

  it.each([
    [
      'a rise is marked once while it stays in the window',
      MINUTE,
      [0, 1, 1, 1, 0, 2],
      [1, 5],
      ['1 restart', '2 restarts'],
    ],
    ['what was there at the start is not', MINUTE, [1, 1, 0], [], []],
    ['at wide steps each point has its own', 60 * MINUTE, [0, 1, 1], [1, 2], ['1 restart', '1 restart']],
  ])('restarts: %s', (_, step, values, at, texts) => {
    const found = toEvents('restarts', [series({ model_name: 'Llama' }, values, step)]);
    expect(found.map(({ time }) => (time ?? 0) / step)).toEqual(at);
    expect(found.map(({ text }) => text)).toEqual(texts);
  });

  it('a gap begins with the last sample, three minutes before it is certain', () => {
    const found = toEvents('gaps', [series({}, [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0])]);
    expect(found).toEqual([
      expect.objectContaining({ time: 5 * MINUTE, timeEnd: 10 * MINUTE, isRegion: true, title: 'No samples arrived' }),
    ]);
  });

  it.each([
    ['a minute', MINUTE, 5 * MINUTE],
    ['half a minute', MINUTE / 2, 2.5 * MINUTE],
  ])(
    'old values are marked, and behind them the time in which rates catch up, at scrapes of %s',
    (_, scrape, after) => {
      const values = [...Array<number>(10).fill(0), 1, 1, 1, 0, 0];
      const found = toEvents('frozen', [series({}, values, MINUTE)], scrape);
      const [still, catchingUp] = found;
      expect(still).toMatchObject({ time: 4 * MINUTE, timeEnd: 12 * MINUTE, isRegion: true, title: 'Old values' });
      expect(catchingUp).toMatchObject({
        time: 12 * MINUTE,
        timeEnd: 12 * MINUTE + after,
        isRegion: true,
        title: 'Catching up',
      });
      expect(found).toHaveLength(2);
    }
  );

  it('nothing has caught up yet while old values still come', () => {
    const found = toEvents('frozen', [series({}, [0, 0, 0, 0, 0, 0, 0, 1, 1])]);
    expect(found.map(({ title }) => title)).toEqual(['Old values']);
  });

  it('without data there are none', () => {
    expect(toEvents('scaling', [])).toEqual([]);
    expect(toEvents(undefined, [createDataFrame({ fields: [] })])).toEqual([]);
  });
});
